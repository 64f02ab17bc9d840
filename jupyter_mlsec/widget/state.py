"""What the widget's view is told: the published checklist, and beside each item what a person needs to act on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from jupyter_mlsec.lifecycle.json import iso, to_json
from jupyter_mlsec.model.checklist import Checklist, Evidence, ItemState, Level, Stage
from jupyter_mlsec.reports.checklist_text import percent, summary_of
from jupyter_mlsec.reports.html.numbers import figure
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
        "unsettled": state.status in UNSETTLED,
        "summary": summary_of(state),
        "next_step": state.next_step,
        "changed": list(state.changed),
        "answerable": state.item.level is not Level.AUTO,
        "question": state.item.human,
        "seen": [_seen(evidence) for evidence in state.evidence],
        "answer": state.answer
        and {"text": state.answer.text, "person": state.answer.person, "time": iso(state.answer.time)},
        "waiver": state.waiver
        and {
            "reason": state.waiver.reason,
            "approver": state.waiver.approver,
            "expires": iso(state.waiver.expires),
        },
    }


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
