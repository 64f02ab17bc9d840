"""Lessons as evidence: every closed incident changed something that can be checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.model.checklist import Declaration, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import declared
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_ITEM = re.compile(r"\b[A-Z]{3}-\d{2}\b")
_LIMIT = re.compile(r"\blimit:\s*\S+|\brule:\s*\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonSubject:
    """What the notebook declares."""

    declarations: tuple[Declaration, ...]


def _run(subject: LessonSubject) -> Observation:
    closed = {name: each for name, each in declared(subject.declarations, "incident").items() if each.get("closed")}
    if not closed:
        return not_applicable("no closed incident is declared")
    silent = sorted(name for name, fields in closed.items() if not _changed(fields))
    if silent:
        return Observation(
            status=Status.FAIL,
            summary=f"{count(len(silent), 'closed incident')} changed nothing that is checked: {listed(silent)}.",
            next_step='Name what it changed: %mlsec declare incident NAME lesson="PRE-04" (an item, limit:… or rule:…)',
        )
    return Observation(status=Status.PASS, summary=f"{count(len(closed), 'closed incident')}, each became a check.")


def _changed(fields: Mapping[str, str]) -> bool:
    lesson = fields.get("lesson", fields.get("lessons", ""))
    named = _ITEM.findall(lesson)
    return bool(_LIMIT.search(lesson)) or any(catalogue().item(name) is not None for name in named)


PROBE: Probe[LessonSubject] = Probe(
    name="lessons",
    items=("MNT-06",),
    run=_run,
    partial=True,
    incidental=True,
    docs="Every closed incident led to an item, a limit or a rule that is checked since.",
)
