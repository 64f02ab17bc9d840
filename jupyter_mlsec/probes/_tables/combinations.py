"""Two common values that carry one label where they stand together, and do not where either stands alone.

Looked at are values (and words) in at least 2 % of the rows, the commonest 64 of all columns, and all their pairs from
different columns. A pair is a candidate where nearly all its rows have one label and a binomial test against the larger
of the label's shares in the rows that have only one of the two rejects, corrected for the number of pairs (Bonferroni).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, numbers
from jupyter_mlsec.probes._tables.words import words_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

    Rows = NDArray[np.bool_]

COMMON = 0.02
_MOST_VALUES = 64
_MOST_OF_A_COLUMN = 16
_SIMILAR = 0.8  # share of the label beside a value of a scale, from which it is a region and no single value
_SOME = 3  # rows of a neighbour, from which it says anything
_NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True)
class Values:
    """Common values: the column of each by its number, its place on the column's scale (-1 without one), its rows."""

    names: tuple[str, ...]
    columns: Ints
    places: Ints
    held: Floats  # a column for each, 1.0 where the row has it


@dataclass(frozen=True, slots=True)
class Combination:
    """Two values of two columns, the rows that have both, and the logarithm of how probable that is by chance."""

    names: tuple[str, str]
    rows: Rows
    by_chance: float


def common_values(frame: pd.DataFrame) -> Values:
    """Return the commonest values of a table."""
    import numpy as np

    found = [
        (len(rows), str(label), column, place, rows)
        for column, label in enumerate(frame.columns)
        for place, rows in _of_column(frame.iloc[:, column], COMMON * len(frame))
    ]
    found = sorted(found, key=lambda each: (-each[0], each[2], each[3]))[:_MOST_VALUES]
    held = np.zeros((len(frame), len(found)), dtype=np.float64)
    for number, (_, _, _, _, rows) in enumerate(found):
        held[rows, number] = 1.0
    columns = np.array([each[2] for each in found], dtype=np.int64)
    places = np.array([each[3] for each in found], dtype=np.int64)
    return Values(tuple(each[1] for each in found), columns, places, held)


def _of_column(series: pd.Series, least: float) -> list[tuple[int, Ints]]:
    """Return the commonest values of a column, or words of a text: place on its scale, rows."""
    import numpy as np

    rows: dict[float | str, list[int]] = defaultdict(list)
    is_scale = is_numeric(series)
    if is_scale:
        values = numbers(series)
        for row in np.flatnonzero(np.isfinite(values)).tolist():
            rows[float(values[row])].append(row)
    else:
        for row, words in enumerate(_parts(series)):
            for word in words:
                rows[word].append(row)
    common = [each for each in rows if len(rows[each]) >= least]
    places = {value: place for place, value in enumerate(sorted(each for each in rows if is_scale))}
    chosen = sorted(common, key=lambda each: -len(rows[each]))[:_MOST_OF_A_COLUMN]
    return [(places.get(each, -1), np.array(rows[each])) for each in chosen]


def _parts(series: pd.Series) -> Iterable[Iterable[str]]:
    """Return the one value of each row where there are few, else the words of its text."""
    texts = series.astype(str).tolist()
    if len(set(texts)) <= _MOST_VALUES:
        return [(text,) for text in texts]
    return words_of(series)


def combinations(
    values: Values, labels: Ints, sizes: tuple[float, float], *, pure: float, by_chance: float
) -> tuple[list[Combination], int]:
    """Return the pairs that stand out, the least probable first, each in rows of its own, and how many were tried.

    ``sizes`` are the fewest and the most rows of a pair, ``pure`` the share of its label in them.
    """
    import numpy as np
    from scipy.stats import binom

    held = values.held
    together = held.T @ held
    single = np.diag(together)
    first, second = np.triu_indices(len(single), 1)
    size = together[first, second]
    fits = (values.columns[first] != values.columns[second]) & (size >= sizes[0]) & (size <= sizes[1])
    fits &= (single[first] >= 2 * size) & (single[second] >= 2 * size)
    first, second, size = first[fits], second[fits], size[fits]
    if not size.size:
        return [], 0
    best = np.full(size.size, np.inf)
    for label in range(int(labels.max()) + 1):
        mine = (labels == label).astype(np.float64)
        with_label = held.T @ (held * mine[:, None])
        alone = np.diag(with_label)
        both = with_label[first, second]
        shares = [(alone[one] - both + 1) / (single[one] - size + 2) for one in (first, second)]
        usual = np.clip(np.maximum(np.maximum(*shares), mine.mean()), 0.0, 1 - 1e-9)
        chance = np.where(both >= pure * size, binom.logsf(both - 1, size, usual), np.inf)
        chance[_regions(values, first, second, together, with_label)] = np.inf
        best = np.minimum(best, chance)
    limit = np.log(by_chance) - np.log(size.size)
    kept: list[Combination] = []
    for number in np.argsort(best, kind="stable"):
        if best[number] > limit:
            break
        one, other = int(first[number]), int(second[number])
        rows = (held[:, one] * held[:, other]) > 0
        if all(not _same(rows, each.rows) for each in kept):
            kept.append(Combination((values.names[one], values.names[other]), rows, float(best[number])))
    return kept, int(size.size)


def _regions(values: Values, first: Ints, second: Ints, together: Floats, with_label: Floats) -> Rows:
    """Tell which pairs have a neighbour on a scale with the same label: a rule of the data, and no single value."""
    import numpy as np

    found = np.zeros(first.size, dtype=bool)
    share = with_label / np.maximum(together, 1)
    for mine, fixed in ((first, second), (second, first)):
        for number in range(len(values.names)):
            beside = (
                (values.places[mine] >= 0)
                & (values.columns[mine] == values.columns[number])
                & (np.abs(values.places[mine] - values.places[number]) == 1)
            )
            found |= beside & (together[number, fixed] >= _SOME) & (share[number, fixed] >= _SIMILAR)
    return found


def _same(one: Rows, other: Rows) -> bool:
    return int((one & other).sum()) > _NEARLY_ALL * int((one | other).sum())
