"""Terminal control sequences: what a terminal would not show as text."""

from __future__ import annotations

import re

# ECMA-48: CSI (colours, cursor), OSC (titles, links; ended by BEL or ST) and the two-character escapes.
_CONTROL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")


def strip_ansi(text: str) -> str:
    """Return ``text`` without terminal control sequences, so that a colour cannot split a token in two."""
    return _CONTROL.sub("", text) if "\x1b" in text else text
