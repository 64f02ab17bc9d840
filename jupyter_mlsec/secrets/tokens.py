"""Tokens that can be told by their own format: what they begin with, or what stands directly before them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from jupyter_mlsec.secrets.checksum import holds
from jupyter_mlsec.secrets.found import BY_FORMAT, Found
from jupyter_mlsec.secrets.kind import Kind, kinds
from jupyter_mlsec.secrets.standins import is_made_up, is_masked, is_public
from jupyter_mlsec.secrets.surface import Surface

_REACH = 8000  # the longest token of any kind, its parts included
_BASE64 = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/="
_ESCAPES, _MARKS = frozenset(b"\\%"), frozenset(b"-_")
_LETTERS_ONLY = b"nrtuvbf"  # what a backslash turns into something else


@dataclass(frozen=True, slots=True)
class Index:
    """Kinds by the literals that lead to them, with the lengths of those literals."""

    starts: dict[bytes, tuple[Kind, ...]]
    start_lengths: tuple[int, ...]
    first_two: frozenset[bytes]
    after: dict[bytes, tuple[Kind, ...]]
    after_lengths: tuple[int, ...]
    after_last: frozenset[int]
    inside: dict[bytes, tuple[Kind, ...]]


@lru_cache(maxsize=1)
def index() -> Index:
    """Return the index of all kinds."""
    starts = _by_literal((kind for kind in kinds() if not kind.after), "starts")
    # A kind with both marks needs both: the literal before the run is looked up, the pattern holds the other.
    after = {
        literal: tuple(kind for kind in kinds() if literal.decode() in kind.after)
        for literal in {text.encode() for kind in kinds() for text in kind.after}
    }
    return Index(
        starts,
        tuple(sorted({len(literal) for literal in starts})),
        frozenset(literal[:2] for literal in starts),
        after,
        tuple(sorted({len(literal) for literal in after})),
        frozenset(literal[-1] for literal in after),
        _by_literal(kinds(), "inside"),
    )


def _by_literal(some: Iterable[Kind], mark: Literal["starts", "inside"]) -> dict[bytes, tuple[Kind, ...]]:
    found: dict[bytes, tuple[Kind, ...]] = {}
    for kind in some:
        for text in kind.starts if mark == "starts" else kind.inside:
            literal = text.encode()
            found[literal] = (*found.get(literal, ()), kind)
    return found


def tokens(surface: Surface) -> Iterator[Found]:
    """Yield every token that a vendor's format gives away. Linear: patterns are bounded and anchored at runs."""
    table = index()
    raw, first_two, after_last = surface.raw, table.first_two, table.after_last
    for start, end in surface.runs:
        before = raw[start - 1] if start else 0
        if before in _ESCAPES or raw[start] in _MARKS or before in after_last or raw[start : start + 2] in first_two:
            yield from _of_run(surface, table, start, end)
    for literal, some in table.inside.items():
        if literal in surface.raw:
            yield from _found_around(surface, literal, some)


def _of_run(surface: Surface, table: Index, run_start: int, end: int) -> Iterator[Found]:
    """Yield the tokens that begin with a run, or directly before it."""
    raw = surface.raw
    start = _without_escape(raw, run_start)
    while start < end and raw[start] in b"-_":
        start += 1
    if raw[start : start + 2] in table.first_two:
        for length in table.start_lengths:
            for kind in table.starts.get(raw[start : start + length], ()):
                yield from _matched(surface, kind, start)
    if run_start and raw[run_start - 1] in table.after_last:
        for length in table.after_lengths:
            for kind in table.after.get(raw[run_start - length : run_start], ()) if run_start >= length else ():
                yield from _found_before(surface, kind, run_start)


def _found_around(surface: Surface, literal: bytes, some: tuple[Kind, ...]) -> Iterator[Found]:
    """Yield the tokens that have this literal inside, at the place that their format gives it."""
    at = -1
    while (at := surface.raw.find(literal, at + 1)) >= 0:
        for kind in some:
            start = at - kind.lead
            match = kind.regex.match(surface.content, start, start + _REACH) if start >= 0 else None
            if match is not None and _begins_here(surface.raw, start):
                yield from _checked(surface, kind, *match.span())


def _without_escape(raw: bytes, start: int) -> int:
    """Return where the run really begins when an escape's letters are its first: a newline, or %3D."""
    before = raw[start - 1 : start]
    if before == b"\\" and raw[start] in _LETTERS_ONLY:
        return start + 1
    return start + 2 if before == b"%" else start


def _matched(surface: Surface, kind: Kind, start: int) -> Iterator[Found]:
    match = kind.regex.match(surface.content, start, start + _REACH)
    if match is not None:
        yield from _checked(surface, kind, *match.span())


def _found_before(surface: Surface, kind: Kind, start: int) -> Iterator[Found]:
    match = kind.regex.search(surface.content, max(0, start - kind.lead), start + _REACH)
    if match is not None and match.start() <= start and _begins_here(surface.raw, match.start()):
        yield from _checked(surface, kind, *match.span())


def _begins_here(raw: bytes, start: int) -> bool:
    """Whether a value can begin at ``start``: after no letter or digit, or after an escape's letter."""
    return not raw[start - 1 : start].isalnum() or (
        raw[start - 1] in _LETTERS_ONLY and raw[start - 2 : start - 1] == b"\\"
    )


def _checked(surface: Surface, kind: Kind, start: int, end: int) -> Iterator[Found]:
    token = surface.content[start:end]
    if holds(kind.checksum, token) and not is_inside_media(surface.raw, start) and not is_stand_in_token(token):
        yield Found(start, end, kind, BY_FORMAT)


def is_stand_in_token(token: str) -> bool:
    """Whether a token of the right format was visibly written by hand: its random part is not random."""
    body = token[max(token.rfind("_", 0, 14), token.rfind("-", 0, 14)) + 1 :]
    return is_masked(body) or is_made_up(body) or is_public(token)


def is_inside_media(raw: bytes, start: int) -> bool:
    """Whether what begins here is a slice of a much longer base64 text, where chance writes every prefix."""
    if raw[start - 1 : start] not in {b"/", b"+"}:
        return False
    first = start
    while first > 0 and start - first < 400 and raw[first - 1] in _BASE64:  # noqa: PLR2004 - longer than any address
        first -= 1
    stretch = raw[first:start]
    return len(stretch) > 150 or (len(stretch) > 40 and stretch.count(b"/") + stretch.count(b"+") < len(stretch) // 16)  # noqa: PLR2004
