"""How each state of an item looks in text: one symbol, one word, so that nothing depends on colour."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.model.checklist import ItemState, Risk, Stage, Status
from jupyter_mlsec.reports.ink import Style

SYMBOLS = {
    Status.PASS: "✓",
    Status.FAIL: "✗",
    Status.WARN: "!",
    Status.OPEN: "○",
    Status.STALE: "↻",
    Status.WAIVED: "◇",
    Status.NOT_APPLICABLE: "·",
    Status.ERROR: "?",
}
WORDS = {
    Status.PASS: "passed",
    Status.FAIL: "failed",
    Status.WARN: "warning",
    Status.OPEN: "open",
    Status.STALE: "stale",
    Status.WAIVED: "waived",
    Status.NOT_APPLICABLE: "not applicable",
    Status.ERROR: "no evidence",
}
STYLES = {
    Status.PASS: Style.GOOD,
    Status.FAIL: Style.BAD,
    Status.WARN: Style.WARNING,
    Status.OPEN: Style.NOTE,
    Status.STALE: Style.WARNING,
    Status.WAIVED: Style.FRAME,
    Status.NOT_APPLICABLE: Style.DIM,
    Status.ERROR: Style.SERIOUS,
}
STAGES = {stage: stage.value.capitalize() for stage in Stage}
RISKS = tuple(Risk)  # from critical to low
NOTHING_APPLIES = "nothing applies"
UNSETTLED = (Status.FAIL, Status.ERROR, Status.STALE, Status.WARN, Status.OPEN)  # what asks for work, worst first


def settled_words(states: Sequence[ItemState]) -> str:
    """Return how much of a stage is settled, of what applies: ``3 of 7 settled``."""
    applicable = [state for state in states if state.status is not Status.NOT_APPLICABLE]
    if not applicable:
        return NOTHING_APPLIES
    settled = sum(state.status not in UNSETTLED for state in applicable)
    return f"{settled} of {len(applicable)} settled"
