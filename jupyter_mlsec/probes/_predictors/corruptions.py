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
    """Yield the values with one feature after the other moved up by ``level`` spreads, the most varied first."""
    import numpy as np

    spread = spreads(values)
    varied = spread / (np.abs(np.nanmean(values, axis=0)) + spread + 1e-300)
    for feature in np.argsort(-varied, kind="stable")[:_MOST_MOVED]:
        if spread[feature] > 0:
            changed = values.copy()
            changed[:, feature] += level * spread[feature]
            yield changed


def _drawn(values: Floats, level: float) -> NDArray[np.bool_]:
    import numpy as np

    return np.random.default_rng(0).random(values.shape) < level
