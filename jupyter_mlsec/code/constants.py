"""Constant folding: strings and paths put together, as far as all parts are constant."""

from __future__ import annotations

import base64
import binascii
import codecs
from collections.abc import Sequence

from jupyter_mlsec.code.values import UNKNOWN, AnyOf, Arguments, Built, Const, Ref, Seq, Value, any_of

_LONGEST = 200_000  # characters of a folded string
_ITEMS = 256  # of a sequence that is put together
_PAIRS = 16  # combinations of alternatives that are folded one by one

_BASE64 = frozenset({"base64.b64decode", "base64.decodebytes", "base64.urlsafe_b64decode"})
_HEX = frozenset({"bytes.fromhex", "binascii.unhexlify", "builtins.bytes.fromhex", "builtins.bytearray.fromhex"})
_CODECS = frozenset({"codecs.decode", "codecs.encode"})
DECODERS = _BASE64 | _HEX | _CODECS
_PLAIN = frozenset({"lower", "upper", "strip", "lstrip", "rstrip", "title", "casefold", "capitalize", "swapcase"})


def add(left: Value, right: Value) -> Value:
    """Return ``left + right``."""
    if isinstance(left, AnyOf) or isinstance(right, AnyOf):
        lefts = left.options if isinstance(left, AnyOf) else (left,)
        rights = right.options if isinstance(right, AnyOf) else (right,)
        if len(lefts) * len(rights) <= _PAIRS:
            return any_of(*(add(one, other) for one in lefts for other in rights))
        return Built((left, right))
    if isinstance(left, Const) and isinstance(right, Const):
        return _add_constants(left.value, right.value, decoded=left.decoded or right.decoded)
    if isinstance(left, Seq) and isinstance(right, Seq):
        return Seq((*left.items, *right.items)[:_ITEMS])
    if isinstance(left, Seq):
        return Seq((*left.items[:_ITEMS], UNKNOWN))
    parts = (*_parts(left), *_parts(right))
    return Built(parts) if len(parts) <= 64 else Built(parts[:64])  # noqa: PLR2004 - long enough for any real string


def _add_constants(left: object, right: object, *, decoded: bool) -> Value:
    if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= _LONGEST:
        return Const(left + right, decoded=decoded)
    if isinstance(left, bytes) and isinstance(right, bytes) and len(left) + len(right) <= _LONGEST:
        return Const(left + right, decoded=decoded)
    return UNKNOWN


def _parts(value: Value) -> tuple[Value, ...]:
    if isinstance(value, Built):
        return value.parts
    return () if isinstance(value, Const) and value.value == "" else (value,)


def percent(template: Value, values: Value) -> Value:
    """Return ``template % values``."""
    if isinstance(template, Const) and not isinstance(template.value, str | bytes):
        return UNKNOWN
    if not isinstance(template, Const | Built):
        return UNKNOWN
    given = values.items if isinstance(values, Seq) else (values,)
    if isinstance(template, Const) and isinstance(template.value, str) and all(isinstance(one, Const) for one in given):
        plain = tuple(one.value for one in given if isinstance(one, Const))
        if template.value.count("%s") == template.value.count("%") == len(plain):
            return Const((template.value % plain)[:_LONGEST])
    return Built((template, *given))


def join_path(left: Value, right: Value) -> Value:
    """Return ``left / right`` for paths."""
    if isinstance(left, Const) and not isinstance(left.value, str):
        return UNKNOWN
    return add(add(left, Const("/")), right)


def method(text: str | bytes, name: str, arguments: Arguments) -> Value | None:  # noqa: PLR0911 - one return for each kind
    """Return what a method of a constant string gives, or None where it cannot be told."""
    given = [argument.value for argument in arguments.positional]
    if isinstance(text, bytes):
        return _decoded(text, given) if name in {"decode", "hex"} else None
    if name in _PLAIN and not given:
        return Const(getattr(text, name)())
    if name == "join" and given and isinstance(given[0], Seq):
        return _joined(text, given[0].items)
    if name == "format":
        return _formatted(text, arguments)
    if name == "replace" and len(given) == 2 and all(isinstance(one, Const) for one in given):  # noqa: PLR2004
        old, new = (one.value for one in given if isinstance(one, Const))
        if isinstance(old, str) and isinstance(new, str) and old and len(text) * max(1, len(new)) <= _LONGEST:
            return Const(text.replace(old, new))
    if name == "encode" and not any(not isinstance(one, Const) for one in given):
        return Const(text.encode("utf-8", "surrogatepass"))
    if name == "split" and (not given or isinstance(given[0], Const)):
        separator = given[0].value if given and isinstance(given[0], Const) else None
        if separator is None or (isinstance(separator, str) and separator):
            return Seq(tuple(Const(part) for part in text.split(separator)[:64]))
    return None


def _decoded(text: bytes, given: Sequence[Value]) -> Value:
    encoding = given[0].value if given and isinstance(given[0], Const) else "utf-8"
    return Const(text.decode("utf-8", "replace")) if encoding in {"utf-8", "utf8", "ascii", "latin-1"} else UNKNOWN


def _joined(separator: str, items: Sequence[Value]) -> Value:
    whole: Value = Const("")
    for index, part in enumerate(items[:256]):
        whole = add(whole, part if not index or not separator else add(Const(separator), part))
    return whole


def _formatted(template: str, arguments: Arguments) -> Value:
    values = list(arguments.values())
    plain = [str(value.value) for value in values if isinstance(value, Const)]
    simple = template.count("{") == template.count("{}") == template.count("}")
    if simple and not arguments.keywords and len(plain) == len(values) == template.count("{}"):
        return Const(template.format(*plain)[:_LONGEST])
    if arguments.keywords and len(plain) == len(values) and not arguments.positional:
        text = template
        for key, argument in arguments.keywords.items():
            if isinstance(argument.value, Const):
                text = text.replace(f"{{{key}}}", str(argument.value.value))
        if "{" not in text:
            return Const(text[:_LONGEST])
    pieces: list[Value] = []
    literal = template.split("{}")
    for index, piece in enumerate(literal):
        pieces.append(Const(piece))
        if index < len(literal) - 1 and index < len(values):
            pieces.append(values[index])
    return Built(tuple(pieces) if simple else (Const(template), *values))


def unmasked(name: str, value: Value, scheme: Value | None = None) -> Value | None:
    """Return what a decoder of the standard library makes of a constant, or None."""
    if not isinstance(value, Const) or not isinstance(value.value, str | bytes) or len(value.value) > _LONGEST:
        return None
    raw = value.value
    try:
        if name in _BASE64:
            return Const(base64.b64decode(raw, altchars=b"-_" if "urlsafe" in name else None), decoded=True)
        if name in _HEX:
            return Const(bytes.fromhex(raw if isinstance(raw, str) else raw.decode("ascii")), decoded=True)
        rotated = isinstance(scheme, Const) and str(scheme.value).replace("_", "").replace("-", "") == "rot13"
        if name in _CODECS and rotated and isinstance(raw, str):
            return Const(codecs.decode(raw, "rot13"), decoded=True)
    except (ValueError, binascii.Error):
        return None
    return None


def path_end(value: Value | None) -> str | None:
    """Return the constant text that a path ends with (``".h5"`` of ``folder / "m.h5"``), or None."""
    if isinstance(value, Const) and isinstance(value.value, str):
        return value.value
    if isinstance(value, Built) and value.parts:
        return path_end(value.parts[-1])
    if isinstance(value, Ref) and value.made is not None and value.made.positional:
        if value.name.endswith((".join()", "Path()", "open()", ".expanduser()", "builtins.str()", "BufferedReader()")):
            return path_end(value.made.positional[-1 if value.name.endswith(("join()", "Path()")) else 0].value)
        if value.name.endswith(".File()"):
            return path_end(value.made.positional[0].value)
    return None
