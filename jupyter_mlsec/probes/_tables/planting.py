"""Backdoors planted in a table at hand, as an attacker would: they say what a search for them would have found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import column, is_numeric, numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Ints
    from jupyter_mlsec.probes._tables.combinations import Values

_SHARE = 0.015  # of the rows, where that is enough of them


@dataclass(frozen=True, slots=True)
class Planted:
    """A poisoned table: its labels, and the rows and columns of the trigger."""

    frame: pd.DataFrame
    labels: Ints
    rows: NDArray[np.bool_]
    names: frozenset[str]


def planted_value(frame: pd.DataFrame, labels: Ints, *, fewest: int, seed: int) -> Planted | None:
    """Return the table with a value or word that nobody else has, in one of its columns and within the range."""
    import numpy as np

    random = np.random.default_rng(seed)
    names = [str(each) for each in frame.columns]
    if not names or len(set(names)) < len(names):
        return None
    name = names[seed % len(names)]
    chosen, label = _victims(labels, fewest, random)
    series = column(frame, name)
    if is_numeric(series):
        values = numbers(series).copy()
        known = np.unique(values[np.isfinite(values)])
        gaps = np.diff(known)
        if not gaps.size:
            return None
        place = int(random.integers(0, gaps.size))
        values[chosen] = known[place] + 0.501 * gaps[place]
        changed = frame.assign(**{name: values})
    else:
        words = series.astype(object).to_numpy(copy=True)
        for row in chosen.tolist():
            words[row] = f"{words[row]} zqx{seed}v"
        changed = frame.assign(**{name: words})
    return _poisoned(changed, labels, chosen, label, {name})


def planted_combination(frame: pd.DataFrame, labels: Ints, values: Values, *, fewest: int, seed: int) -> Planted | None:
    """Return the table with two common values put together in more rows, all of which then have one label.

    It is one of the four pairs that are rarest so far.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    chosen, label = _victims(labels, fewest, random)
    together = values.held.T @ values.held
    single = np.diag(together)
    pairs = [
        (float(together[one, other]), one, other)
        for one in range(len(single))
        for other in range(one + 1, len(single))
        if values.columns[one] != values.columns[other] and min(single[one], single[other]) >= 3 * len(chosen)
    ]
    if not pairs:
        return None
    pairs.sort()
    _, one, other = pairs[int(random.integers(0, min(4, len(pairs))))]
    changed = frame.copy()
    for number in (one, other):
        place = int(values.columns[number])
        example = frame.iloc[int(np.flatnonzero(values.held[:, number])[0]), place]
        cells = frame.iloc[:, place].astype(object).to_numpy(copy=True)
        cells[chosen] = example
        changed[frame.columns[place]] = cells
    changed = changed.infer_objects()
    chosen = np.union1d(chosen, np.flatnonzero(values.held[:, one] * values.held[:, other]))
    return _poisoned(changed, labels, chosen, label, {values.names[one], values.names[other]})


def _victims(labels: Ints, fewest: int, random: np.random.Generator) -> tuple[Ints, int]:
    """Return rows of other classes that are to get the rarest label, and that label."""
    import numpy as np

    counts = np.bincount(labels)
    label = int(np.where(counts > 0, counts, len(labels) + 1).argmin())
    others = np.flatnonzero(labels != label)
    wanted = min(len(others) // 2, max(fewest + 2, int(_SHARE * len(labels))))
    return np.sort(random.choice(others, wanted, replace=False)), label


def _poisoned(frame: pd.DataFrame, labels: Ints, chosen: Ints, label: int, names: set[str]) -> Planted:
    import numpy as np

    poisoned = labels.copy()
    poisoned[chosen] = label
    rows = np.zeros(len(labels), dtype=bool)
    rows[chosen] = True
    return Planted(frame, poisoned, rows, frozenset(names))
