"""The detector's one function: a text in, its secrets out."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.rule import Confidence
from jupyter_mlsec.model.text import Label, Span, Syntax, Text
from jupyter_mlsec.secrets.addresses import addresses
from jupyter_mlsec.secrets.arguments import argument_pairs
from jupyter_mlsec.secrets.blocks import blocks
from jupyter_mlsec.secrets.context import judged
from jupyter_mlsec.secrets.encoded import encoded_texts
from jupyter_mlsec.secrets.folding import folded
from jupyter_mlsec.secrets.found import Found, resolve
from jupyter_mlsec.secrets.headers import headers
from jupyter_mlsec.secrets.joined import joined_literals
from jupyter_mlsec.secrets.lone import lone_values
from jupyter_mlsec.secrets.match import SecretMatch
from jupyter_mlsec.secrets.names import Says, what_it_says
from jupyter_mlsec.secrets.pair import Pair
from jupyter_mlsec.secrets.pairs import pairs
from jupyter_mlsec.secrets.rewritten import Rewritten
from jupyter_mlsec.secrets.sift import LONGEST_JOINED, may_hold_secrets
from jupyter_mlsec.secrets.surface import Surface
from jupyter_mlsec.secrets.tables import table_pairs
from jupyter_mlsec.secrets.tokens import tokens

_ENCODED_TWICE = 2
_SHORTEST = 4  # no name, value or token fits into less


def find_secrets(text: Text) -> tuple[SecretMatch, ...]:
    """Return the secrets of one text, in order and without overlaps. Pure, thread-safe, linear in the text's length."""
    if len(text.content) < _SHORTEST:
        return ()
    surface = Surface(text.content, text.syntax)
    names = {label.name for label in text.labels}
    if not (may_hold_secrets(surface) or any(what_it_says(name) is not Says.NOTHING for name in names)):
        return ()
    found = resolve((*_candidates(surface, text.labels, depth=0), *_put_together(surface)))
    return tuple(
        SecretMatch(
            rule=each.kind.name,
            span=Span(each.start, each.end),
            message=each.kind.message,
            remedy=each.kind.remedy,
            severity=each.kind.severity,
            confidence=each.confidence,
        )
        for each in found
    )


def _candidates(surface: Surface, labels: tuple[Label, ...], depth: int) -> Iterator[Found]:
    """Yield everything that could be a secret; each way of looking runs only where its marks occur."""
    if surface.runs:
        yield from tokens(surface)
        yield from lone_values(surface)
    if b"://" in surface.raw:
        yield from addresses(surface)
    if b"BEGIN" in surface.raw:
        yield from blocks(surface)
    yield from headers(surface)
    if not surface.is_minified:
        for pair in (*pairs(surface), *argument_pairs(surface)):
            yield from judged(surface, pair)
        for pair in table_pairs(surface):
            yield from judged(surface, pair)
    for pair in _labelled(surface, labels) if labels else ():
        yield from judged(surface, pair)
    if surface.runs and depth < _ENCODED_TWICE:
        yield from _encoded(surface, depth)


def _encoded(surface: Surface, depth: int) -> Iterator[Found]:
    for start, end, decoded in encoded_texts(surface):
        inner = Surface(decoded, Syntax.PLAIN)
        for each in resolve(_candidates(inner, (), depth + 1)):
            yield Found(start, end, each.kind, each.rank, Confidence.HIGH)


def _put_together(surface: Surface) -> Iterator[Found]:
    """Yield the secrets that only show once literals are joined, formatted or decoded."""
    if len(surface.content) > LONGEST_JOINED:
        return
    parts = list(joined_literals(surface))
    if surface.syntax is Syntax.PYTHON:
        parts = [*folded(surface), *parts]
    if not parts:
        return
    rewritten = Rewritten(surface.content, parts)
    whole = Surface(rewritten.content, surface.syntax)
    for each in _candidates(whole, (), depth=1):
        span = rewritten.source_span(each.start, each.end)
        if span is not None and span[0] < span[1]:
            yield each.moved(*span)


def _labelled(surface: Surface, labels: tuple[Label, ...]) -> Iterator[Pair]:
    """Yield the values whose name stands elsewhere: a table's heading, a JSON key."""
    for label in labels:
        says = what_it_says(label.name)
        if says is Says.NOTHING:
            continue
        value = surface.content[label.span.start : label.span.end]
        stripped = value.strip()
        start = label.span.start + len(value) - len(value.lstrip())
        yield Pair(label.name, says, start, start + len(stripped), sure=True, at=start)
