"""Operations that push constants: numbers, texts, bytes."""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.state import MalformedError, State, operation
from jupyter_mlsec.artifacts.value import FORGOTTEN, UNKNOWN, Value

_DIGITS = 300  # of a number in a line; Python's conversion of longer ones takes quadratic time
KEPT_TEXT = 256  # bytes; a longer text names nothing, and a million of them must fit into memory
_LONG = 32  # bytes; far beyond any shape or magic number
_ESCAPE = re.compile(rb"\\(\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|x|.|\Z)", re.DOTALL)
_ESCAPED = dict(zip(b"\\'\"abfnrtv", b"\\'\"\a\b\f\n\r\t\v", strict=True))


@operation("NONE")
def _none(state: State, _: Value) -> None:
    state.push(None)


@operation("NEWTRUE")
def _true(state: State, _: Value) -> None:
    state.push(True)  # noqa: FBT003 - a value


@operation("NEWFALSE")
def _false(state: State, _: Value) -> None:
    state.push(False)  # noqa: FBT003 - a value


@operation("BININT", "BININT1", "BININT2", "SHORT_BINBYTES", "BINBYTES", "BINBYTES8", "BYTEARRAY8")
def _as_it_is(state: State, value: Value) -> None:
    state.push(value)


@operation("BINFLOAT", "FLOAT", "NEXT_BUFFER")
def _of_no_use(state: State, _: Value) -> None:
    state.push(UNKNOWN)


@operation("READONLY_BUFFER")
def _readonly(state: State, _: Value) -> None:
    state.top()


@operation("INT")
def _int(state: State, line: Value) -> None:
    if line in {b"00", b"01"}:  # the two truth values, since protocol 0 has no others
        state.push(line == b"01")
    else:
        state.push(number(line, 0))


@operation("LONG")
def _long_line(state: State, line: Value) -> None:
    state.push(number(line.removesuffix(b"L") if isinstance(line, bytes) else line, 0))


@operation("LONG1", "LONG4")
def _long(state: State, data: Value) -> None:
    small = isinstance(data, bytes) and len(data) <= _LONG
    state.push(int.from_bytes(data, "little", signed=True) if small and isinstance(data, bytes) else UNKNOWN)


@operation("SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8")
def _text(state: State, data: Value) -> None:
    state.push(data.decode("utf-8", "surrogatepass") if isinstance(data, bytes) else FORGOTTEN)


@operation("SHORT_BINSTRING", "BINSTRING")
def _old_text(state: State, data: Value) -> None:
    state.push(data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else FORGOTTEN)


@operation("STRING")
def _quoted(state: State, line: Value) -> None:
    if not isinstance(line, bytes):
        return state.push(FORGOTTEN)
    if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in {b"'", b'"'}:  # noqa: PLR2004 - two quotes
        raise MalformedError("the pickle holds a text without quotes")
    return _old_text(state, _short(_ESCAPE.sub(_unescaped, line[1:-1])))


@operation("UNICODE")
def _raw_unicode(state: State, line: Value) -> None:
    text = line.decode("raw-unicode-escape") if isinstance(line, bytes) else FORGOTTEN
    state.push(FORGOTTEN if isinstance(text, str) and len(text) > KEPT_TEXT else text)


def _short(data: bytes) -> Value:
    return data if len(data) <= KEPT_TEXT else FORGOTTEN


def _unescaped(match: re.Match[bytes]) -> bytes:
    """Return what an escape stands for, as Python's bytes literals have it; unknown ones stay as they are."""
    escape = match[1]
    if escape == b"\n":
        return b""
    if escape[:1].isdigit() and escape[0] < ord("8"):
        return bytes([int(escape, 8) & 0xFF])
    if escape[:1] == b"x" and len(escape) == 3:  # noqa: PLR2004 - x and two digits
        return bytes([int(escape[1:], 16)])
    if escape in {b"", b"x"}:
        raise MalformedError("the pickle holds an escape that is none")
    return bytes([_ESCAPED[escape[0]]]) if escape[0] in _ESCAPED else match[0]


def number(line: Value, base: int) -> Value:
    """Return the number in a line; UNKNOWN where it is too long to be of use."""
    if not isinstance(line, bytes):
        return UNKNOWN
    if len(line) > _DIGITS:
        return UNKNOWN
    try:
        return int(line, base)
    except ValueError:
        raise MalformedError("the pickle holds a number that is none") from None
