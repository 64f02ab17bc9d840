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


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if _START.match(content.head) else Certainty.NO


def _read(content: Content) -> None:
    source = content.source()
    open_brackets: list[bytes] = []
    while True:
        content.budget.tick()
        kind = source.read(1)
        if open_brackets and kind == open_brackets[-1]:
            open_brackets.pop()
        else:
            if open_brackets and open_brackets[-1] == b"}":
                source.skip(_length(source, kind))  # the name in front of a value
                kind = source.read(1)
            _value(source, kind, open_brackets)
        if not open_brackets:
            break
    look_behind(content, source.position, "model")


def _value(source: Source, kind: bytes, open_brackets: list[bytes]) -> None:
    """Pass over a value; what a bracket opens is followed by the caller."""
    if kind == b"S":
        source.skip(_length(source, source.read(1)))
    elif kind in _WIDTHS:
        source.skip(_WIDTHS[kind])
    elif kind == b"{" or (kind == b"[" and source.peek(1) not in {b"$", b"#"}):
        open_brackets.append(b"}" if kind == b"{" else b"]")
        if len(open_brackets) > _DEPTH:
            raise UnreadableError("the model is nested too deeply")
    elif kind == b"[":
        _row(source, open_brackets)
    else:
        raise UnreadableError("the model is damaged")


def _row(source: Source, open_brackets: list[bytes]) -> None:
    """Pass over an array that says its length, and mostly its one kind, in front."""
    inner = source.read(2)[1:] if source.peek(1) == b"$" else b""
    if source.read(1) != b"#":
        raise UnreadableError("the model is damaged")
    count = _length(source, source.read(1))
    if inner:
        if inner not in _WIDTHS:
            raise UnreadableError("the model holds something that this version does not read")
        source.skip(count * _WIDTHS[inner])
        return
    for _ in range(count):
        source.budget.tick()
        _value_inside(source, open_brackets)


def _value_inside(source: Source, open_brackets: list[bytes]) -> None:
    kind = source.read(1)
    if kind in {b"{", b"["}:
        raise UnreadableError("the model holds something that this version does not read")
    _value(source, kind, open_brackets)


def _length(source: Source, kind: bytes) -> int:
    if not kind or kind[0] not in _LENGTHS:
        raise UnreadableError("the model is damaged")
    value = int.from_bytes(source.read(_WIDTHS[kind]), "big", signed=kind != b"U")
    if value < 0:
        raise UnreadableError("the model is damaged")
    return value


FORMAT = Format(name="an XGBoost model", read=_read, begins=_begins, suffixes=frozenset({".ubj"}))
