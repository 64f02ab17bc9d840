"""Numbers that lie apart from the rest of their column, and the unit that would bring them back.

A column is cut where a gap is too wide for the tail of its main body: the spaces between the last values of an
exponential tail, each times the number of values beyond it, have one mean (Rényi 1953), so on the scale of logarithms
a Pareto or log-normal column has no such gap. A part beyond a gap is of another unit where a known factor makes it look
like the main body: in its middle, its spread and its shape.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

# What one unit is of another: miles, pounds, inches, feet, kWh and MJ, calories, time, powers of ten.
_FACTORS = (1.609344, 2.2046226, 2.54, 3.28084, 3.6, 4.184, 60.0, 3600.0, *(10.0**power for power in range(1, 10)))
_ROUND = 0.1  # by which a power of ten is the likelier one
_POSITIVE = 0.95
_FEWEST, _LEAST, _MOST = 4, 0.0015, 0.12  # rows, and the shares of a column that may be in another unit
_BODY = 0.8
_TAIL = 0.1
_CERTAIN = 12.0  # of a gap in units of the tail's mean: by chance once in 160,000 cuts
_CLEARER = 2.5  # than the widest gap of the body's own tail
_VISIBLE = 0.8
_MOST_PARTS = 12  # more gaps than this are no clear ones
_TRIED = 60  # gaps that may be clear, the widest for their places
_SPREAD = 0.1
_SHAPE = 1.73  # Kolmogorov-Smirnov at 0.5 %
_SLACK = 0.01
_SMALL_FACTOR, _SMALL_TOLERANCE, _TOLERANCE = 9.0, 0.05, 0.25


@dataclass(frozen=True, slots=True)
class Apart:
    """``where``: the rows that lie apart. ``unit``: what they are of the others ("as if 1,000 times too large")."""

    where: NDArray[np.bool_]
    unit: str


def parts_in_other_units(values: Floats) -> Iterator[Apart]:
    """Yield the parts of a column that are in another unit; zeros and missing values are left aside."""
    import numpy as np

    kept = np.isfinite(values) & (values != 0)
    positive = bool((values[kept] > 0).mean() >= _POSITIVE) if kept.any() else False
    kept &= (values > 0) | (not positive)
    found = values[kept]
    scaled = np.log(found) if positive else found
    body, sides = _clusters(scaled)
    for other, unit in (each for side in sides for each in _matching(found, body, side)):
        if not _stands_off(scaled, body, other):
            continue
        where = np.zeros(len(values), dtype=bool)
        where[np.flatnonzero(kept)[other]] = True
        yield Apart(where, unit)


def _stands_off(scaled: Floats, body: NDArray[np.intp], other: NDArray[np.intp]) -> bool:
    """Tell whether a part is far enough from the main body by its own rows, without those that lie beyond it."""
    sign = 1.0 if scaled[other].min() > scaled[body].max() else -1.0
    inside, outside = sign * scaled[body], sign * scaled[other]
    inside.sort()
    tail = inside[int(len(inside) * (1 - _TAIL)) :]
    return bool((outside.min() - inside[-1]) * len(other) > _CERTAIN * (tail - tail[0]).mean())


def _matching(
    found: Floats, body: NDArray[np.intp], side: list[NDArray[np.intp]]
) -> Iterator[tuple[NDArray[np.intp], str]]:
    """Yield the largest runs of neighbouring parts that one unit explains, and the unit; no part twice."""
    import numpy as np

    free = set(range(len(side)))
    runs = [range(begin, end) for begin in range(len(side)) for end in range(begin + 1, len(side) + 1)]
    for run in sorted(runs, key=lambda each: -sum(len(side[place]) for place in each)):
        other = np.concatenate([side[place] for place in run])
        fits = len(other) >= _FEWEST and _LEAST <= len(other) / len(found) <= _MOST
        if fits and free.issuperset(run) and (unit := _unit(found[body], found[other])):
            free.difference_update(run)
            yield other, unit


def _clusters(scaled: Floats) -> tuple[NDArray[np.intp], list[list[NDArray[np.intp]]]]:
    """Return the places of the main body, and for each side of it those of the parts that clear gaps separate.

    No parts where there is no main body.
    """
    import numpy as np

    order = np.argsort(scaled, kind="stable")
    values, size, middle = scaled[order], len(scaled), len(scaled) // 2
    first, last = int(size * (1 - _BODY) / 2), int(size * (1 + _BODY) / 2)
    begins = [0, *sorted(middle + 1 - cut for cut in _cuts(-values[: middle + 1][::-1], int(size * _MOST * 1.5)))]
    ends = [*(middle + cut for cut in _cuts(values[middle:], int(size * _MOST * 1.5))), size]
    body = order[begins[-1] : ends[0]]
    if not begins[-1] <= first < last <= ends[0]:
        return body, []
    sides = [[order[begin:end] for begin, end in pairwise(places)] for places in (begins, ends)]
    return body, [side for side in sides if 0 < len(side) <= _MOST_PARTS]


def _cuts(half: Floats, most: int) -> list[int]:
    """Return where the upper half of a column, in rising order, is cut: before which places the clear gaps lie."""
    import numpy as np

    gaps = np.diff(half)
    beyond = len(half) - 1 - np.arange(len(gaps))  # values above each gap
    allowed = np.flatnonzero((beyond <= most) & (beyond >= _FEWEST))
    widest = np.sort(allowed[np.argsort(-(gaps * beyond)[allowed], kind="stable")[:_TRIED]])
    cuts: list[int] = []
    for place in widest:
        inner = half[: cuts[0] if cuts else place + 1]
        tail = inner[int(len(inner) * (1 - 2 * _TAIL)) :]
        usual = max(float((tail - tail[0]).mean()), float(tail[0] - half[0]) / 3) if len(tail) else 0.0
        own = float((np.diff(tail) * np.arange(len(tail) - 1, 0, -1)).max(initial=0.0))
        weight = gaps[place] * beyond[place]
        if usual > 0 and gaps[place] > _VISIBLE * usual and weight > max(_CERTAIN * usual, _CLEARER * own):
            cuts.append(int(place) + 1)
    return cuts


def _unit(body: Floats, other: Floats) -> str:
    """Return what makes one part look like the other, in words; empty where nothing known does."""
    import numpy as np

    if len(np.unique(other)) < _FEWEST - 1:
        return ""  # a code for "unknown", not a measurement
    if (body > 0).all() and (other > 0).all():
        first, second = np.log(body), np.log(other)
        offset = float(second.mean() - first.mean())
        error = max(float(first.std()), float(second.std())) / math.sqrt(len(other))
        factor = min(_FACTORS, key=lambda each: _distance(each, offset))
        most = _SMALL_TOLERANCE if factor < _SMALL_FACTOR else _TOLERANCE
        away = abs(math.log(factor) - abs(offset))
        moved = second - math.copysign(math.log(factor), offset)
        if away <= min(3 * error + _SLACK, most) and _alike(first, moved):
            return f"as if {factor:,.10g} times too {'large' if offset > 0 else 'small'}"
    for words, moved in (
        ("Fahrenheit among Celsius", (other - 32) / 1.8),
        ("Celsius among Fahrenheit", other * 1.8 + 32),
        ("Kelvin among Celsius", other - 273.15),
        ("Celsius among Kelvin", other + 273.15),
    ):
        error = float(body.std()) / math.sqrt(len(other))
        if abs(float(moved.mean() - body.mean())) <= 3 * error and _alike(body, moved):
            return f"as if {words}"
    return ""


def _distance(factor: float, offset: float) -> float:
    """Return how far the logarithm of a factor is from an offset; powers of ten are what people mistake most."""
    tens = math.isclose(math.log10(factor) % 1.0, 0.0)
    return abs(math.log(factor) - abs(offset)) - _ROUND * tens


def _alike(body: Floats, moved: Floats) -> bool:
    """Tell whether a part, brought back, has the spread and the shape of the main body."""
    import numpy as np

    spreads = float(body.std()), float(moved.std())
    if min(spreads) <= 0 or abs(math.log(spreads[1] / spreads[0])) > 3 / math.sqrt(2 * len(moved)) + _SPREAD:
        return False
    first, second = np.sort(body), np.sort(moved)
    every = np.concatenate([first, second])
    away = np.abs(
        np.searchsorted(first, every, "right") / len(first) - np.searchsorted(second, every, "right") / len(second)
    ).max()
    return bool(away <= _SHAPE * math.sqrt((len(first) + len(second)) / (len(first) * len(second))))
