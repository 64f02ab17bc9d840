"""Small pieces of HTML for rich display in a notebook: escaped, readable without a kernel, at home in any theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_mlsec.model.audit import AuditReport, Tier
from jupyter_mlsec.model.checklist import Checklist, Evidence, ItemState, Observation, Stage, Status
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.reports.audit_text import TIERS, advisories_words, affected, audit_headline
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.checklist_text import percent, summary_of
from jupyter_mlsec.reports.counting import counted
from jupyter_mlsec.reports.finding_order import ordered_findings
from jupyter_mlsec.reports.html.environment import render
from jupyter_mlsec.reports.html.numbers import Figure, figure
from jupyter_mlsec.reports.plot import drawn
from jupyter_mlsec.reports.seen_once import seen_once, seen_statuses
from jupyter_mlsec.reports.severity_symbols import SEVERITY_SYMBOLS
from jupyter_mlsec.reports.status_words import STAGES, SYMBOLS, TOLD, UNSETTLED, WORDS, settled_words, tally_words
from jupyter_mlsec.reports.unmeasured import unmeasured
from jupyter_mlsec.reports.whereabouts import place_name

MOST = 200  # rows of one table: the command line tells them all
_MARKS = {"symbols": SYMBOLS, "words": WORDS, "unsettled": UNSETTLED}


@dataclass(frozen=True, slots=True)
class StageRow:
    """One stage with its items; ``settled`` says how much of what applies is."""

    title: str
    states: tuple[ItemState, ...]
    settled: str
    unsettled: int
    left_out: tuple[str, ...]  # ids that do not apply


@dataclass(frozen=True, slots=True)
class AdvisoryRow:
    """One advisory that applies to one distribution."""

    name: str
    version: str
    tier: str
    id: str
    summary: str
    fixed: str


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One observation and all the items that it is evidence for."""

    items: str
    status: Status
    summary: str
    subject: str
    figures: tuple[Figure, ...]
    pictures: tuple[Canvas, ...]
    pictured: tuple[Figure, ...]  # the same numbers as the pictures, for those who cannot see them
    details: tuple[str, ...]
    next_step: str


def checklist_fragment(checklist: Checklist) -> str:
    """Return the checklist by stage; stages in which nothing is left to do are folded."""
    return render(
        "checklist_fragment.html.jinja",
        checklist=checklist,
        coverage=percent(checklist.coverage),
        conformance=percent(checklist.conformance),
        stages=stage_rows(checklist),
        summaries={state.item.id: summary_of(state) for state in checklist.states},
        **_MARKS,
    ).strip()


def stage_rows(checklist: Checklist) -> tuple[StageRow, ...]:
    """Return the stages that have items, in the order of a model's life."""
    rows = []
    for stage in Stage:
        states = tuple(state for state in checklist.states if state.item.stage is stage)
        unsettled = sum(state.status in UNSETTLED for state in states)
        if states:
            left_out = tuple(state.item.id for state in states if state.status is Status.NOT_APPLICABLE)
            rows.append(StageRow(STAGES[stage], states, settled_words(states), unsettled, left_out))
    return tuple(rows)


def findings_fragment(report: TargetReport) -> str:
    """Return the findings of one target as a table; suppressed ones are counted only."""
    findings = [finding for finding in ordered_findings([report]) if finding.suppressed is None]
    suppressed = len(report.findings) - len(findings)
    headline = counted(len(findings), "finding") if findings else "No findings"
    return render(
        "findings_fragment.html.jinja",
        report=report,
        headline=f"{headline}, {suppressed} suppressed" if suppressed else headline,
        findings=findings[:MOST],
        places=[place_name(finding) for finding in findings[:MOST]],
        left_out=max(0, len(findings) - MOST),
        symbols=SEVERITY_SYMBOLS,
    ).strip()


def audit_fragment(report: AuditReport) -> str:
    """Return an audit's verdict, why, and the advisories that apply, the nearest distributions first."""
    return render(
        "audit_fragment.html.jinja",
        report=report,
        headline=audit_headline(report),
        advisories=advisories_words(report),
        rows=advisory_rows(report)[:MOST],
    ).strip()


def advisory_rows(report: AuditReport) -> list[AdvisoryRow]:
    """Return one row for each advisory, by tier and name."""
    return [
        AdvisoryRow(
            dependency.name,
            dependency.version,
            TIERS[tier],
            ", ".join((vulnerability.id, *vulnerability.aliases)),
            " ".join(vulnerability.summary.split()),
            " or ".join(vulnerability.fix_versions),
        )
        for tier in Tier
        for dependency in affected(report, tier)
        for vulnerability in dependency.vulnerabilities
    ]


def commands_fragment(commands: Sequence[tuple[str, str]]) -> str:
    """Return a table of what can be typed, and what each does."""
    return render("commands_fragment.html.jinja", commands=commands).strip()


def evidence_fragment(evidence: Sequence[Evidence], title: str = "") -> str:
    """Return what probes saw, each observation once, its numbers with intervals and limits as inline SVG.

    What was found stands first, and what is well is folded to its sentence.
    """
    return _evidence(evidence, title, "")


def growing_fragment(evidence: Sequence[Evidence], title: str, progress: str) -> str:
    """Return the same while probes still run: ``progress`` ("3 of 16 probes") stands above it."""
    return _evidence(evidence, title, progress)


def _evidence(evidence: Sequence[Evidence], title: str, progress: str) -> str:
    rows = _evidence_rows(evidence)
    seen = tally_words(seen_statuses(evidence))
    unable = unmeasured(evidence)
    return render(
        "evidence_fragment.html.jinja",
        found=[row for row in rows if row.status in UNSETTLED and row.status is not Status.ERROR],
        unable=unable,
        probes=sum(reason.number for reason in unable),
        well=[row for row in rows if row.status not in UNSETTLED],
        title=title,
        seen=seen,
        progress=progress,
        **_MARKS,
    ).strip()


def _evidence_rows(evidence: Sequence[Evidence]) -> list[EvidenceRow]:
    rows = [_evidence_row(group, group[0].observation) for group in seen_once(evidence)]
    return sorted(rows, key=lambda row: TOLD.index(row.status))


def _evidence_row(group: Sequence[Evidence], seen: Observation) -> EvidenceRow:
    pictures, shown = drawn(seen.measurements)
    lone = [one for one in seen.measurements if one.name not in shown or one.limit]
    return EvidenceRow(
        items=", ".join(dict.fromkeys(one.item for one in group)),
        status=seen.status,
        summary=seen.summary,
        subject=group[0].subject,
        figures=tuple(map(figure, lone)),
        pictures=tuple(pictures),
        pictured=tuple(figure(one) for one in seen.measurements if one not in lone),
        details=seen.details,
        next_step=seen.next_step,
    )
