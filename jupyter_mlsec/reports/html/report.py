"""The team lead's page for one notebook: one file that answers in order whether to trust it, and what to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jupyter_mlsec import __version__
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Checklist, ItemState, Status
from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Severity
from jupyter_mlsec.reports.audit_text import advisories_words, audit_headline
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.checklist_text import open_states, percent, summary_of
from jupyter_mlsec.reports.counting import counted, tally
from jupyter_mlsec.reports.decision_words import signed_words
from jupyter_mlsec.reports.dossier import Event
from jupyter_mlsec.reports.html.changes import changes, measured, short
from jupyter_mlsec.reports.html.environment import render
from jupyter_mlsec.reports.html.fragments import advisory_rows, stage_rows
from jupyter_mlsec.reports.html.lineage import lineage
from jupyter_mlsec.reports.html.number_words import number_words
from jupyter_mlsec.reports.html.numbers import Figure, figure
from jupyter_mlsec.reports.html.standards import standard_rows
from jupyter_mlsec.reports.html.standing import SOON, standing, waiver_days
from jupyter_mlsec.reports.html.timeline import timeline
from jupyter_mlsec.reports.html.trust import age, chips, decided, deciding, moment, run_words, trust
from jupyter_mlsec.reports.html.unchecked import gaps
from jupyter_mlsec.reports.plot import drawn
from jupyter_mlsec.reports.status_words import STAGES, SYMBOLS, UNSETTLED, WORDS
from jupyter_mlsec.reports.whereabouts import place_name

MOST_OPEN, MOST_FIGURES, MOST_FINDINGS, MOST_ADVISORIES, MOST_EVIDENCE, MOST_CHANGES = 12, 14, 60, 40, 6, 40
MOST_PICTURES = 10
_META = "GOV-08"
_STAGE_ORDER = ("EVA", "PRE", "DEP", "TRN", "COL", "MNT", "RET", "GOV")  # numbers about the model first


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """One accepted risk and how long it still holds."""

    item: str
    title: str
    reason: str
    approver: str
    signed: str
    expires: str
    days: int
    soon: bool


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number and the item it is evidence for."""

    item: str
    subject: str
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class PictureRow:
    """The pictures of one observation, and the sentence that they bear out."""

    item: str
    summary: str
    pictures: tuple[Canvas, ...]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding and where it is."""

    finding: Finding
    where: str


def render_report(
    assessment: Assessment, *, previous: Checklist | None = None, now: datetime, history: Sequence[Event] = ()
) -> str:
    """Return the page as HTML. ``previous`` is the checklist of the last sign-off, ``now`` has a time zone.

    ``history`` is what the audit trail tells.

    The same input gives the same bytes. It holds no script and asks for nothing; whatever came from the notebook is
    escaped and cropped.
    """
    checklist = assessment.checklist
    figures = _figures(checklist, previous)
    unsettled = open_states(checklist)
    everything = [finding for each in (assessment.scan, *assessment.artifacts) for finding in each.findings]
    found = sorted(
        (finding for finding in everything if finding.suppressed is None),
        key=lambda finding: (-list(Severity).index(finding.severity), finding.cell.index if finding.cell else -1),
    )
    return render(
        "report.html.jinja",
        assessment=assessment,
        checklist=checklist,
        standing=standing(assessment, now),
        trust=trust(assessment),
        chips=chips(checklist, previous),
        run=run_words(assessment.run),
        made=moment(now),
        version=__version__,
        compared=previous is not None,
        decided=decided(assessment),
        deciding=deciding(assessment),
        changes=changes(previous, checklist)[:MOST_CHANGES] if previous else (),
        coverage=percent(checklist.coverage),
        conformance=percent(checklist.conformance),
        stages=stage_rows(checklist),
        tally=tally((state.status for state in checklist.states), Status),
        figures=figures[:MOST_FIGURES],
        figures_left=_left_words(figures[MOST_FIGURES:]),
        open_rows=unsettled[:MOST_OPEN],
        open_left=max(0, len(unsettled) - MOST_OPEN),
        waivers=_waivers(checklist, now),
        findings=[FindingRow(finding, place_name(finding) or finding.path) for finding in found[:MOST_FINDINGS]],
        findings_left=max(0, len(found) - MOST_FINDINGS),
        suppressed=len(everything) - len(found),
        audit_headline=audit_headline(assessment.audit) if assessment.audit else "",
        advisories=advisories_words(assessment.audit) if assessment.audit else "",
        advisory_rows=advisory_rows(assessment.audit)[:MOST_ADVISORIES] if assessment.audit else [],
        gaps=gaps(assessment),
        pictures=_pictures(checklist)[:MOST_PICTURES],
        lineage=lineage(checklist, previous),
        timeline=timeline(checklist, now, previous=previous, history=history),
        standards=standard_rows(checklist),
        **_words(checklist, now),
    )


def _words(checklist: Checklist, now: datetime) -> dict[str, object]:
    """Return what the page's loops look up by item."""
    return {
        "symbols": SYMBOLS,
        "words": WORDS,
        "unsettled": UNSETTLED,
        "stage_names": STAGES,
        "summaries": {state.item.id: summary_of(state) for state in checklist.states},
        "signed": {state.item.id: signed_words(state, "answer") for state in checklist.states},
        "evidence": {state.item.id: _evidence(state, now) for state in checklist.states},
    }


def _evidence(state: ItemState, now: datetime) -> list[str]:
    """Return one line for each piece of evidence: the probe, on what, when, and the fingerprints it holds for."""
    lines = []
    for one in state.evidence[:MOST_EVIDENCE]:
        subject = f" on {one.subject}" if one.subject else ""
        binds = " ".join(f"{name} {short(digest)}" for name, digest in sorted(one.binds.items()))
        lines.append(f"{one.probe}{subject}, {age(one.collected, now)}{f' · {binds}' if binds else ''}")
    if len(state.evidence) > MOST_EVIDENCE:
        lines.append(f"and {len(state.evidence) - MOST_EVIDENCE} more")
    return lines


def _figures(checklist: Checklist, previous: Checklist | None) -> list[NumberRow]:
    """Return the numbers with a limit or an interval: those that miss their limit first, then by what they decide."""
    before = measured(previous)
    rows: dict[tuple[str, str, str], NumberRow] = {}
    for state in checklist.states:
        for one in state.evidence if state.item.id != _META else ():  # its two numbers stand at the top of the page
            _, pictured = drawn(one.observation.measurements)
            for measurement in one.observation.measurements:
                if measurement.name in pictured and measurement.limit is None:
                    continue  # the picture tells it
                key = (one.probe, one.subject, measurement.name)
                shown = figure(measurement, before.get(key))
                if key not in rows and (shown.limit or shown.interval or shown.previous):
                    rows[key] = NumberRow(state.item.id, one.subject, number_words(measurement.name), shown)
    return sorted(rows.values(), key=_telling)


def _left_words(rows: list[NumberRow]) -> str:
    """Return how many numbers found no room, and whether any of them misses its limit."""
    if not rows:
        return ""
    missed = sum(row.figure.meets is False for row in rows)
    kept = f"{missed} of them outside their limits" if missed else "none outside its limit"
    return f"and {counted(len(rows), 'more number')}, {kept}"


def _telling(row: NumberRow) -> tuple[bool, bool, int, bool]:
    """Order numbers by how much a reader learns from them; a count of 0 that may only be 0 says least."""
    figure, stage = row.figure, row.item.partition("-")[0]
    dull = figure.value == "0" and figure.meets is True
    return figure.meets is not False, dull, _STAGE_ORDER.index(stage) if stage in _STAGE_ORDER else 9, not figure.limit


def _pictures(checklist: Checklist) -> list[PictureRow]:
    """Return the pictures of all fresh evidence, each observation once: an observation may speak about many items."""
    found: dict[tuple[str, str, str], PictureRow] = {}
    for state in checklist.states:
        for one in state.evidence if state.status is not Status.STALE else ():
            pictures, _ = drawn(one.observation.measurements)
            key = (one.probe, one.subject, one.observation.summary)
            if pictures and key not in found:
                found[key] = PictureRow(state.item.id, one.observation.summary, tuple(pictures))
    return list(found.values())


def _waivers(checklist: Checklist, now: datetime) -> list[WaiverRow]:
    rows = []
    for state in checklist.states:
        if waiver := state.waiver:
            days = waiver_days(state, now)
            expires = f"{waiver.expires:%Y-%m-%d}"
            soon = days < SOON.days
            row = WaiverRow(
                item=state.item.id,
                title=state.item.title,
                reason=waiver.reason,
                approver=waiver.approver,
                signed=signed_words(state, "waiver"),
                expires=expires,
                days=days,
                soon=soon,
            )
            rows.append(row)
    return sorted(rows, key=lambda row: (row.days, row.item))
