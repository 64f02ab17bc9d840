"""What must not be shown of a target: the places of its secrets and personal data, and the same values anywhere else.

Every text that a line is shown of is searched for secrets here, whatever rules are switched on: a line is shown because
of an unsafe load, and the token beside it is no less secret when nobody asked for tokens. Where that search fails,
nothing is shown, and what only looks like chance is hidden in any case.
"""

from __future__ import annotations

from collections.abc import Iterable

from jupyter_mlsec.model.rule import Family, Hit, Rule
from jupyter_mlsec.model.text import Span, Text
from jupyter_mlsec.secrets.chance import MASK, spans_of_chance
from jupyter_mlsec.secrets.detect import find_secrets

_SENSITIVE = frozenset({Family.SECRET, Family.PRIVACY})
_SHORTEST = 4  # characters of a value that is hidden wherever it stands; a shorter one would hide half of every line
_LONGEST = 1 << 16  # a longer one is hidden where it stands, but a part of a copy of it may be shown
_MARGIN = 256


class Veil:
    """Knows the secrets of one target, made of all its hits."""

    def __init__(self, hits: Iterable[tuple[Rule, Hit]]) -> None:
        self._spans: dict[int, list[Span] | None] = {}
        self._values: set[str] = set()
        others: dict[int, Text] = {}
        for rule, hit in hits:
            if rule.family in _SENSITIVE:
                self._hide(hit.text, hit.span)
            others[id(hit.text)] = hit.text
        for text in others.values():
            self._search(text)
        self._ordered = sorted(self._values, key=lambda value: (-len(value), value))
        self._longest = min(len(self._ordered[0]), _LONGEST) if self._ordered else 0

    def over(self, sentence: str) -> str:
        """Return a sentence with every known value hidden."""
        for value in self._ordered:  # the longest first: one may begin like another
            if value in sentence:
                sentence = sentence.replace(value, MASK * len(value))
        return sentence

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
        for span in (*spans, *chance):
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
