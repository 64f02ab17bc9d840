"""The page over many notebooks: which one needs a decision first, and what a bad file or model would touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jupyter_mlsec import __version__
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Ground, Risk, Stage, Status
from jupyter_mlsec.reports.checklist_text import percent
from jupyter_mlsec.reports.counting import counted
from jupyter_mlsec.reports.html.changes import short
from jupyter_mlsec.reports.html.environment import render
from jupyter_mlsec.reports.html.standing import SOON, Standing, standing, waiver_days
from jupyter_mlsec.reports.html.trust import age, moment
from jupyter_mlsec.reports.status_words import STAGES, SYMBOLS, UNSETTLED, WORDS, settled_words

_TONES = ("fail", "warn", "pass")
_SHARED = (Ground.DATA, Ground.FILES, Ground.MODEL)
_WORST_FIRST = (*UNSETTLED, Status.WAIVED, Status.PASS, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One stage of one notebook: its worst state, and how much of what applies is settled."""

    status: Status
    words: str


@dataclass(frozen=True, slots=True)
class NotebookRow:
    """One notebook of the portfolio."""

    path: str
    standing: Standing
    run: str
    signers: str
    critical: int
    failed: int
    stale: int
    ending: int
    coverage: str
    conformance: str
    audit: str
    heat: tuple[HeatCell | None, ...]


@dataclass(frozen=True, slots=True)
class SharedRow:
    """One file, frame or model that several notebooks were made of, by its digest."""

    names: str
    digest: str
    notebooks: tuple[str, ...]


def render_portfolio(assessments: Sequence[Assessment], *, now: datetime) -> str:
    """Return the page as HTML, the notebooks that need a decision first. The same input gives the same bytes."""
    rows = sorted((_row(assessment, now) for assessment in assessments), key=_urgency)
    ready = sum(row.standing.tone == "pass" for row in rows)
    return render(
        "portfolio.html.jinja",
        rows=rows,
        shared=_shared(assessments),
        stages=[STAGES[stage] for stage in Stage],
        headline=f"{ready} of {counted(len(rows), 'notebook')} ready",
        tone="pass" if ready == len(rows) else "fail" if any(row.standing.tone == "fail" for row in rows) else "warn",
        made=moment(now),
        version=__version__,
        symbols=SYMBOLS,
        words=WORDS,
    )


def _urgency(row: NotebookRow) -> tuple[int, int, int, int, str]:
    return (_TONES.index(row.standing.tone), -row.critical, -row.failed, -row.stale, row.path)


def _row(assessment: Assessment, now: datetime) -> NotebookRow:
    states = assessment.checklist.states
    critical = [state for state in states if state.item.risk is Risk.CRITICAL and state.status in UNSETTLED]
    verification = assessment.verification
    signers = verification.signers if verification and verification.verified else ()
    return NotebookRow(
        path=assessment.path,
        standing=standing(assessment, now),
        run=age(assessment.run.finished, now) if assessment.run else "never",
        signers=", ".join(f"{signer.role} {signer.identity}" for signer in signers) or "nobody",
        critical=len(critical),
        failed=sum(state.status is Status.FAIL for state in states),
        stale=sum(state.status is Status.STALE for state in states),
        ending=sum(state.status is Status.WAIVED and waiver_days(state, now) < SOON.days for state in states),
        coverage=percent(assessment.checklist.coverage),
        conformance=percent(assessment.checklist.conformance),
        audit=assessment.audit.verdict.value if assessment.audit else "not audited",
        heat=tuple(_heat(assessment, stage) for stage in Stage),
    )


def _heat(assessment: Assessment, stage: Stage) -> HeatCell | None:
    states = [state for state in assessment.checklist.states if state.item.stage is stage]
    if not states:
        return None
    worst = min((state.status for state in states), key=_WORST_FIRST.index)
    return HeatCell(worst, settled_words(states).removesuffix(" settled"))


def _shared(assessments: Sequence[Assessment]) -> list[SharedRow]:
    """Return what is used in more than one notebook, the widest first: a poisoned file's blast radius."""
    names: dict[str, set[str]] = defaultdict(set)
    notebooks: dict[str, set[str]] = defaultdict(set)
    for assessment in assessments:
        for key, digest in assessment.checklist.fingerprints.items():
            ground, _, name = key.partition(":")
            if name and ground in _SHARED:
                names[digest].add(name)
                notebooks[digest].add(assessment.path)
    rows = [
        SharedRow(", ".join(sorted(names[digest])), short(digest), tuple(sorted(paths)))
        for digest, paths in notebooks.items()
        if len(paths) > 1
    ]
    return sorted(rows, key=lambda row: (-len(row.notebooks), row.names, row.digest))
