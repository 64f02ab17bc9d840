"""Ways in which life disturbs inputs. Each yields disturbed copies of a matrix; the worst of them counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._predictors.features import spreads

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_MOST_MOVED = 12  # features that are moved one at a time: those with the widest spread relative to their size
_MANY = 16  # features of one unit: fewer are a table's columns that happen to be alike
_WIDER = 4.0
_NEARLY = 0.3


def noisy(values: Floats, level: float) -> Iterator[Floats]:
    """Yield the values with Gaussian noise of ``level`` spreads of each feature."""
    import numpy as np

    random = np.random.default_rng(0)
    yield values + random.standard_normal(values.shape) * spreads(values) * level


def absent(values: Floats, level: float) -> Iterator[Floats]:
    """Yield the values with a share of ``level`` replaced by NaN."""
    import numpy as np

    yield np.where(_drawn(values, level), np.nan, values)


def imputed(values: Floats, level: float) -> Iterator[Floats]:
    """Yield the values with a share of ``level`` replaced by the feature's median."""
    import numpy as np

    yield np.where(_drawn(values, level), np.nanmedian(values, axis=0), values)


def moved(values: Floats, level: float) -> Iterator[Floats]:
    """Yield the values with one feature after the other moved up by ``level`` spreads, the most varied first.

    Features of one unit (pixels, samples of a signal) move together, too, up and down: light, offset, drift.
    """
    import numpy as np

    spread = spreads(values)
    varied = spread / (np.abs(np.nanmean(values, axis=0)) + spread + 1e-300)
    for feature in np.argsort(-varied, kind="stable")[:_MOST_MOVED]:
        if spread[feature] > 0:
            changed = values.copy()
            changed[:, feature] += level * spread[feature]
            yield changed
    if _is_of_one_unit(values, spread):
        for step in (level, -level):
            yield values + step * float(np.median(spread[spread > 0]))


def _is_of_one_unit(values: Floats, spread: Floats) -> bool:
    """Tell whether all features have the same range, about: many of them, none far wider or far off the others.

    Of features that somebody standardised the unit is gone: they may be anything.
    """
    import numpy as np

    varied = spread > 0
    if varied.sum() < _MANY:
        return False
    middle, spread = np.nanmean(values[:, varied], axis=0), spread[varied]
    standardised = np.abs(middle).max() < _NEARLY and np.abs(spread - 1).max() < _NEARLY
    close = np.ptp(middle) < np.nanmax(values[:, varied]) - np.nanmin(values[:, varied])
    return bool(not standardised and spread.max() < _WIDER * np.median(spread) and close)


def _drawn(values: Floats, level: float) -> NDArray[np.bool_]:
    import numpy as np

    return np.random.default_rng(0).random(values.shape) < level
