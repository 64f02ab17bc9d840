"""What the widget's view is told: the published checklist, and beside each item what a person needs to act on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from jupyter_mlsec.lifecycle.json import iso, to_json
from jupyter_mlsec.model.checklist import Checklist, Evidence, ItemState, Level, Stage
from jupyter_mlsec.reports.checklist_text import percent, summary_of
from jupyter_mlsec.reports.decision_words import signed_words
from jupyter_mlsec.reports.html.numbers import figure
from jupyter_mlsec.reports.severity_symbols import RISK_SYMBOLS
from jupyter_mlsec.reports.standard_names import named_references
from jupyter_mlsec.reports.status_words import STAGES, SYMBOLS, UNSETTLED, WORDS
from jupyter_mlsec.reports.visible import visible


def widget_state(checklist: Checklist) -> dict[str, Any]:
    """Return JSON values only; every text that may come from a notebook or a person has its hidden characters shown."""
    published = to_json(checklist)
    items = zip(published["items"], checklist.states, strict=True)
    state = {
        "format": published["format"],
        "notebook": checklist.notebook,
        "profile": checklist.profile,
        "coverage": percent(checklist.coverage),
        "conformance": percent(checklist.conformance),
        "stages": [{"id": stage.value, "title": STAGES[stage]} for stage in Stage],
        "items": [{**shape, **_more(item)} for shape, item in items],
    }
    cleaned: dict[str, Any] = _cleaned(state)
    return cleaned


def _more(state: ItemState) -> dict[str, Any]:
    return {
        "symbol": SYMBOLS[state.status],
        "word": WORDS[state.status],
        "risk_symbol": RISK_SYMBOLS[state.item.risk],
        "unsettled": state.status in UNSETTLED,
        "summary": summary_of(state),
        "next_step": state.next_step,
        "changed": list(state.changed),
        "answerable": state.item.level is not Level.AUTO,
        "question": state.item.human,
        "asked_for_by": named_references(state.item.standards),
        "seen": [_seen(evidence) for evidence in state.evidence],
        "answer": state.answer
        and {
            "text": state.answer.text,
            "person": state.answer.person,
            "time": iso(state.answer.time),
            "signed": _sentence(signed_words(state, "answer")),
        },
        "waiver": state.waiver
        and {
            "reason": state.waiver.reason,
            "approver": state.waiver.approver,
            "expires": iso(state.waiver.expires),
            "signed": _sentence(signed_words(state, "waiver")),
        },
    }


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _seen(evidence: Evidence) -> dict[str, Any]:
    observation = evidence.observation
    return {
        "symbol": SYMBOLS[observation.status],
        "word": WORDS[observation.status],
        "subject": evidence.subject,
        "details": list(observation.details),
        "figures": [asdict(figure(measurement)) for measurement in observation.measurements],
    }


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, str):
        return visible(str(value), keep="\n")
    if isinstance(value, dict):
        return {key: _cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return value
