"""What is not as it was when somebody last signed: grounds, items, figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jupyter_mlsec.model.checklist import Checklist, Status
from jupyter_mlsec.reports.checklist_text import percent
from jupyter_mlsec.reports.status_words import UNSETTLED, WORDS

SHORT = 8  # hex digits of a digest that people compare by eye

MeasurementKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; ``tone`` is ``fail`` where it went for the worse, ``pass`` for the better, else ``stale``."""

    subject: str
    words: str
    tone: str


def short(digest: str) -> str:
    """Return the first eight digits of ``sha256:…``."""
    return digest.rpartition(":")[2][:SHORT]


def changes(previous: Checklist, current: Checklist) -> tuple[Change, ...]:
    """Return all differences: the figures, then grounds, then items, each in a fixed order."""
    return (*_figures(previous, current), *_grounds(previous, current), *_items(previous, current))


def measured(checklist: Checklist | None) -> dict[MeasurementKey, float]:
    """Return every number of a checklist by probe, subject and name."""
    if checklist is None:
        return {}
    return {
        (evidence.probe, evidence.subject, measurement.name): measurement.value
        for state in checklist.states
        for evidence in state.evidence
        for measurement in evidence.observation.measurements
    }


def _figures(previous: Checklist, current: Checklist) -> Iterable[Change]:
    for name, before, after in (
        ("coverage", previous.coverage, current.coverage),
        ("conformance", previous.conformance, current.conformance),
    ):
        if percent(before) != percent(after):
            yield Change(name, f"{percent(before)} → {percent(after)}", "pass" if after > before else "fail")


def _grounds(previous: Checklist, current: Checklist) -> Iterable[Change]:
    for ground in sorted({*previous.fingerprints, *current.fingerprints}):
        before, after = previous.fingerprints.get(ground), current.fingerprints.get(ground)
        if before == after:
            continue
        if before is None:
            yield Change(ground, f"new: {short(after or '')}", "stale")
        elif after is None:
            yield Change(ground, f"no longer there: {short(before)}", "stale")
        else:
            yield Change(ground, f"{short(before)} → {short(after)}", "stale")


def _items(previous: Checklist, current: Checklist) -> Iterable[Change]:
    before = {state.item.id: state.status for state in previous.states}
    for state in current.states:
        was = before.get(state.item.id)
        if was is not None and was is not state.status:
            yield Change(state.item.id, f"{WORDS[was]} → {WORDS[state.status]}", _tone(was, state.status))


def _tone(was: Status, now: Status) -> str:
    if (was in UNSETTLED) == (now in UNSETTLED):
        return "stale"
    return "fail" if now in UNSETTLED else "pass"
