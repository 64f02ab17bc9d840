"""Which rows of a table a model was fitted on: by the index that pandas carries along, held against the values.

An index alone proves nothing, since it can be numbered anew; so rows count as found only where values agree too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.fingerprint import row_digests
from jupyter_mlsec.probes._tables.frames import as_frame

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_SAMPLE = 5_000  # rows whose values are compared
_COLUMNS = 60
_FEWEST_VALUES = 10  # a column of fewer is alike in many orders
_DIFFERENT = 0.5  # share of different rows; some may have been drawn again
_ALIKE = 0.99  # correlation, or share of equal texts, that another order would not reach


@dataclass(frozen=True, slots=True, eq=False)
class Located:
    """Rows in a table: ``labels[i]`` is the label in ``table`` of the row that stands at place ``i`` of the fit."""

    table: pd.DataFrame = field(repr=False)
    labels: pd.Index = field(repr=False)

    def column(self, name: Hashable, labels: pd.Index | None = None) -> NDArray[Any] | None:
        """Return a column's values in these rows (default: those of the fit); None where no column has that name."""
        import numpy as np

        if sum(each == name for each in self.table.columns) != 1:
            return None
        return np.asarray(self.table[name].loc[self.labels if labels is None else labels])


def located(rows: object, tables: Iterable[object]) -> Iterator[Located]:
    """Yield the tables in which ``rows`` are found, in the order of ``tables``.

    Rows without an index are found by the first table that holds them in their own order, which lends them its own.
    """
    import pandas as pd

    frame = as_frame(rows)
    labels = rows.index if isinstance(rows, (pd.DataFrame, pd.Series)) else None
    for table in tables:
        if not isinstance(table, pd.DataFrame) or not table.index.is_unique or table.empty:
            continue
        if labels is not None and _within(labels, table) and same_rows(frame, table.loc[labels]):
            yield Located(table, labels)
        elif len(table) == len(frame) and same_rows(frame, table):
            labels = table.index if labels is None else labels
            yield Located(table, table.index)


def located_by_values(rows: object, tables: Iterable[object]) -> Iterator[Located]:
    """Yield the tables in which all rows of an array are found by one column whose numbers are all different.

    Scaled or rounded numbers are not found again; then nothing is yielded.
    """
    import numpy as np
    import pandas as pd

    if not isinstance(rows, np.ndarray) or rows.ndim != 2 or rows.dtype.kind not in "iuf":  # noqa: PLR2004 - a matrix
        return
    for table in tables:
        if not isinstance(table, pd.DataFrame) or not table.index.is_unique or table.empty:
            continue
        for name in table.columns[:_COLUMNS]:
            column = table[name]
            if not table.columns.is_unique or column.dtype.kind not in "iuf":
                continue
            if not column.is_unique or len(column) < _FEWEST_VALUES:
                continue
            known = pd.Index(column.to_numpy(dtype=np.float64))
            found = [
                known.get_indexer(rows[:, place].astype(np.float64)) for place in range(min(rows.shape[1], _COLUMNS))
            ]
            held = next((each for each in found if (each >= 0).all() and _apart(each)), None)
            if held is not None:
                yield Located(table, table.index[held])
                break


def located_by_cells(rows: pd.DataFrame, table: object) -> tuple[NDArray[Any], pd.Index] | None:
    """Return which rows stand in ``table`` once, by all their cells, and the labels they have there.

    For rows that were numbered anew on the way. None where fewer than half of them are found so.
    """
    import numpy as np
    import pandas as pd

    if not isinstance(table, pd.DataFrame) or not table.index.is_unique or not table.columns.is_unique:
        return None
    names: list[object] = list(rows.columns)
    if not rows.columns.is_unique or not set(names) <= set(table.columns) or table.empty:
        return None
    mine, theirs = row_digests(rows, names=names), row_digests(table, names=names)
    kinds, first, times = np.unique(theirs, return_index=True, return_counts=True)
    places = np.searchsorted(kinds, mine).clip(0, len(kinds) - 1)
    found = (kinds[places] == mine) & (times[places] == 1)
    return (found, table.index[first[places[found]]]) if found.mean() >= _DIFFERENT else None


def _apart(places: NDArray[Any]) -> bool:
    """Tell whether places are those of different rows: small numbers are all found among numbers of rows, too."""
    import numpy as np

    return len(np.unique(places)) >= _DIFFERENT * len(places)


def same_rows(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Tell whether two tables of equal length hold the same rows in the same order.

    One column of texts, or one of numbers up to its scale, is enough to know them by.
    """
    import numpy as np

    places = np.unique(np.linspace(0, len(one) - 1, min(len(one), _SAMPLE)).astype(int))
    one, other = one.iloc[places, :_COLUMNS], other.iloc[places, :_COLUMNS]
    return _same_numbers(_numbers(one), _numbers(other)) or _same_texts(one, other)


def _within(labels: pd.Index, table: pd.DataFrame) -> bool:
    return labels.nlevels == table.index.nlevels and bool(labels.isin(table.index).all())


def _numbers(frame: pd.DataFrame) -> Floats:
    """Return the columns of numbers that tell rows apart, each of mean 0 and length 1; missing values as the mean."""
    import numpy as np

    numbers = frame.select_dtypes("number")
    values = np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan)) if numbers.shape[1] else np.empty((0, 0))
    values = np.where(np.isfinite(values), values, np.nan)
    telling = [place for place in range(values.shape[1]) if len(np.unique(values[:, place])) >= _FEWEST_VALUES]
    values = values[:, telling]
    if not values.size:
        return values
    values = np.nan_to_num(values - np.nanmean(values, axis=0))
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=0), 1e-300))


def _same_numbers(one: Floats, other: Floats) -> bool:
    import numpy as np

    return bool(one.size and other.size and np.abs(one.T @ other).max() >= _ALIKE)


def _same_texts(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    for name in one.columns:
        if name in other.columns and one[name].dtype.kind in "OTU" and other[name].dtype.kind in "OTU":
            mine, theirs = one[name].astype(str).to_numpy(), other[name].astype(str).to_numpy()
            if len(set(mine)) >= _FEWEST_VALUES and (mine == theirs).mean() >= _ALIKE:
                return True
    return False
