"""The checklist as JUnit XML: a pipeline then lists items beside its tests.

A stage is a suite, an item that applies a test case. What fails, is stale or is open is a failure, a probe that could
not look is an error, an accepted risk is skipped with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from jupyter_mlsec.model.checklist import ItemState, Stage, Status
from jupyter_mlsec.reports.checklist_text import summary_of
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import ReportFormat
from jupyter_mlsec.reports.status_words import STAGES, WORDS
from jupyter_mlsec.reports.times import iso
from jupyter_mlsec.reports.visible import visible

_FAILURES = frozenset({Status.FAIL, Status.STALE, Status.OPEN})


def _render(dossiers: Sequence[Dossier]) -> str:
    suites = [line for dossier in dossiers for line in _suites(dossier)]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *suites, "</testsuites>"]) + "\n"


def _suites(dossier: Dossier) -> list[str]:
    checklist = dossier.assessment.checklist
    lines: list[str] = []
    for stage in Stage:
        states = [
            state
            for state in checklist.states
            if state.item.stage is stage and state.status is not Status.NOT_APPLICABLE
        ]
        if states:
            lines += [_head(dossier, STAGES[stage], states), *(_case(dossier, state) for state in states)]
            lines.append("  </testsuite>")
    return lines


def _head(dossier: Dossier, stage: str, states: Sequence[ItemState]) -> str:
    failures = sum(state.status in _FAILURES for state in states)
    errors = sum(state.status is Status.ERROR for state in states)
    skipped = sum(state.status is Status.WAIVED for state in states)
    name = _attribute(f"{dossier.assessment.path}: {stage}")
    numbers = f'tests="{len(states)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    return f'  <testsuite name={name} timestamp="{iso(dossier.made)[:-1]}" time="0" {numbers}>'


def _case(dossier: Dossier, state: ItemState) -> str:
    name = _attribute(f"{state.item.id} {state.item.title}")
    head = f'    <testcase classname={_attribute(dossier.assessment.path)} name={name} time="0"'
    message, text = _attribute(f"{WORDS[state.status]}: {summary_of(state)}"), escape(_plain(state.next_step))
    if state.status in _FAILURES:
        return f'{head}><failure type="{state.status}" message={message}>{text}</failure></testcase>'
    if state.status is Status.ERROR:
        return f'{head}><error type="{state.status}" message={message}>{text}</error></testcase>'
    if state.status is Status.WAIVED:
        return f"{head}><skipped message={message}/></testcase>"
    if state.status is Status.WARN:
        return f"{head}><system-out>{escape(_plain(summary_of(state)))} {text}</system-out></testcase>"
    return f"{head}/>"


def _attribute(text: str) -> str:
    return quoteattr(_plain(text))


def _plain(text: str) -> str:
    return visible(" ".join(text.split()))


FORMAT = ReportFormat(name="junit", suffix=".junit.xml", about="JUnit XML, for a pipeline", render=_render, many=True)
