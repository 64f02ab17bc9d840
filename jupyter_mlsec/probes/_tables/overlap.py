"""Overlap: rows of one table that stand in another, told apart from rows that repeat anyway.

Rows of a few categories repeat by chance, as often as the columns' values let them, and so do those of a short list of
products. Rows that were measured, in two
columns of fractions or in a text, do not: where these repeat within a split already, somebody copied them before it.
A few equal rows are no proof where they lie within the sides of a split as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.probes._ground.fingerprint import row_digests
from jupyter_mlsec.probes._ground.limits import find_limit, judge, parse_limit
from jupyter_mlsec.probes._ground.observations import not_evidence
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.frames import is_numeric, plain
from jupyter_mlsec.probes._tables.personal import free_text

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Digests = NDArray[np.uint64]

FEWEST_ROWS = 10
_FEWEST_KINDS = 50  # different rows, below which nothing tells a copy from a coincidence
_TELLING = 0.5  # share of the different rows that a column tells apart
_OFTEN = 3.0  # times that a row stands there on average: copies are few, purchases of one product are many
_FEW = 0.01  # share of equal rows that may be chance, however few repeat within a split
_UNLIKELY = 0.01
_DEPENDENT = 2.0  # times as often as by themselves that columns agree which have to do with each other
_MANY_PAIRS = 1_000  # of which the expectation says enough
_COMMON = 0.05  # share of rows inside one split that repeat: above it equal rows are no proof of a copy


def overlap_of(
    train: pd.DataFrame, test: pd.DataFrame, limits: Mapping[str, str], *, none: str, some: str, step: str
) -> Observation:
    """Judge how many rows of ``test`` stand in ``train``; both have the same columns in the same order.

    The limit ``split-overlap`` (share of ``test``) is 0 by default. ``some`` has places for ``overlap`` and ``share``.
    """
    before, after = row_digests(train), row_digests(test)
    inside = max(_repeats(before), _repeats(after))
    overlap = _overlapping(before, after)
    share = overlap / len(after)
    low, high = wilson(overlap, len(after))
    limit = find_limit(limits, "split-overlap") or parse_limit("<= 0")
    measured = (
        Measurement(name="split-overlap", value=share, low=low if overlap else 0.0, high=high, limit=limit.text),
        Measurement(name="repeats-within-a-split", value=inside),
    )
    if inside > _COMMON and share <= 2 * inside + _COMMON and not equal_only_by_copying(train, before):
        return not_evidence(
            f"{inside:.0%} of the rows repeat within one split already, so equal rows do not show copies",
            next_step="Give the split a column that identifies rows, or compare by entity: --entities COLUMN.",
            measurements=measured,
        )
    if (
        overlap
        and not equal_only_by_copying(train, before)
        and (_expected(train, before, len(after), overlap) or (share < _FEW and _is_chance(before, after)))
    ):
        return not_evidence(
            f"{overlap:,} of {len(after):,} rows are equal to others, as rows of such columns are by chance",
            next_step="Give the split a column that identifies rows, or compare by entity: --entities COLUMN.",
            measurements=measured,
        )
    status = judge(Measurement(name="split-overlap", value=share), limit)
    summary = some.format(overlap=f"{overlap:,}", share=f"{share:.1%}") if overlap else none
    return Observation(
        status=status, summary=summary, measurements=measured, next_step="" if status is Status.PASS else step
    )


def _expected(train: pd.DataFrame, rows: Digests, tested: int, overlap: int) -> bool:
    """Tell whether as many rows would be equal, half of them, if each column had been drawn by itself.

    The pairs of equal rows then follow a Poisson distribution, about: the product of the columns' chances to agree, of
    two different rows.
    """
    import numpy as np

    different = train.iloc[np.unique(rows, return_index=True)[1]]
    pairs = float(rows.size) * tested
    for place in range(different.shape[1]):
        sizes = plain(different.iloc[:, place]).value_counts(dropna=False).to_numpy(dtype=np.float64)
        pairs *= float((sizes * (sizes - 1)).sum()) / max(1.0, float(len(different)) * (len(different) - 1))
    if overlap > _MANY_PAIRS:
        return overlap <= _DEPENDENT * pairs
    return 1.0 - _poisson(overlap, _DEPENDENT * pairs) > _UNLIKELY


def _poisson(number: int, mean: float) -> float:
    """Return the chance that fewer than ``number`` things happen of which ``mean`` do on average."""
    if mean <= 0:
        return 1.0
    return sum(math.exp(each * math.log(mean) - mean - math.lgamma(each + 1)) for each in range(number))


def _is_chance(before: Digests, after: Digests) -> bool:
    """Tell whether equal rows lie as a split at random would lay them: some within a side, some across.

    Of all pairs of equal rows, those across are held against the binomial distribution that the sizes give.
    """
    import numpy as np

    inside = sum(_pairs(np.unique(rows, return_counts=True)[1]) for rows in (before, after))
    whole = _pairs(np.unique(np.concatenate((before, after)), return_counts=True)[1])
    across, share = whole - inside, 2 * before.size * after.size / (before.size + after.size) ** 2
    if whole > _MANY_PAIRS:
        return across <= share * whole
    tail = sum(
        math.comb(whole, hits) * share**hits * (1 - share) ** (whole - hits) for hits in range(across, whole + 1)
    )
    return tail > _UNLIKELY


def _pairs(counts: NDArray[np.int64]) -> int:
    return int((counts * (counts - 1)).sum()) // 2


def equal_only_by_copying(table: pd.DataFrame, rows: Digests) -> bool:
    """Tell whether equal rows are copies: texts, or two columns of fractions that tell most rows apart."""
    import numpy as np

    kinds = np.unique(rows, return_index=True)[1]
    if kinds.size < _FEWEST_KINDS or rows.size > _OFTEN * kinds.size:
        return False
    different = table.iloc[kinds]
    columns = [plain(different.iloc[:, place]) for place in range(different.shape[1])]
    telling = (each for each in columns if each.nunique() >= _TELLING * kinds.size)
    return sum(2 if free_text(each) else _fractions(each) for each in telling) >= 2  # noqa: PLR2004 - columns


def _fractions(column: pd.Series) -> bool:
    import numpy as np

    if not is_numeric(column):
        return False
    values = column.dropna().to_numpy(dtype=np.float64)
    return bool(values.size and np.mean(values % 1 != 0) > _TELLING)


def _repeats(rows: Digests) -> float:
    import numpy as np

    return 1.0 - np.unique(rows).size / rows.size


def _overlapping(before: Digests, after: Digests) -> int:
    import numpy as np

    return int(np.isin(after, before).sum())
