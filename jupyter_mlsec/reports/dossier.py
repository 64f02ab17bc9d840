"""Dossier: everything that one page or document about a notebook is made from, whatever its format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Checklist, Declaration
from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.notebook import Json
from jupyter_mlsec.model.rule import Rule


@dataclass(frozen=True, slots=True)
class Event:
    """Something from the audit trail: ``words`` say what, ``decisive`` whether a reviewer decided it."""

    time: datetime
    words: str
    decisive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An assessment and what stands around it.

    ``previous`` and ``findings_before`` are the checklist and the findings of the last sign-off, None without one.
    ``now`` (with a time zone) is when it is judged: waivers end by it. ``bill`` is a CycloneDX bill of the environment
    (None where nobody asked for one), ``rules`` describe the findings, ``pins`` name each standard's edition.
    ``history`` is what the audit trail tells. ``model`` says which of several models a document about one is about.
    """

    assessment: Assessment
    now: datetime
    previous: Checklist | None = None
    findings_before: tuple[Finding, ...] | None = None
    declarations: tuple[Declaration, ...] = ()
    bill: Mapping[str, Json] | None = field(default=None, repr=False)
    rules: tuple[Rule, ...] = field(default=(), repr=False)
    pins: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    history: tuple[Event, ...] = ()

    @property
    def made(self) -> datetime:
        """When what it says was found out: the end of the run, else the newest evidence.

        Documents carry this time, not that of printing, so that the same input gives the same bytes.
        """
        if self.assessment.run is not None:
            return self.assessment.run.finished
        times = [each.collected for state in self.assessment.checklist.states for each in state.evidence]
        return max(times, default=self.now)
