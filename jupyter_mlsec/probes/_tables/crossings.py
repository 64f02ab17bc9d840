"""Groups by several columns at once, and the gaps between them: level by sex and by origin may be uneven by both.

Intersections are compared pair by pair. All intervals hold together at 99 % (Bonferroni over every pair that is looked
at), so that looking many times finds nothing by chance. Groups are numbered by their size, never named.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.observations import count
from jupyter_mlsec.probes._tables.frames import codes, label_of

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

FEWEST = 20  # rows of an intersection that is compared
MOST_COLUMNS = 8  # whose pairs are crossed
_MOST_CELLS = 200  # compared in one crossing, the largest
_FEW_CELLS = 40  # up to which all columns are crossed together
_TELLING = 0.3  # half an interval: above it an intersection is too small to say anything
_LEVEL = 0.01  # that any gap at all is told by chance: a clean model is measured often


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """Intersections of some columns: ``ranks[cell, column]`` number the groups, ``tallies[cell]`` are sums of rows.

    The first tally is the number of rows.
    """

    attributes: tuple[str, ...]
    ranks: Ints = field(repr=False)
    tallies: Floats = field(repr=False)

    @property
    def title(self) -> str:
        """The columns, as measurements name them: "sex with origin"."""
        return " with ".join(map(label_of, self.attributes))

    def cell(self, place: int) -> str:
        """Return one intersection in words, without a value."""
        groups = " with ".join(
            f"{label_of(name)} group {rank}"
            for name, rank in zip(self.attributes, self.ranks[place].tolist(), strict=True)
        )
        return f"{groups} ({count(int(self.tallies[place, 0]), 'row')})"

    def by(self, columns: Sequence[int]) -> Crossing:
        """Return the crossing of some of the columns only."""
        import numpy as np

        ranks, places = np.unique(self.ranks[:, list(columns)], axis=0, return_inverse=True)
        tallies = np.zeros((len(ranks), self.tallies.shape[1]))
        np.add.at(tallies, places.ravel(), self.tallies)
        return Crossing(tuple(self.attributes[column] for column in columns), ranks, tallies)


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What is compared between the intersections: a rate of each (or a mean), and from how many rows.

    ``around(z)`` gives the middle of each interval and its variance. ``log``: rates are logarithms, gaps are ratios.
    """

    name: str
    rates: Floats = field(repr=False)
    trials: Floats = field(repr=False)
    around: Callable[[float], tuple[Floats, Floats]] = field(repr=False)
    log: bool = False


@dataclass(frozen=True, slots=True)
class CrossedGap:
    """The widest gap between intersections, its interval, the two between which it is surest, and those too small."""

    name: str
    crossing: Crossing
    value: float
    low: float
    high: float
    between: tuple[str, str]
    half: float  # of the widest interval that was judged: the least gap that would have been seen
    alone: float  # the widest gap by one of the columns alone
    log: bool = False


def crossed(columns: Mapping[str, pd.Series]) -> tuple[Ints, Ints]:
    """Return the intersection of each row, and ``ranks[intersection, column]``; the largest group of a column is 1."""
    import numpy as np

    ranked = np.column_stack([_ranked(codes(values)) for values in columns.values()])
    ranks, places = np.unique(ranked, axis=0, return_inverse=True)
    return places.ravel().astype(np.int64), ranks.astype(np.int64)


def _ranked(found: Ints) -> Ints:
    import numpy as np

    order = np.argsort(-np.bincount(found), kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    return rank[found]


def crossings(whole: Crossing) -> Iterator[Crossing]:
    """Yield the crossings of each two columns, and of all together where these are few intersections."""
    number = len(whole.attributes)
    for pair in combinations(range(number), 2):
        yield whole.by(pair)
    if number > 2 and len(whole.ranks) <= _FEW_CELLS:  # noqa: PLR2004 - two are a pair
        yield whole


Leveller = Callable[["Floats"], list[Level]]


def pairs_compared(found: Sequence[Crossing], levels: Leveller) -> int:
    """Return how many pairs of intersections all gaps together look at."""
    sizes = [len(_usable(level)) for crossing in found for level in levels(crossing.tallies)]
    return sum(size * (size - 1) // 2 for size in sizes)


def width_for(pairs: int) -> float:
    """Return how many standard errors half an interval has, when so many of them hold together at 99 %."""
    return NormalDist().inv_cdf(1 - _LEVEL / (2 * max(pairs, 1)))


def gaps_of(crossing: Crossing, levels: Leveller, z: float) -> list[CrossedGap]:
    """Return the gap of each level that at least two intersections are large enough for."""
    single = [crossing.by([column]) for column in range(len(crossing.attributes))]
    alone = {
        level.name: max(_spread(one) for each in single for one in levels(each.tallies) if one.name == level.name)
        for level in levels(crossing.tallies)
    }
    found = (_gap(crossing, level, z, alone[level.name]) for level in levels(crossing.tallies))
    return [gap for gap in found if gap is not None]


def _gap(crossing: Crossing, level: Level, z: float, alone: float) -> CrossedGap | None:
    import numpy as np

    cells = _usable(level)
    first, second = (cells[part] for part in np.triu_indices(len(cells), 1))
    middle, variance = level.around(z)
    apart = np.abs(middle[first] - middle[second])
    half = z * np.sqrt(variance[first] + variance[second])
    lows = apart - half
    told = (lows > 0) | (half <= _TELLING) | level.log
    if not told.any():
        return None
    first, second = first[told], second[told]
    apart, half, lows = apart[told], half[told], lows[told]
    surest = int(lows.argmax())
    pair = sorted((int(first[surest]), int(second[surest])), key=lambda cell: float(level.rates[cell]))
    value = float(np.abs(level.rates[first] - level.rates[second]).max())
    low, high = max(0.0, float(lows.max())), max(value, float((apart + half).max()))
    between = (crossing.cell(pair[0]), crossing.cell(pair[1]))
    return CrossedGap(
        level.name, crossing, value, min(low, value), high, between, float(half.max()), alone, log=level.log
    )


def too_small(crossing: Crossing, level: Level, z: float) -> list[int]:
    """Return the intersections that have too few rows to be judged by a level, the largest first."""
    import numpy as np

    cells = _usable(level)
    middle, variance = level.around(z)
    judged = set()
    for cell in cells.tolist():
        others = cells[cells != cell]
        half = z * np.sqrt(variance[cell] + variance[others])
        if ((half <= _TELLING) | (np.abs(middle[cell] - middle[others]) > half)).any():
            judged.add(cell)
    order = np.argsort(-crossing.tallies[:, 0], kind="stable").tolist()
    return [cell for cell in order if cell not in judged]


def _usable(level: Level) -> Ints:
    import numpy as np

    cells = np.flatnonzero((level.trials >= FEWEST) & np.isfinite(level.rates))
    return np.sort(cells[np.argsort(-level.trials[cells], kind="stable")[:_MOST_CELLS]])


def _spread(level: Level) -> float:
    import numpy as np

    cells = _usable(level)
    return float(np.ptp(level.rates[cells])) if len(cells) > 1 else 0.0


def shares(name: str, hits: Floats, trials: Floats) -> Level:
    """Return the level of a share of rows (intervals after Agresti and Coull 1998)."""
    import numpy as np

    def around(z: float) -> tuple[Floats, Floats]:
        middle = (hits + z * z / 4) / (trials + z * z / 2)
        return middle, middle * (1 - middle) / (trials + z * z / 2)

    return Level(name, np.where(trials > 0, hits / np.maximum(trials, 1), math.nan), trials, around)


def log_shares(name: str, hits: Floats, trials: Floats) -> Level:
    """Return the level of a share whose ratio is asked for (Katz 1978, with half a hit and half a row added)."""
    import numpy as np

    def around(_: float) -> tuple[Floats, Floats]:
        return np.log((hits + 0.5) / (trials + 0.5)), 1 / (hits + 0.5) - 1 / (trials + 1.0)

    values = np.log(np.maximum(hits, 1e-12) / np.maximum(trials, 1))
    return Level(name, values, trials, around, log=True)


def means(name: str, sums: Floats, squares: Floats, trials: Floats, *, log: bool = False) -> Level:
    """Return the level of a mean, or of its logarithm, with Student's wider intervals where rows are few."""
    import numpy as np

    rows = np.maximum(trials, 2)
    mean = sums / rows
    of_mean = np.maximum(squares / rows - mean**2, 0.0) / (rows - 1)
    values = np.log(np.maximum(mean, 1e-12)) if log else mean
    scaled = of_mean / np.maximum(mean, 1e-12) ** 2 if log else of_mean

    def around(z: float) -> tuple[Floats, Floats]:
        return values, scaled * (1 + (z * z + 1) / (4 * (rows - 1))) ** 2

    return Level(name, values, trials, around, log=log)
