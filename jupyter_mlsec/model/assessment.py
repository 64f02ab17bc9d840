"""Assessment: everything that is known about one notebook at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.model.run import RunRecord, Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What surfaces show and reports print. Parts that nobody asked for are None, which is not "clean".

    ``artifacts`` are the model and data files that the run read or wrote.
    """

    path: str
    scan: TargetReport
    checklist: Checklist
    audit: AuditReport | None = None
    run: RunRecord | None = None
    verification: Verification | None = None
    artifacts: tuple[TargetReport, ...] = ()
