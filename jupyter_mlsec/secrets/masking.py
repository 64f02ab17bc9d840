"""Masking: every spelling of known secrets in a string is covered, in a string of the same length and lines."""

from __future__ import annotations

import base64
import binascii
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from jupyter_mlsec.secrets.spellings import Writing, spellings

MASK = "•"
PLAIN_MASK = "X"  # where only ASCII letters are allowed: identifiers, byte strings, encoded text
_VISIBLE = re.compile(r"[^\r\n]")
_RUN = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
_RUN_CHARACTER = re.compile(r"[A-Za-z0-9+/_-]")
# What can stand inside a value without being part of it: colours, tags, the seams of literals, wrapped lines.
_TAGS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|<[A-Za-z/!][^<>]{0,400}>")
_MARKUP = re.compile(_TAGS.pattern + r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,8});")
_SEAMS = re.compile(r"[\s\"'`+\\,]+")
_BOTH = re.compile(f"{_MARKUP.pattern}|{_SEAMS.pattern}")
_SHORTEST_SEAMED = 8  # a shorter value would be put together out of anything
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Stain:
    """A range of a string that has to be covered, and with what; None leaves that to where the string stands."""

    start: int
    end: int
    cover: str | None = None


class Masking:
    """Covers a fixed set of values. Of what it is given, only spellings that occur at all are looked for again."""

    def __init__(self, values: Iterable[str]) -> None:
        self._values = sorted({value for value in values if value.strip()}, key=len, reverse=True)
        forms = {form: writing for value in self._values for form, writing in spellings(value)}
        self._forms = sorted(forms.items(), key=lambda each: -len(each[0]))
        self._markup = [form for form, _ in self._forms]
        seamless = {_SEAMS.sub("", form): form for form, writing in forms.items() if writing is not Writing.HEX}
        self._seamless = [each for each in seamless.items() if len(each[0]) >= _SHORTEST_SEAMED]

    def narrowed(self, content: str) -> Masking:
        """Return the same for strings that are all part of ``content``: spellings that do not occur are dropped.

        What is nowhere broken up by markup or seams is not looked for between them again.
        """
        narrow = Masking(())
        narrow._values = self._values
        narrow._forms = [each for each in self._forms if each[0] in content]
        plain = unescape(_TAGS.sub("", content))
        views = [_SEAMS.sub("", content), _SEAMS.sub("", plain)]
        narrow._markup = [form for form in self._markup if plain.count(form) > content.count(form)]
        narrow._seamless = [
            (shown, form)
            for shown, form in self._seamless
            if any(view.count(shown) > (content.count(form) if shown == form else 0) for view in views)
        ]
        return narrow

    def occurs_in(self, content: str) -> bool:
        """Whether any spelling of any value occurs."""
        return any(True for _ in self.stains(content))

    def stains(self, content: str) -> Iterator[Stain]:
        """Yield every range of ``content`` that holds a value in any spelling."""
        for form, writing in self._forms:
            for at in _occurrences(content, form):
                yield self._stain(content, at, at + len(form), writing)
        is_markup = "<" in content or "&" in content or "\x1b" in content
        if self._markup and is_markup:
            yield from _seen(content, _View(content, _MARKUP), ((form, form) for form in self._markup))
        if self._seamless:
            yield from _seen(content, _View(content, _SEAMS), self._seamless)
        if self._seamless and is_markup:
            yield from _seen(content, _View(content, _BOTH), self._seamless)

    def _stain(self, content: str, start: int, end: int, writing: Writing) -> Stain:
        if writing is Writing.BASE64:
            return self._encoded(content, start, end)
        cover = PLAIN_MASK.encode().hex() * (end - start)
        return Stain(start, end, cover[: end - start] if writing is Writing.HEX else None)

    def _encoded(self, content: str, start: int, end: int) -> Stain:
        """Cover base64 so that it still decodes where it can: the bytes of the value alone become others."""
        while start > 0 and _RUN_CHARACTER.match(content, start - 1):
            start -= 1
        run = _RUN.match(content, start)
        text = run[0] if run else content[start:end]
        covered = self._decoded(text)
        return Stain(start, start + len(text), covered or PLAIN_MASK * len(text))

    def _decoded(self, text: str, depth: int = 1) -> str | None:
        altchars = b"-_" if {"-", "_"} & {*text} else None
        try:
            data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=altchars, validate=True)
        except (binascii.Error, ValueError):
            return None
        inner = data.decode("latin-1")
        for value in self._values:
            plain = value.encode("utf-8", "surrogatepass").decode("latin-1")
            inner = inner.replace(plain, PLAIN_MASK * len(plain))
        if inner == data.decode("latin-1") and depth < _DEEPEST:
            inner = _RUN.sub(lambda run: self._decoded(run[0], depth + 1) or run[0], inner)
        if inner == data.decode("latin-1"):
            return None
        return base64.b64encode(inner.encode("latin-1"), altchars=altchars).decode()[: len(text)]


def covered(content: str, stains: Iterable[Stain], mask: str = MASK) -> str:
    """Return ``content`` with the stains covered: of the same length, with the same line ends."""
    shown = list(content)
    for stain in sorted(stains, key=lambda each: each.cover is None):  # what needs no cover of its own counts more
        cover = stain.cover or _VISIBLE.sub(mask, content[stain.start : stain.end])
        shown[stain.start : stain.end] = cover
    return "".join(shown)


def _occurrences(content: str, form: str) -> Iterator[int]:
    at = -1
    while (at := content.find(form, at + 1)) >= 0:
        yield at


def _seen(content: str, view: _View, forms: Iterable[tuple[str, str]]) -> Iterator[Stain]:
    """Yield what a view shows of spellings, where it stands in the string itself; each comes with its full form."""
    for shown, form in forms:
        for at in _occurrences(view.content, shown):
            spans = tuple(view.spans(at, at + len(shown)))
            if len(spans) == 1 and spans[0][1] - spans[0][0] == len(shown):
                continue  # what is in one piece was seen without it
            yield from (Stain(*span) for span in spans)
            for (_, end), (start, _) in pairwise(spans):
                yield from _own_seams(content, end, start, form)


def _own_seams(content: str, start: int, end: int, form: str) -> Iterator[Stain]:
    """Yield what looks like a seam between two pieces, and is a part of the value itself."""
    at = start
    for match in (*_MARKUP.finditer(content, start, end), None):
        stop = match.start() if match else end
        if at < stop and content[at:stop] in form:
            yield Stain(at, stop)
        at = match.end() if match else end


class _View:
    """A string without what ``removed`` matches, and with entities decoded, and the way back to its offsets."""

    def __init__(self, content: str, removed: re.Pattern[str]) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        self._sources: list[tuple[int, int]] = []  # (start, length in the source) of each piece
        length = at = 0
        for match in removed.finditer(content):
            for start, end, shown in ((at, match.start(), None), (*match.span(), _shown(match[0]))):
                text = content[start:end] if shown is None else shown
                if text:
                    pieces.append(text)
                    self._starts.append(length)
                    self._sources.append((start, end - start))
                    length += len(text)
            at = match.end()
        pieces.append(content[at:])
        self._starts.append(length)
        self._sources.append((at, len(content) - at))
        self.content = "".join(pieces)
        self._length = len(self.content)

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the ranges of the source that characters ``start..end`` of the view stand in."""
        index = bisect_right(self._starts, start) - 1
        while index < len(self._starts) and self._starts[index] < end:
            begin = self._starts[index]
            stop = self._starts[index + 1] if index + 1 < len(self._starts) else self._length
            source, length = self._sources[index]
            if length == stop - begin:
                yield source + max(start, begin) - begin, source + min(end, stop) - begin
            elif stop > begin:
                yield source, source + length
            index += 1


def _shown(removed: str) -> str:
    """Return what an entity stands for; tags, colours and seams stand for nothing."""
    return unescape(removed) if removed.startswith("&") and removed.endswith(";") else ""
