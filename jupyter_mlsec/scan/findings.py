"""Hits into findings: positions, fingerprints that reveal nothing, suppressions."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Excerpt, Finding, SuppressedBy, Suppression
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.model.text import Place, Span, line_starts
from jupyter_mlsec.notebook.suppression import Allowance, allow_at, allowances
from jupyter_mlsec.scan.ignorings import About, Ignorings
from jupyter_mlsec.scan.marks import mark
from jupyter_mlsec.scan.veil import Veil
from jupyter_mlsec.secrets.chance import MASK

_MASKS = re.compile(f"{MASK}+")
_CROP = 80  # characters kept on each side of a hit in a long line
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_PLACES = tuple(Place)
_CODE = frozenset({Place.SOURCE, Place.ARTIFACT})


@dataclass
class Findings:
    """Collects the hits of one target and turns them into findings once all are known.

    All of them are needed first: a fingerprint is made of the masked line, and a line is masked only when every
    secret on it is known.
    """

    path: str
    config: Config
    hits: list[tuple[Rule, Hit]] = field(default_factory=list)
    allowed: Mapping[str, str] = field(default_factory=dict)  # rules that the notebook allows, and why
    ignored: Ignorings = field(default_factory=Ignorings)

    def collect(self) -> tuple[tuple[Finding, ...], dict[str, Excerpt]]:
        """Return the findings in reading order, one for each rule and place, and their excerpts by fingerprint."""
        seen: Counter[str] = Counter()
        comments: dict[int, tuple[Allowance, ...]] = {}
        findings, excerpts = [], {}
        for rule, hit, base, excerpt in self._lines():
            if id(hit.text) not in comments:
                comments[id(hit.text)] = tuple(allowances(hit.text)) if hit.text.place is Place.SOURCE else ()
            seen[base] += 1
            fingerprint = _fingerprint(base, seen[base])
            suppressed = self._suppressed(rule, hit, comments[id(hit.text)], base)
            findings.append(self._finding(rule, hit, fingerprint, suppressed))
            excerpts[fingerprint] = excerpt
        return tuple(findings), excerpts

    def found(self) -> Iterator[tuple[About, str]]:
        """Yield what a record that ignores it is about, and the value, for each of the findings of ``collect``."""
        for rule, hit, base, _ in self._lines():
            yield _about(rule, hit, base), _value(hit)

    def veiled(self, sentence: str) -> str:
        """Return a sentence with every value that was found hidden."""
        return self._veil.over(sentence)

    @cached_property
    def _veil(self) -> Veil:
        return Veil(self.hits)

    def _lines(self) -> Iterator[tuple[Rule, Hit, str, Excerpt]]:
        """Yield each hit with what its fingerprint is made of, and its excerpt."""
        for rule, hit in self._ordered():
            excerpt = _excerpt(hit, self._veil)
            yield rule, hit, f"{rule.name}\0{hit.text.place}\0{_told(excerpt, hit.text.place)}", excerpt

    def marks(self, findings: Sequence[Finding]) -> dict[str, bytes]:
        """Return a digest of the text that each of the findings, as ``collect`` returned them, points at."""
        pairs = zip(findings, self._ordered(), strict=True)
        return {found.fingerprint: mark(_value(hit)) for found, (_, hit) in pairs}

    def _ordered(self) -> list[tuple[Rule, Hit]]:
        unique = {(rule.name, id(hit.text), hit.span): (rule, hit) for rule, hit in self.hits}
        return sorted(unique.values(), key=_reading_order)

    def _suppressed(self, rule: Rule, hit: Hit, comments: Sequence[Allowance], base: str) -> Suppression | None:
        if self.config.locks(rule.name, rule.family):
            return None
        position = hit.text.position(hit.span)
        here = (comment.reason for comment in comments if comment.covers(rule.name, position))
        if reason := next(here, self.allowed.get(rule.name)):
            return Suppression(SuppressedBy.INLINE, self._veil.over(reason))
        record = self.ignored.of(_about(rule, hit, base), _value(hit)) if self.ignored else None
        if record is None:
            return None
        return Suppression(SuppressedBy.INLINE, self._veil.over(record.reason), record.seal)

    def _finding(self, rule: Rule, hit: Hit, fingerprint: str, suppressed: Suppression | None) -> Finding:
        veil = self._veil
        return Finding(
            rule=rule.name,
            family=rule.family,
            severity=hit.severity or rule.severity,
            confidence=hit.confidence or rule.confidence,
            message=veil.over(hit.message) if hit.message else rule.message,
            remedy=veil.over(hit.remedy) if hit.remedy else rule.remedy,
            path=self.path,
            place=hit.text.place,
            position=hit.text.position(hit.span),
            fingerprint=fingerprint,
            cell=hit.text.cell,
            suppressed=suppressed,
            fixes=hit.fixes,
            allow=allow_at(hit.text, hit.span) if hit.text.place is Place.SOURCE else None,
        )


def _fingerprint(base: str, number: int) -> str:
    """Return the fingerprint of the ``number``-th finding that its rule, place and masked line are the same of."""
    return hashlib.blake2b(f"{base}\0{number}".encode(errors="replace"), digest_size=16).hexdigest()


def _about(rule: Rule, hit: Hit, base: str) -> About:
    return About(rule.name, hit.text.place, _fingerprint(base, 1))


def _value(hit: Hit) -> str:
    return hit.text.content[hit.span.start : hit.span.end]


def _reading_order(entry: tuple[Rule, Hit]) -> tuple[int, int, str, int, int, str]:
    rule, hit = entry
    cell = hit.text.cell.index if hit.text.cell else -1
    return (cell, _PLACES.index(hit.text.place), str(hit.text.origin), hit.span.start, hit.span.end, rule.name)


def _excerpt(hit: Hit, veil: Veil) -> Excerpt:
    """Return the line that the hit starts on, everything secret replaced, cropped around the hit."""
    content = hit.text.content
    starts = line_starts(content)
    line = bisect_right(starts, hit.span.start)
    first = max(starts[line - 1], hit.span.start - _CROP)
    line_end = starts[line] if line < len(starts) else len(content)
    last = min(line_end, max(hit.span.start, min(hit.span.end, line_end)) + _CROP, first + 4 * _CROP)
    shown = veil.shown(hit.text, Span(first, last)).rstrip("\r\n")
    start = min(hit.span.start - first, len(shown))
    return Excerpt(shown, start, min(max(hit.span.end - first, start), len(shown)))


def _told(excerpt: Excerpt, place: Place) -> str:
    """Return what a fingerprint is made of: a line of code; only the shape of a line of data, which can be guessed."""
    line = _MASKS.sub(MASK, excerpt.text).strip()
    return line if place in _CODE else _WORD.sub("a", _NUMBER.sub("0", line))
