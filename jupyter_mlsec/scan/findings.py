"""Hits into findings: positions, fingerprints that reveal nothing, suppressions."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Excerpt, Finding, SuppressedBy, Suppression
from jupyter_mlsec.model.rule import Family, Hit, Rule
from jupyter_mlsec.model.text import Place, Span, line_starts
from jupyter_mlsec.notebook.suppression import Allowance, allowances
from jupyter_mlsec.scan.marks import mark

MASK = "•"
_MASKS = re.compile("•+")
_CROP = 80  # characters kept on each side of a hit in a long line
_PLACES = tuple(Place)
_SENSITIVE = frozenset({Family.SECRET, Family.PRIVACY})


@dataclass
class Findings:
    """Collects the hits of one target and turns them into findings once all are known.

    All of them are needed first: a fingerprint is made of the masked line, and a line is masked only when every
    secret on it is known.
    """

    path: str
    config: Config
    hits: list[tuple[Rule, Hit]] = field(default_factory=list)

    def collect(self) -> tuple[tuple[Finding, ...], dict[str, Excerpt]]:
        """Return the findings in reading order, one for each rule and place, and their excerpts by fingerprint."""
        masks = _masks(self.hits)
        seen: Counter[str] = Counter()
        comments: dict[int, tuple[Allowance, ...]] = {}
        findings, excerpts = [], {}
        for rule, hit in self._ordered():
            if id(hit.text) not in comments:
                comments[id(hit.text)] = tuple(allowances(hit.text)) if hit.text.place is Place.SOURCE else ()
            excerpt = _excerpt(hit, masks.get(id(hit.text), ()))
            base = f"{rule.name}\0{hit.text.place}\0{_MASKS.sub(MASK, excerpt.text).strip()}"
            seen[base] += 1
            fingerprint = hashlib.blake2b(f"{base}\0{seen[base]}".encode(errors="replace"), digest_size=16).hexdigest()
            findings.append(self._finding(rule, hit, fingerprint, comments[id(hit.text)]))
            excerpts[fingerprint] = excerpt
        return tuple(findings), excerpts

    def marks(self, findings: Sequence[Finding]) -> dict[str, bytes]:
        """Return a digest of the text that each of the findings, as ``collect`` returned them, points at."""
        pairs = zip(findings, self._ordered(), strict=True)
        return {found.fingerprint: mark(hit.text.content[hit.span.start : hit.span.end]) for found, (_, hit) in pairs}

    def _ordered(self) -> list[tuple[Rule, Hit]]:
        unique = {(rule.name, id(hit.text), hit.span): (rule, hit) for rule, hit in self.hits}
        return sorted(unique.values(), key=_reading_order)

    def _finding(self, rule: Rule, hit: Hit, fingerprint: str, comments: Sequence[Allowance]) -> Finding:
        position = hit.text.position(hit.span)
        suppressed = None
        if rule.name not in self.config.locked_rules:
            reason = next((comment.reason for comment in comments if comment.covers(rule.name, position)), None)
            suppressed = Suppression(SuppressedBy.INLINE, reason) if reason else None
        return Finding(
            rule=rule.name,
            family=rule.family,
            severity=hit.severity or rule.severity,
            confidence=hit.confidence or rule.confidence,
            message=hit.message or rule.message,
            remedy=hit.remedy or rule.remedy,
            path=self.path,
            place=hit.text.place,
            position=position,
            fingerprint=fingerprint,
            cell=hit.text.cell,
            suppressed=suppressed,
            fixes=hit.fixes,
        )


def _masks(hits: Iterable[tuple[Rule, Hit]]) -> dict[int, tuple[Span, ...]]:
    """Return, for each text, the spans that must not be shown."""
    spans: dict[int, list[Span]] = {}
    for rule, hit in hits:
        if rule.family in _SENSITIVE:
            spans.setdefault(id(hit.text), []).append(hit.span)
    return {text: tuple(sorted(found)) for text, found in spans.items()}


def _reading_order(entry: tuple[Rule, Hit]) -> tuple[int, int, str, int, int, str]:
    rule, hit = entry
    cell = hit.text.cell.index if hit.text.cell else -1
    return (cell, _PLACES.index(hit.text.place), str(hit.text.origin), hit.span.start, hit.span.end, rule.name)


def _excerpt(hit: Hit, masks: Iterable[Span]) -> Excerpt:
    """Return the line that the hit starts on, every masked span replaced, cropped around the hit."""
    content = hit.text.content
    starts = line_starts(content)
    line = bisect_right(starts, hit.span.start)
    first = max(starts[line - 1], hit.span.start - _CROP)
    line_end = starts[line] if line < len(starts) else len(content)
    last = min(line_end, max(hit.span.start, min(hit.span.end, line_end)) + _CROP, first + 4 * _CROP)
    shown = list(content[first:last].rstrip("\r\n"))
    for mask in masks:
        for offset in range(max(mask.start, first), min(mask.end, first + len(shown))):
            shown[offset - first] = MASK
    start = min(hit.span.start - first, len(shown))
    return Excerpt("".join(shown), start, min(max(hit.span.end - first, start), len(shown)))
