"""Numbers that were entered, copied or computed wrongly: lost signs, broken sums, a sensor that stands still.

Each is read off what the other rows of the same columns do.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, label_of, numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_FEWEST = 4  # rows that are wrong in the same way
_FEWEST_ROWS = 100
_MOST_COLUMNS = 12
_FEW_SIGNS = 0.05  # share of the rows that can have lost their sign
_FEW_ZEROS, _APART = 0.2, 1.5  # share of the rows; and parts of the lower tail between zero and all others
_OUTSIDE, _FEW_SHIFTED = 3.0, 0.1  # interquartile ranges; share of the rows
_NEAR = 0.1  # quantile of the sizes below which both signs would be common, if both could be
_AGREE = 0.85  # share of the rows that a rule holds for
_ROUNDED = 0.006  # of a cent, twice
_VALUES = 20  # distinct ones, below which a rule may hold by chance
_LONG = 12  # equal values in a row
_REPEATED = 0.2
_CHANCE = 1e-9


def numeric_columns(frame: pd.DataFrame, *, least: int = _VALUES) -> dict[str, Floats]:
    """Return the first columns of at least so many different numbers, by their labels."""
    import numpy as np

    found: dict[str, Floats] = {}
    for place, name in enumerate(frame.columns):
        series = frame.iloc[:, place]
        if not is_numeric(series):
            continue
        values = numbers(series)
        if len(np.unique(values[np.isfinite(values)])) >= least:
            found[label_of(name)] = values
        if len(found) >= _MOST_COLUMNS:
            break
    return found


def lost_signs(columns: dict[str, Floats]) -> Iterator[tuple[str, int]]:
    """Yield the columns of one sign in which a few rows have the other, though their sizes are those of all.

    A quantity that can be of both signs passes zero: near it, both are about as common.
    """
    import numpy as np

    for name, values in columns.items():
        known = values[np.isfinite(values)]
        if len(known) < _FEWEST_ROWS or not known.any():
            continue
        if (known < 0).sum() > (known > 0).sum():
            known = -known
        odd, usual = -known[known < 0], known[known > 0]
        if not _FEWEST <= len(odd) <= _FEW_SIGNS * len(known):
            continue
        small = float(np.quantile(usual, _NEAR))
        share = len(odd) / len(usual)
        near = (odd < small).sum() / max((usual < small).sum(), 1)
        if near <= 3 * share and _alike(odd, usual):
            yield name, len(odd)


def _alike(some: Floats, many: Floats) -> bool:
    """Tell whether values can be drawn from others (Kolmogorov-Smirnov at 5 %)."""
    import numpy as np

    grid = np.concatenate([some, many])
    shares = [np.searchsorted(np.sort(part), grid, side="right") / len(part) for part in (some, many)]
    return bool(np.abs(shares[0] - shares[1]).max() < 1.36 * np.sqrt(1 / len(some) + 1 / len(many)))


def zeros_for_none(columns: dict[str, Floats]) -> Iterator[tuple[str, int]]:
    """Yield the columns with zeros among values that are never near zero: a pressure or a weight that was not taken."""
    import numpy as np

    for name, values in columns.items():
        known = np.abs(values[np.isfinite(values)])
        rest = known[known > 0]
        zeros = len(known) - len(rest)
        if not _FEWEST <= zeros <= _FEW_ZEROS * len(known) or (values < 0).any() or len(np.unique(rest)) < _VALUES:
            continue
        low, fifth, quarter, three = (float(each) for each in np.quantile(rest, (0.0, 0.05, 0.25, 0.75)))
        if low > three - quarter and low > _APART * (fifth - low):
            yield name, zeros


def in_other_columns(columns: dict[str, Floats]) -> Iterator[tuple[str, int]]:
    """Yield the columns whose values stand in each other's place in some rows: a line that was shifted, exchanged ones.

    A value is out of place where it is far outside its own column and usual in another; a row, where two values are.
    """
    import numpy as np

    names = list(columns)
    if len(names) < 2 or len({len(values) for values in columns.values()}) != 1:  # noqa: PLR2004 - two places
        return
    values = np.column_stack([columns[name] for name in names])
    low, quarter, three, high = np.nanquantile(values, (0.02, 0.25, 0.75, 0.98), axis=0)
    reach = _OUTSIDE * (three - quarter)
    strange = (values < quarter - reach) | (values > three + reach)
    usual = np.zeros_like(strange)
    for place in range(len(names)):
        others = [other for other in range(len(names)) if other != place]
        usual[:, place] = ((values[:, [place]] >= low[others]) & (values[:, [place]] <= high[others])).any(axis=1)
    misplaced = strange & usual
    rows = misplaced.sum(axis=1) >= 2  # noqa: PLR2004 - one value alone is an outlier
    if _FEWEST <= rows.sum() <= _FEW_SHIFTED * len(rows):
        there = [name for name, some in zip(names, misplaced[rows].mean(axis=0) > 0.5, strict=True) if some]  # noqa: PLR2004 - of these rows
        if len(there) > 1:
            yield " and ".join(there[:3]), int(rows.sum())


def broken_rules(columns: dict[str, Floats]) -> Iterator[tuple[str, int]]:
    """Yield what is computed from two other columns in nearly all rows ("total of a and b"), and in how many it is not.

    Sums, differences, products and quotients are tried, up to the rounding of a cent or of the sixth digit.
    """
    import numpy as np

    names = list(columns)
    for third in names:
        made = columns[third]
        if len(np.unique(made[np.isfinite(made)])) < _VALUES:
            continue
        for first, second in combinations([each for each in names if each != third], 2):
            one, other = columns[first], columns[second]
            known = np.isfinite(made) & np.isfinite(one) & np.isfinite(other)
            if known.sum() < _FEWEST_ROWS:
                continue
            a, b, c = one[known], other[known], made[known]
            broken = min((_broken(c, a + b), _broken(c, a * b)), key=len)
            if _FEWEST <= len(broken) <= (1 - _AGREE) * len(c):
                yield f"{third} of {first} and {second}", len(broken)


def _broken(made: Floats, computed: Floats) -> NDArray[np.intp]:
    """Return the rows where a rule does not hold; all of them where it is none."""
    import numpy as np

    head = slice(0, 60)
    slack = np.maximum(_ROUNDED, 1e-6 * np.abs(computed))
    off = np.abs(made - computed) > slack
    if off[head].mean() > 2 * (1 - _AGREE):
        return np.arange(len(made))
    spread = float(np.std(made))
    return np.flatnonzero(off) if spread > 100 * _ROUNDED else np.arange(len(made))


def stand_still(columns: dict[str, Floats]) -> Iterator[tuple[str, int]]:
    """Yield the columns that change from row to row and hold one value for a long stretch, and its length."""
    import numpy as np

    for name, values in columns.items():
        if len(values) < _FEWEST_ROWS:
            continue
        with np.errstate(invalid="ignore"):
            steps = np.diff(values)
        moving = steps[np.isfinite(steps) & (steps != 0)]
        if not moving.size or (moving > 0).all() or (moving < 0).all():
            continue  # a column that is sorted
        edges = np.flatnonzero(np.concatenate([[True], steps != 0, [True]]))
        lengths = np.diff(edges)
        longest = int(lengths.max())
        at = int(edges[lengths.argmax()])
        elsewhere = int((values == values[at]).sum()) - longest
        others = len(values) - longest
        repeats = int((lengths - 1).sum()) - (longest - 1)
        chance = max(repeats, 1) / max(others, 1)
        if (
            longest >= _LONG
            and chance <= _REPEATED
            and elsewhere <= 0.02 * others  # a value that is common, as no rain is, stays for long
            and len(values) * chance ** (longest - 1) < _CHANCE
        ):
            yield name, longest
