"""Found: a candidate inside the detector, before overlaps are resolved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jupyter_mlsec.model.rule import Confidence
from jupyter_mlsec.secrets.kind import Kind

BY_NAME, BY_PLACE, BY_CONTEXT, BY_FORMAT, BY_NAMED_FORMAT = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Found:
    """A range that holds a secret. The higher ``rank``, the more specific is what was recognised."""

    start: int
    end: int
    kind: Kind
    rank: int
    confidence: Confidence = Confidence.HIGH

    def moved(self, start: int, end: int) -> Found:
        """Return the same for another range."""
        return replace(self, start=start, end=end)


def resolve(candidates: Iterable[Found]) -> list[Found]:
    """Return candidates that do not overlap, in order: the most specific wins, then the longest, then the first."""
    kept: list[Found] = []  # in order of place, so that only the neighbours of a candidate can overlap it
    for candidate in sorted(candidates, key=lambda each: (-each.rank, each.start - each.end, each.start)):
        at = bisect_left(kept, candidate.start, key=lambda each: each.start)
        if (at == 0 or kept[at - 1].end <= candidate.start) and (at == len(kept) or candidate.end <= kept[at].start):
            kept.insert(at, candidate)
    return kept
