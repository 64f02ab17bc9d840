"""How each state of an item looks in text: one symbol, one word, so that nothing depends on colour."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Risk, Stage, Status
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
UNSETTLED = (Status.FAIL, Status.ERROR, Status.STALE, Status.WARN, Status.OPEN)  # what asks for work, worst first
