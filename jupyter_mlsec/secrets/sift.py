"""Sift: whether a text could hold a secret at all, at the price of one look at its words."""

from __future__ import annotations

import re

from jupyter_mlsec.model.text import Syntax
from jupyter_mlsec.secrets.folding import ADDRESS, CODES
from jupyter_mlsec.secrets.hotwords import is_piece
from jupyter_mlsec.secrets.surface import Surface

# Where pieces are put together: literals side by side, and what formats, joins or adds them.
_JOINTS = re.compile(
    r"""["'][ \t]*(?:[+.%\\]|\r?\n|[rRbBuUfF]{0,2}["'])|\.join\(|\.format\(|\.replace\("""
    r"""|\bf["']|\+=?[ \t]*\w|,[ \t]*["']"""
)
_ALONE = re.compile(r"""\(\s{0,20}[rbu]?["'][A-Za-z0-9]""")  # a client that is called with a string
LONGEST_JOINED = 200_000  # characters: no cell is that long, and a log that is holds no literals to join
_LITERALS = (b"Q~", b"1//0", b"p.eyJ")  # what stands before tokens and is no word


def may_hold_secrets(surface: Surface) -> bool:
    """Whether anything in a text could be a secret; where this says no, no detector finds one."""
    words, raw = surface.words, surface.raw
    if words.hot or any(literal in raw for literal in _LITERALS):
        return True
    if words.odd and _has_quotes(surface) and (_JOINTS.search(surface.content) or _ALONE.search(surface.content)):
        return any(map(is_piece, words.odd)) or _has_address(surface)
    return _has_address(surface)


def _has_quotes(surface: Surface) -> bool:
    """Whether a text that is short enough to be put together has a literal in it."""
    return len(surface.raw) <= LONGEST_JOINED and (b'"' in surface.raw or b"'" in surface.raw)


def _has_address(surface: Surface) -> bool:
    raw = surface.raw
    if b"://" in raw and ADDRESS.search(surface.content):
        return True
    return (
        surface.syntax is Syntax.PYTHON and (b"\\x" in raw or b"[" in raw) and CODES.search(surface.content) is not None
    )
