"""Constant: a folded string or byte string that remembers where each of its characters stands in the source."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jupyter_mlsec.secrets.rewritten import Segment

_PERCENT = re.compile(r"%(?:\((\w+)\))?(s|r|%)")
_BRACES = re.compile(r"\{\{|\}\}|\{(\w*)(?:!s)?\}")


@dataclass(frozen=True, slots=True)
class Constant:
    """``content``, made of ``segments``; segments at 0..0 are glue that stands nowhere."""

    content: str | bytes
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        """The content as text, one character for each byte where it is bytes."""
        return self.content if isinstance(self.content, str) else self.content.decode("latin-1")

    @property
    def span(self) -> tuple[int, int]:
        """From the first segment's start to the last one's end."""
        placed = [segment for segment in self.segments if segment.end > segment.start] or self.segments
        return min(each.start for each in placed), max(each.end for each in placed)

    def changed(self, content: str | bytes) -> Constant:
        """Return other content that stands where this one does, as one whole."""
        return whole(content, *self.span)

    def cut(self, start: int, end: int) -> Constant:
        """Return the characters ``start..end`` with their segments."""
        kept, at = [], 0
        for segment in self.segments:
            first, last = max(start, at), min(end, at + segment.length)
            if first < last:
                offset = first - at if segment.is_exact else 0
                stop = segment.start + last - at if segment.is_exact else segment.end
                kept.append(Segment(last - first, segment.start + offset, stop))
            at += segment.length
        return Constant(self.content[start:end], tuple(kept))

    def recoded(self, codec: str) -> Constant:
        """Return what ``encode`` or ``decode`` with this codec gives."""
        if codec in {"hex", "base64", "rot13", "rot_13"}:
            return self.changed(_recode(self.content, codec))
        if isinstance(self.content, bytes):
            return Constant(self.content.decode("latin-1"), self.segments)
        return Constant(self.content.encode("latin-1", "replace"), self.segments)


def whole(content: str | bytes, start: int, end: int) -> Constant:
    """Return content whose characters have no places of their own, only the range they come from."""
    return Constant(content, (Segment(len(content), start, end),))


def chained(values: Sequence[Constant]) -> Constant | None:
    """Return the values one after another; text and bytes do not mix."""
    segments = tuple(segment for value in values for segment in value.segments)
    if all(isinstance(value.content, str) for value in values):
        return Constant("".join(value.text for value in values), segments) if segments else None
    if all(isinstance(value.content, bytes) for value in values):
        return Constant("".join(value.text for value in values).encode("latin-1"), segments) if segments else None
    return None


def formatted(template: Constant, values: Sequence[Constant]) -> Constant | None:
    """Return ``template % values`` for templates of plain ``%s``. Raises ``IndexError`` when values are missing."""
    waiting = iter(values)

    def value_of(match: re.Match[str]) -> Constant | None:
        return None if match[2] == "%" else next(waiting, None)

    if "%" in _PERCENT.sub("", template.text):
        return None
    return chained(list(_replaced(template, _PERCENT, value_of)))


def filled(template: Constant, values: Sequence[Constant], named: Mapping[str, Constant]) -> Constant | None:
    """Return ``template.format(*values, **named)`` for plain fields; widths and attributes are not folded."""
    waiting = iter(values)

    def value_of(match: re.Match[str]) -> Constant | None:
        field = match[1]
        if field is None:
            return None
        if not field:
            return next(waiting)
        return values[int(field)] if field.isdigit() else named[field]

    if {"{", "}"} & set(_BRACES.sub("", template.text)):
        return None
    return chained(list(_replaced(template, _BRACES, value_of)))


def _replaced(
    template: Constant, pattern: re.Pattern[str], value_of: Callable[[re.Match[str]], Constant | None]
) -> Iterator[Constant]:
    at = 0
    for match in pattern.finditer(template.text):
        if match.start() > at:
            yield template.cut(at, match.start())
        value = value_of(match)
        yield value if value is not None else template.cut(match.start(), match.start() + 1)
        at = match.end()
    if at < len(template.content):
        yield template.cut(at, len(template.content))


def is_decoder(function: str) -> bool:
    """Whether the standard library has a decoding function of this name."""
    return function in _DECODERS


def decoded(function: str, value: Constant) -> Constant:
    """Return what a decoding function of the standard library makes of ``value``. Raises ``KeyError`` for any other."""
    return value.changed(_recode(value.content, _DECODERS[function]))


def _recode(content: str | bytes, codec: str) -> str | bytes:
    text = content if isinstance(content, str) else content.decode("ascii")
    return _CODECS[codec](text)


def _base64(text: str) -> bytes:
    return base64.b64decode(text.translate(str.maketrans("-_", "+/")) + "==")


_CODECS: Mapping[str, Callable[[str], str | bytes]] = {
    "hex": bytes.fromhex,
    "base64": _base64,
    "base32": base64.b32decode,
    "base16": binascii.unhexlify,
    "base85": base64.b85decode,
    "rot13": lambda text: codecs.decode(text, "rot13"),
    "rot_13": lambda text: codecs.decode(text, "rot13"),
}
_DECODERS: Mapping[str, str] = {
    "fromhex": "hex",
    "unhexlify": "base16",
    "a2b_hex": "base16",
    "a2b_base64": "base64",
    "b64decode": "base64",
    "urlsafe_b64decode": "base64",
    "standard_b64decode": "base64",
    "decodebytes": "base64",
    "b32decode": "base32",
    "b16decode": "base16",
    "b85decode": "base85",
}
