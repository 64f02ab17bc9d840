"""What must not be shown of a target: the places of its secrets and personal data, and the same values anywhere else.

Every text that a line is shown of is searched for secrets here, whatever rules are switched on: a line is shown because
of an unsafe load, and the token beside it is no less secret when nobody asked for tokens. Where that search fails,
nothing is shown, and what only looks like chance is hidden in any case.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain, islice, takewhile
from operator import attrgetter

from jupyter_mlsec.model.rule import Family, Hit, Rule
from jupyter_mlsec.model.text import Span, Text
from jupyter_mlsec.secrets.chance import MASK, spans_of_chance
from jupyter_mlsec.secrets.detect import find_secrets

_SENSITIVE = frozenset({Family.SECRET, Family.PRIVACY})
_SHORTEST = 4  # characters of a value that is hidden wherever it stands; a shorter one would hide half of every line
_LONGEST = 1 << 16  # a longer one is hidden where it stands, but a part of a copy of it may be shown
_MARGIN = 256
_FEW = 50  # with more values than these, it pays to look at how a value begins


def _longest_first(value: str) -> tuple[int, str]:
    return -len(value), value


class Veil:
    """Knows the secrets of one target, made of all its hits."""

    def __init__(self, hits: Iterable[tuple[Rule, Hit]]) -> None:
        self._spans: dict[int, list[Span] | None] = {}
        self._values: set[str] = set()
        self._widest = 0
        others: dict[int, Text] = {}
        for rule, hit in hits:
            if rule.family in _SENSITIVE:
                self._hide(hit.text, hit.span)
            others[id(hit.text)] = hit.text
        for text in others.values():
            self._search(text)
        self._ordered = sorted(self._values, key=_longest_first)
        self._heads: dict[str, list[str]] = {}
        for value in self._ordered:
            self._heads.setdefault(value[:_SHORTEST], []).append(value)
        for spans in self._spans.values():
            if spans is not None:
                spans.sort()
                self._widest = max(self._widest, *(span.end - span.start for span in spans), 0)
        self._longest = min(len(self._ordered[0]), _LONGEST) if self._ordered else 0

    def over(self, sentence: str) -> str:
        """Return a sentence with every known value hidden."""
        for value in self._near(sentence):
            if value in sentence:
                sentence = sentence.replace(value, MASK * len(value))
        return sentence

    def _near(self, sentence: str) -> Sequence[str]:
        """Return the values that may stand in a sentence, the longest first: one may begin like another."""
        if len(self._ordered) <= _FEW:
            return self._ordered
        starts = {sentence[at : at + _SHORTEST] for at in range(len(sentence) - _SHORTEST + 1)}
        near = [value for start in starts & self._heads.keys() for value in self._heads[start]]
        return sorted(near, key=_longest_first)

    def shown(self, text: Text, window: Span) -> str:
        """Return a part of a text as it may be shown; the length stays the same."""
        spans = self._spans.get(id(text), [])
        if spans is None:
            return MASK * (window.end - window.start)
        margin = max(self._longest, _MARGIN)  # a value may begin before the part and end in it
        start = max(0, window.start - margin)
        part = text.content[start : window.end + margin]
        around = list(self.over(part))
        chance = (Span(start + span.start, start + span.end) for span in spans_of_chance(part))
        nearest = bisect_left(spans, window.start - self._widest, key=attrgetter("start"))
        within = takewhile(lambda span: span.start < window.end, islice(spans, nearest, None))
        for span in chain(within, chance):
            first, last = max(span.start, window.start), min(span.end, window.end)
            if first < last:
                around[first - start : last - start] = MASK * (last - first)
        return "".join(around[window.start - start : window.end - start])

    def _hide(self, text: Text, span: Span) -> None:
        spans = self._spans.setdefault(id(text), [])
        if spans is not None:
            spans.append(span)
        for line in text.content[span.start : span.end].splitlines():
            if len(line) >= _SHORTEST:
                self._values.add(line)

    def _search(self, text: Text) -> None:
        try:
            for match in find_secrets(text):
                self._hide(text, match.span)
        except Exception:  # noqa: BLE001 - the scan tells of the failure; here it means that nothing is known
            self._spans[id(text)] = None
