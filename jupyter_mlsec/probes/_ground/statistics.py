"""Intervals, distances between samples and rank statistics, in numpy alone: results outlive library upgrades."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Ints: TypeAlias = NDArray[np.int64]

DRAWS = 400  # bootstrap draws: the ends of a 95 % interval then rest on 10 draws each
MOST_DRAWN = 20_000  # rows of one draw; more of them cost seconds and hardly move the ends
_Z95 = 1.959963984540054


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share (Wilson 1927); (0, 1) when nothing was tried."""
    if trials == 0:
        return 0.0, 1.0
    share, z2 = hits / trials, _Z95**2
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2)) / (1 + z2 / trials)
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(
    statistic: Callable[[Ints], float], size: int, *, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float]:
    """Return the 95 % percentile interval of ``statistic(rows)`` over resampled row numbers; NaN draws are left out.

    Of more than ``MOST_DRAWN`` rows a draw takes that many, and its distance from the middle of all draws counts by the
    square root of the share (m out of n bootstrap: Bickel, Götze & van Zwet 1997), around the statistic of all rows.
    """
    import numpy as np

    random, drawn = np.random.default_rng(seed), min(size, MOST_DRAWN)
    values = np.array([statistic(random.integers(0, size, drawn)) for _ in range(draws)])
    if drawn < size and np.isfinite(values).any():
        middle = np.median(values[np.isfinite(values)])
        values = statistic(np.arange(size)) + (values - middle) * math.sqrt(drawn / size)
    return percentile_interval(values)


def percentile_interval(values: Floats) -> tuple[float, float]:
    """Return the 2.5 % and 97.5 % points of ``values`` without NaN; (-inf, inf) when fewer than half can be used."""
    import numpy as np

    usable = values[np.isfinite(values)]
    if usable.size * 2 < values.size or usable.size == 0:
        return -math.inf, math.inf
    low, high = np.quantile(usable, (0.025, 0.975))
    return float(low), float(high)


def auc(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve, ties counted half; NaN when one class is missing (Mann & Whitney 1947)."""
    import numpy as np

    positives = int(positive.sum())
    negatives = positive.size - positives
    if positives == 0 or negatives == 0:
        return math.nan
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    ends = np.r_[starts[1:], ordered.size]
    ranks = np.empty(scores.size)
    ranks[order] = np.repeat((starts + ends + 1) / 2.0, ends - starts)
    return float((ranks[positive].sum() - positives * (positives + 1) / 2.0) / (positives * negatives))


def auc_interval(
    scores: Floats, positive: NDArray[np.bool_], *, seed: int = 0, draws: int = 200
) -> tuple[float, float]:
    """Return the 95 % interval of ``auc``, both classes resampled by themselves so that none can vanish.

    Of more than ``MOST_DRAWN`` rows it is computed from the variance of the shares of one class that each member of the
    other one is above (DeLong, DeLong & Clarke-Pearson 1988).
    """
    import numpy as np

    random = np.random.default_rng(seed)
    inside, outside = scores[positive], scores[~positive]
    if positive.size > MOST_DRAWN and min(inside.size, outside.size) > 1:
        above = _share_below(inside, outside), 1 - _share_below(outside, inside)
        value = float(above[0].mean())
        half = _Z95 * math.sqrt(sum(float(each.var(ddof=1)) / each.size for each in above))
        return max(0.0, value - half), min(1.0, value + half)
    marks = np.r_[np.ones(inside.size, dtype=bool), np.zeros(outside.size, dtype=bool)]
    values = [
        auc(np.r_[random.choice(inside, inside.size), random.choice(outside, outside.size)], marks)
        for _ in range(draws)
    ]
    return percentile_interval(np.array(values))


def _share_below(these: Floats, others: Floats) -> Floats:
    """Return for each of ``these`` the share of ``others`` that is smaller; ties count half."""
    import numpy as np

    ordered = np.sort(others)
    return (np.searchsorted(ordered, these, "left") + np.searchsorted(ordered, these, "right")) / (2.0 * others.size)


def ks(first: Floats, second: Floats) -> tuple[float, float]:
    """Return the two-sample Kolmogorov-Smirnov distance and its asymptotic p-value (Smirnov 1948)."""
    import numpy as np

    first, second = np.sort(first), np.sort(second)
    points = np.concatenate((first, second))
    shares = (
        np.searchsorted(first, points, "right") / first.size,
        np.searchsorted(second, points, "right") / second.size,
    )
    distance = float(np.abs(shares[0] - shares[1]).max())
    return distance, ks_p_value(distance, first.size, second.size)


def ks_p_value(distance: float, first: int, second: int) -> float:
    """Return the asymptotic p-value of a Kolmogorov-Smirnov distance between two samples of these sizes."""
    weight = math.sqrt(first * second / (first + second))
    root: float = (weight + 0.12 + 0.11 / weight) * distance
    if root < 0.2:  # noqa: PLR2004 - below this the alternating series does not converge, and p is 1 to 12 digits
        return 1.0
    terms = (2 * (-1) ** (step - 1) * math.exp(-2 * (step * root) ** 2) for step in range(1, 101))
    return min(1.0, max(0.0, math.fsum(terms)))


def psi(reference: Floats, current: Floats) -> float:
    """Return the population stability index of two histograms of counts, with half a count added to each bin.

    The half keeps an empty bin from making the index infinite. Below 0.1 is stable, above 0.25 has shifted
    (Siddiqi 2006).
    """
    import numpy as np

    before = (reference + 0.5) / (reference.sum() + 0.5 * reference.size)
    now = (current + 0.5) / (current.sum() + 0.5 * current.size)
    return float(((now - before) * np.log(now / before)).sum())


def holm(p_values: list[float]) -> list[float]:
    """Return p-values corrected for having looked many times (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    corrected = [0.0] * len(p_values)
    running = 0.0
    for rank, index in enumerate(order):
        running = max(running, min(1.0, p_values[index] * (len(p_values) - rank)))
        corrected[index] = running
    return corrected
