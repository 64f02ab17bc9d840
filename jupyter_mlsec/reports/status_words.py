"""How each state of an item looks in text: one symbol, one word, so that nothing depends on colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import ItemState, Risk, Stage, Status
from jupyter_mlsec.reports.counting import counted
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
TOLD = (  # what was found, what waits for a word, what could not be looked at, what is well
    Status.FAIL,
    Status.STALE,
    Status.WARN,
    Status.OPEN,
    Status.ERROR,
    Status.WAIVED,
    Status.PASS,
    Status.NOT_APPLICABLE,
)
UNSETTLED = (Status.FAIL, Status.ERROR, Status.STALE, Status.WARN, Status.OPEN)  # what asks for work, worst first


def tally_words(statuses: Iterable[Status]) -> str:
    """Return how often each status was seen, in the order in which evidence is told: ``1 failed, 2 warnings``."""
    counts = Counter(statuses)
    plurals = {Status.WARN: counted(counts[Status.WARN], WORDS[Status.WARN])}
    lone = {Status.ERROR: f"{counts[Status.ERROR]} without evidence"}
    words = plurals | lone
    return ", ".join(words.get(status, f"{counts[status]} {WORDS[status]}") for status in TOLD if counts[status])


def settled_words(states: Sequence[ItemState]) -> str:
    """Return how much of a stage is settled, of what applies: ``3 of 7 settled``."""
    applicable = [state for state in states if state.status is not Status.NOT_APPLICABLE]
    if not applicable:
        return NOTHING_APPLIES
    settled = sum(state.status not in UNSETTLED for state in applicable)
    return f"{settled} of {len(applicable)} settled"
