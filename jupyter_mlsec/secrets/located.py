"""Located: every secret of a text with its value as it is once it is put together, and the pieces that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from jupyter_mlsec.model.text import Place, Span, Syntax, Text
from jupyter_mlsec.secrets.detect import find_secrets
from jupyter_mlsec.secrets.encoded import encoded_texts
from jupyter_mlsec.secrets.folding import folded
from jupyter_mlsec.secrets.joined import joined_literals
from jupyter_mlsec.secrets.match import SecretMatch
from jupyter_mlsec.secrets.rewritten import Part
from jupyter_mlsec.secrets.surface import Surface

_DEEPEST = 2  # base64 of base64


@dataclass(frozen=True, slots=True)
class Located:
    """One secret. ``values`` is what it is, in each form that its place suggests; ``pieces`` is where it stands."""

    values: tuple[str, ...] = field(repr=False)
    pieces: tuple[Span, ...]


def located(text: Text) -> list[Located]:
    """Return the secrets of a text. The values are for masking: they must not reach anything that is kept."""
    matches = find_secrets(text)
    if not matches:
        return []
    surface = Surface(text.content, text.syntax)
    parts = _parts(surface, matches)
    return [_located(surface, parts, match.span) for match in matches]


def _parts(surface: Surface, matches: Sequence[SecretMatch]) -> list[Part]:
    """Return the expressions of several pieces; which cell magic a text begins with does not matter here."""
    wanted = [*joined_literals(surface)]
    if surface.syntax is Syntax.PYTHON:
        wanted = [*folded(surface), *wanted]
    first, last = matches[0].span.start, max(match.span.end for match in matches)
    return [part for part in wanted if any(first <= each.start < last for each in part.segments)]


def _located(surface: Surface, parts: Sequence[Part], span: Span) -> Located:
    for part in parts:
        bounds = value_range(part, span.start, span.end)
        if bounds is not None and part.source_span(*bounds) == (span.start, span.end):
            pieces = tuple(Span(*piece) for piece in pieces_of(part, *bounds))
            return Located((part.value[slice(*bounds)], *_encoded(surface, span)), pieces)
    value = surface.content[span.start : span.end].strip()
    decoded = (form for form in (unquote(value), unescape(value), _unescaped(value)) if form != value)
    return Located((value, *decoded, *_encoded(surface, span)), (span,))


def _unescaped(value: str) -> str:
    return value.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\").replace("\\/", "/")


def _encoded(surface: Surface, span: Span, depth: int = 1) -> Iterator[str]:
    """Yield the secrets inside encoded text at ``span``."""
    for start, end, decoded in encoded_texts(surface):
        if not (start < span.end and span.start < end):
            continue
        inner = Text(Place.SOURCE, decoded, Syntax.PLAIN)
        within = Surface(decoded, Syntax.PLAIN)
        for match in find_secrets(inner):
            yield decoded[match.span.start : match.span.end]
            if depth < _DEEPEST:
                yield from _encoded(within, match.span, depth + 1)


def value_range(part: Part, start: int, end: int) -> tuple[int, int] | None:
    """Return which characters of a part's value come from a range of the source; None where none do."""
    places: list[int] = []
    at = 0
    for segment in part.segments:
        first, last = max(start, segment.start), min(end, segment.end)
        if first < last:
            exact = segment.is_exact
            places += [
                at + first - segment.start if exact else at,
                at + last - segment.start if exact else at + segment.length,
            ]
        at += segment.length
    return (min(places), max(places)) if places else None


def pieces_of(part: Part, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the source that characters ``first..last`` of a part's value stand in."""
    at = 0
    for segment in part.segments:
        begin, end = max(first, at), min(last, at + segment.length)
        if begin < end and segment.start < segment.end:
            if segment.is_exact:
                yield segment.start + begin - at, segment.start + end - at
            else:
                yield segment.start, segment.end
        at += segment.length
