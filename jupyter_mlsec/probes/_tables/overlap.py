"""Overlap: rows of one table that stand in another, told apart from rows that repeat anyway."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.probes._ground.limits import find_limit, judge, parse_limit
from jupyter_mlsec.probes._ground.observations import not_evidence
from jupyter_mlsec.probes._ground.statistics import wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Digests = NDArray[np.uint64]

FEWEST_ROWS = 10
_COMMON = 0.05  # share of rows inside one split that repeat: above it equal rows are no proof of a copy


def overlap_of(
    before: Digests, after: Digests, limits: Mapping[str, str], *, none: str, some: str, step: str
) -> Observation:
    """Judge how many rows of ``after`` stand in ``before``, by their digests.

    The limit ``split-overlap`` (share of ``after``) is 0 by default. ``some`` has places for ``overlap`` and ``share``.
    """
    inside = max(_repeats(before), _repeats(after))
    overlap = _overlapping(before, after)
    share = overlap / len(after)
    low, high = wilson(overlap, len(after))
    limit = find_limit(limits, "split-overlap") or parse_limit("<= 0")
    measured = (
        Measurement(name="split-overlap", value=share, low=low if overlap else 0.0, high=high, limit=limit.text),
        Measurement(name="repeats-within-a-split", value=inside),
    )
    if inside > _COMMON and share <= 2 * inside + _COMMON:
        return not_evidence(
            f"{inside:.0%} of the rows repeat within one split already, so equal rows do not show copies",
            next_step="Give the split a column that identifies rows, or compare by entity: --entities COLUMN.",
            measurements=measured,
        )
    status = judge(Measurement(name="split-overlap", value=share), limit)
    summary = some.format(overlap=f"{overlap:,}", share=f"{share:.1%}") if overlap else none
    return Observation(
        status=status, summary=summary, measurements=measured, next_step="" if status is Status.PASS else step
    )


def _repeats(rows: Digests) -> float:
    import numpy as np

    return 1.0 - np.unique(rows).size / rows.size


def _overlapping(before: Digests, after: Digests) -> int:
    import numpy as np

    return int(np.isin(after, before).sum())
