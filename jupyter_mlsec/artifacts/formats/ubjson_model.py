"""XGBoost's models as Universal Binary JSON: numbers and texts, followed to the last bracket.

Source: the UBJSON specification, draft 12; ``xgboost/src/common/json.cc``.
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.behind import look_behind
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.errors import UnreadableError

_START = re.compile(rb"\{L\0{7}.learner")
_WIDTHS = {b"Z": 0, b"T": 0, b"F": 0, b"i": 1, b"U": 1, b"C": 1, b"I": 2, b"l": 4, b"d": 4, b"L": 8, b"D": 8}
_LENGTHS = frozenset(b"iUIlL")
_DEPTH = 64
_NAMED, _OPEN = -1, -2  # an object, and an array without a number


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if _START.match(content.head) else Certainty.NO


def _read(content: Content) -> None:
    source = content.source()
    rest: list[int] = []  # values that are still to come in each open bracket; those without a number end in theirs
    while True:
        content.budget.tick()
        _step(source, rest)
        while rest and not rest[-1]:
            rest.pop()
        if not rest:
            break
    look_behind(content, source.position, "model")


def _step(source: Source, rest: list[int]) -> None:
    """Pass over a value, or over a bracket: what it opens is followed by the next steps."""
    kind = source.read(1)
    if rest and kind == (b"}" if rest[-1] == _NAMED else b"]") and rest[-1] < 0:
        rest.pop()
        return
    if rest and rest[-1] == _NAMED:
        source.skip(_length(source, kind))  # the name in front of a value
        kind = source.read(1)
    if rest and rest[-1] > 0:
        rest[-1] -= 1
    if kind == b"S":
        source.skip(_length(source, source.read(1)))
    elif kind in _WIDTHS:
        source.skip(_WIDTHS[kind])
    elif kind == b"{":
        rest.append(_NAMED)
    elif kind == b"[":
        _row(source, rest)
    else:
        raise UnreadableError("the model is damaged")
    if len(rest) > _DEPTH:
        raise UnreadableError("the model is nested too deeply")


def _row(source: Source, rest: list[int]) -> None:
    """Pass over an array of one kind; count what is to come of others."""
    inner = source.read(2)[1:] if source.peek(1) == b"$" else b""
    if source.peek(1) != b"#":
        rest.append(_OPEN)
        return
    source.skip(1)
    count = _length(source, source.read(1))
    if not inner:
        rest.append(count)
    elif inner in _WIDTHS:
        source.skip(count * _WIDTHS[inner])
    else:
        raise UnreadableError("the model holds something that this version does not read")


def _length(source: Source, kind: bytes) -> int:
    if not kind or kind[0] not in _LENGTHS:
        raise UnreadableError("the model is damaged")
    value = int.from_bytes(source.read(_WIDTHS[kind]), "big", signed=kind != b"U")
    if value < 0:
        raise UnreadableError("the model is damaged")
    return value


FORMAT = Format(name="an XGBoost model", read=_read, begins=_begins, suffixes=frozenset({".ubj"}))
