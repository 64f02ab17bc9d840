"""Found: a candidate inside the detector, before overlaps are resolved."""

from __future__ import annotations

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
    kept: list[Found] = []
    for candidate in sorted(candidates, key=lambda each: (-each.rank, each.start - each.end, each.start)):
        if all(candidate.end <= other.start or other.end <= candidate.start for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda each: each.start)
