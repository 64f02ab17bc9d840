"""Rare values and words that always carry one label, against what the rest of their rows says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.contradiction import FEWEST, contradicts, modal
from jupyter_mlsec.probes._tables.frames import is_numeric, numbers
from jupyter_mlsec.probes._tables.words import words_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Ints

    Rows = NDArray[np.bool_]

PURE = 0.9  # of the rows of a pattern have one label
_SHARE = (0.003, 0.10)
_NEIGHBOURS = 100
_MOST_TRIED = 4  # patterns for which a forest is trained
_NEARLY_ALL = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Trigger:
    """A pattern: the rows that carry it, and the columns in which nearly the same rows stand out."""

    names: AbstractSet[str]
    rows: Rows = field(repr=False)


def sizes(length: int) -> tuple[int, int]:
    """Return the fewest and the most rows of a pattern."""
    return max(FEWEST, int(_SHARE[0] * length)), int(_SHARE[1] * length)


def triggers(frame: pd.DataFrame, labels: Ints) -> list[Trigger]:
    """Return the triggers among the patterns; of these the most surprising are tried."""
    groups: dict[bytes, set[str]] = defaultdict(set)
    rows_of: dict[bytes, Rows] = {}
    tried = 0
    for name, rows, looked in candidates(frame, labels):
        tried += looked
        groups[rows.tobytes()].add(name)
        rows_of[rows.tobytes()] = rows
    surprise = {key: max(_surprise(frame[name], labels, rows_of[key]) for name in groups[key]) for key in groups}
    ordered = sorted(groups, key=lambda key: (-surprise[key], sorted(groups[key])))
    return [
        Trigger(groups[key], rows_of[key])
        for key in ordered[:_MOST_TRIED]
        if contradicts(frame, labels, rows_of[key], _alike(groups, rows_of, key), tried)
    ]


def _surprise(series: pd.Series, labels: Ints, rows: Rows) -> float:
    """Return how little the label of some rows is expected by their neighbours: those with the next numbers, or all."""
    import numpy as np

    around = np.flatnonzero(~rows)
    if is_numeric(series):
        values = numbers(series)
        others = np.flatnonzero(~rows & np.isfinite(values))
        middle = float(np.median(values[rows]))
        around = others[np.argsort(np.abs(values[others] - middle), kind="stable")[:_NEIGHBOURS]]
    expected = float((labels[around] == modal(labels[rows])).mean()) if len(labels[around]) else 1.0
    return -float(rows.sum()) * float(np.log(max(expected, 0.01)))


def _alike(groups: dict[bytes, set[str]], rows_of: dict[bytes, Rows], key: bytes) -> set[str]:
    """Return the columns of all patterns that stand in nearly the same rows: parts of one trigger."""
    rows = rows_of[key]
    return {
        name
        for other, names in groups.items()
        if int((rows_of[other] & rows).sum()) > _NEARLY_ALL * int((rows_of[other] | rows).sum())
        for name in names
    }


def candidates(frame: pd.DataFrame, labels: Ints) -> Iterator[tuple[str, Rows, int]]:
    """Yield patterns whose rows nearly all have one label: column, rows, and how many patterns were looked at."""
    for place, label in enumerate(frame.columns):
        patterns, held = _patterns(frame.iloc[:, place], len(frame))
        counts = _label_counts(held, labels)
        sizes = counts.sum(axis=1)
        pure = counts.max(axis=1) >= PURE * sizes
        for number in pure.nonzero()[0].tolist():
            yield str(label), patterns(number), len(sizes) if number == pure.nonzero()[0][0] else 0


def _label_counts(held: list[Ints], labels: Ints) -> Ints:
    """Return how often each label stands in the rows of each pattern."""
    import numpy as np

    width = int(labels.max()) + 1
    return np.array([np.bincount(labels[rows], minlength=width) for rows in held]).reshape(len(held), width)


def _patterns(series: pd.Series, length: int) -> tuple[Callable[[int], Rows], list[Ints]]:
    """Return the rare values or words of a column by the rows that hold them."""
    import numpy as np

    low, high = sizes(length)
    rows: dict[object, list[int]] = defaultdict(list)
    if is_numeric(series):
        for row, value in enumerate(numbers(series).tolist()):
            rows[value].append(row)
    else:
        for row, words in enumerate(words_of(series)):
            for word in words:
                rows[word].append(row)
    held = [np.array(each) for each in rows.values() if low <= len(each) <= high]

    def marks(number: int) -> Rows:
        found = np.zeros(length, dtype=bool)
        found[held[number]] = True
        return found

    return marks, held
