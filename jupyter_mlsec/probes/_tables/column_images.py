"""Which columns of a table the columns of a bare matrix were made from, by their values alone.

A scaler leaves no name behind, but it moves and stretches: each value of its column is an exact affine image of a value
of the table's column, whatever rows were drawn and in whatever order. Logarithms and roots are undone first. Categories
are known by their counts, where the matrix holds all rows of the table. What was mixed (principal components, sums)
is an image of no column, and then nobody can tell what went in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, moments, numbers, plain

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats

_FEWEST_ROWS = 40
_WIDEST = 80  # columns of the matrix and of the table
_MOST_CELLS = 2_000_000
_LEVELS = 12  # fewer distinct values are known by their counts only
_ENDS = 5  # of the table's values at each end, one of which is the matrix's own end
_LOOKED_AT = 300  # values of a column of the matrix
_SAME = 1e-5  # of the column's range, up to which two values are one
_SLACK = 0.01
_LIKE = 1.63  # Kolmogorov-Smirnov at 1 %


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """A column of the table: its name, its values that can have been moved and stretched, and the share missing."""

    name: str
    values: Floats
    distinct: Floats
    missing: float


def columns_behind(rows: object, table: pd.DataFrame) -> tuple[str, ...] | None:
    """Return the columns of ``table`` that the matrix ``rows`` was made from; None where that is not certain."""
    used: dict[str, None] = {}
    for found in images_of(rows, table):
        if not found:
            return None
        used |= dict.fromkeys(found)
    return tuple(used) or None


def images_of(rows: object, table: pd.DataFrame) -> Iterator[list[str]]:
    """Yield for each column of the matrix ``rows`` the columns of ``table`` that it may have been made from.

    Nothing where ``rows`` is no matrix of numbers, or where one of both is too wide or too short to tell.
    """
    matrix = _matrix(rows)
    if matrix is None or table.shape[1] > _WIDEST or len(table) < _FEWEST_ROWS:
        return
    sources = [source for place in range(table.shape[1]) for source in _sources(table.iloc[:, place])]
    counts = [_counts(table.iloc[:, place]) for place in range(table.shape[1])]
    names = [str(name) for name in table.columns]
    for place in range(matrix.shape[1]):
        column = matrix[:, place]
        yield _behind(column, sources) or _counted(column, names, counts)


def images_in_order(rows: object, table: pd.DataFrame) -> tuple[str, ...]:
    """Return for each column of the matrix ``rows`` the next column of ``table`` that it was made from.

    What scales, fills or cuts columns keeps their order; empty where it is another one, which takes far longer to find.
    """
    matrix, names = _matrix(rows), list[str]()
    if matrix is None or table.shape[1] > _WIDEST or len(table) < _FEWEST_ROWS:
        return ()
    columns = iter(range(table.shape[1]))
    for place in range(matrix.shape[1]):
        found = next((k for k in columns if _is_image(matrix[:, place], table.iloc[:, k])), None)
        if found is None:
            return ()
        names.append(str(table.columns[found]))
    return tuple(names)


def _is_image(column: Floats, series: pd.Series) -> bool:
    name = str(series.name)
    return bool(_behind(column, list(_sources(series))) or _counted(column, [name], [_counts(series)]))


def stacked(*parts: object) -> object:
    """Return matrices of equal width as one, those that are none left out; None where there is none."""
    import numpy as np

    found = [each for part in parts if (each := _matrix(part)) is not None]
    return np.vstack([each for each in found if each.shape[1] == found[0].shape[1]]) if found else None


def _matrix(rows: object) -> Floats | None:
    import numpy as np

    toarray = getattr(rows, "toarray", None)
    shape: tuple[int, ...] = getattr(rows, "shape", ())
    if len(shape) != 2 or not 0 < shape[1] <= _WIDEST or not shape[0] or shape[0] * shape[1] > _MOST_CELLS:  # noqa: PLR2004 - rows and columns
        return None
    values = toarray() if callable(toarray) else np.asarray(rows)
    if values.dtype.kind not in "fiub":
        return None
    return np.asarray(values, dtype=np.float64)


def _sources(series: pd.Series) -> Iterator[_Source]:
    """Yield a column's values as they are, and what usual functions make of them."""
    import numpy as np

    if is_numeric(series):
        values = numbers(series)
    elif is_time(series) and getattr(series.dt, "tz", None) is None:
        values = moments(series)
    else:
        return
    known = values[np.isfinite(values)]
    if len(np.unique(known)) <= _LEVELS:
        return
    name, missing = str(series.name), 1 - len(known) / len(values)
    yield _source(name, known, missing)
    if known.min() >= 0:
        yield _source(name, np.log1p(known), missing)
        yield _source(name, np.sqrt(known), missing)
    if known.min() > 0:
        yield _source(name, np.log(known), missing)


def _source(name: str, values: Floats, missing: float) -> _Source:
    import numpy as np

    ordered = np.sort(values)
    return _Source(name, ordered, np.unique(ordered), missing)


def _behind(column: Floats, sources: list[_Source]) -> list[str]:
    """Return the names of the columns of which this one is an affine image; those that fit best."""
    import numpy as np

    known = np.sort(column[np.isfinite(column)])
    if len(known) < _FEWEST_ROWS or len(np.unique(known)) <= _LEVELS:
        return []
    fits = {source.name: apart for source in sources if (apart := _apart(known, source)) is not None}
    best = min(fits.values(), default=0.0)
    return [name for name, apart in fits.items() if apart <= best + _SLACK / 10]


def _apart(known: Floats, source: _Source) -> float | None:
    """Return how unlike the shapes of two columns are that are one column moved and stretched; None where they are not.

    Values that were filled in lie in the middle, hence the ends are held against each other.
    """
    import numpy as np

    values = source.distinct
    if len(values) <= _LEVELS:
        return None
    distinct = np.unique(known)
    if len(distinct) > len(values) + 1:
        return None
    looked = distinct[np.unique(np.linspace(0, len(distinct) - 1, _LOOKED_AT).astype(int))]
    for mirrored in (False, True):
        mine = -looked[::-1] if mirrored else looked
        for low in values[:_ENDS]:
            for high in values[-_ENDS:]:
                image = low + (mine - mine[0]) * ((high - low) / (mine[-1] - mine[0]))
                if _hits(image, values) >= 1 - _SLACK - 1 / len(image) * (source.missing > 0):
                    whole = -known[::-1] if mirrored else known
                    moved = low + (whole - mine[0]) * ((high - low) / (mine[-1] - mine[0]))
                    apart = _distance(moved, source.values)
                    if apart <= source.missing + _LIKE / np.sqrt(min(len(moved), len(source.values))):
                        return apart
    return None


def _hits(image: Floats, values: Floats) -> float:
    """Return the share of values that are values of the other column."""
    import numpy as np

    slack = _SAME * (values[-1] - values[0]) / max(len(values), 1)
    places = np.clip(np.searchsorted(values, image), 1, len(values) - 1)
    near = np.minimum(np.abs(values[places] - image), np.abs(values[places - 1] - image))
    return float((near <= max(slack, 1e-9 * np.abs(values).max())).mean())


def _distance(one: Floats, other: Floats) -> float:
    import numpy as np

    grid = np.concatenate([one, other])
    slack = _SAME * (other[-1] - other[0]) / max(len(other), 1)
    shares = [np.searchsorted(part, grid + slack, side="right") / len(part) for part in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())


def _counts(series: pd.Series) -> Counter[int]:
    """Return how often each value of a column stands in it, as a multiset of numbers.

    Empty where it would tell nothing: of many values, and of values that stand there once, as those of a key do.
    """
    found = plain(series).value_counts(dropna=False)
    if len(found) > 10 * _LEVELS or found.max() <= 1:
        return Counter()
    return Counter(int(number) for number in found)


def _counted(column: Floats, names: list[str], counts: list[Counter[int]]) -> list[str]:
    """Return the columns with a category that is as common as what a column of two values marks, or the same codes."""
    import numpy as np

    values, mine = np.unique(column[np.isfinite(column)], return_counts=True)
    if not 1 < len(values) <= 10 * _LEVELS:
        return []
    own = Counter(int(number) for number in mine)
    same = [name for name, number in zip(names, counts, strict=True) if number and number == own]
    if same or len(values) > 2:  # noqa: PLR2004 - a mark and its absence
        return same
    whole = int(mine.sum())
    marked = int(mine[-1])
    return [
        name for name, number in zip(names, counts, strict=True) if number.total() and marked in number and sum(
            size * times for size, times in number.items()
        ) == whole
    ]  # fmt: skip
