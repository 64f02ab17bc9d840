"""Hits into findings: positions, fingerprints that reveal nothing, suppressions."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Excerpt, Finding, SuppressedBy, Suppression
from jupyter_mlsec.model.rule import Hit, Rule
from jupyter_mlsec.model.text import Place, Span, line_starts
from jupyter_mlsec.notebook.suppression import Allowance, allow_at, allowances
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

    def collect(self) -> tuple[tuple[Finding, ...], dict[str, Excerpt]]:
        """Return the findings in reading order, one for each rule and place, and their excerpts by fingerprint."""
        veil = Veil(self.hits)
        seen: Counter[str] = Counter()
        comments: dict[int, tuple[Allowance, ...]] = {}
        findings, excerpts = [], {}
        for rule, hit in self._ordered():
            if id(hit.text) not in comments:
                comments[id(hit.text)] = tuple(allowances(hit.text)) if hit.text.place is Place.SOURCE else ()
            excerpt = _excerpt(hit, veil)
            base = f"{rule.name}\0{hit.text.place}\0{_told(excerpt, hit.text.place)}"
            seen[base] += 1
            fingerprint = hashlib.blake2b(f"{base}\0{seen[base]}".encode(errors="replace"), digest_size=16).hexdigest()
            findings.append(self._finding(rule, hit, fingerprint, comments[id(hit.text)], veil))
            excerpts[fingerprint] = excerpt
        return tuple(findings), excerpts

    def marks(self, findings: Sequence[Finding]) -> dict[str, bytes]:
        """Return a digest of the text that each of the findings, as ``collect`` returned them, points at."""
        pairs = zip(findings, self._ordered(), strict=True)
        return {found.fingerprint: mark(hit.text.content[hit.span.start : hit.span.end]) for found, (_, hit) in pairs}

    def _ordered(self) -> list[tuple[Rule, Hit]]:
        unique = {(rule.name, id(hit.text), hit.span): (rule, hit) for rule, hit in self.hits}
        return sorted(unique.values(), key=_reading_order)

    def _finding(self, rule: Rule, hit: Hit, fingerprint: str, comments: Sequence[Allowance], veil: Veil) -> Finding:
        position = hit.text.position(hit.span)
        suppressed = None
        if not self.config.locks(rule.name, rule.family):
            here = (comment.reason for comment in comments if comment.covers(rule.name, position))
            reason = next(here, self.allowed.get(rule.name))
            suppressed = Suppression(SuppressedBy.INLINE, veil.over(reason)) if reason else None
        return Finding(
            rule=rule.name,
            family=rule.family,
            severity=hit.severity or rule.severity,
            confidence=hit.confidence or rule.confidence,
            message=veil.over(hit.message) if hit.message else rule.message,
            remedy=veil.over(hit.remedy) if hit.remedy else rule.remedy,
            path=self.path,
            place=hit.text.place,
            position=position,
            fingerprint=fingerprint,
            cell=hit.text.cell,
            suppressed=suppressed,
            fixes=hit.fixes,
            allow=allow_at(hit.text, hit.span) if hit.text.place is Place.SOURCE else None,
        )


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
