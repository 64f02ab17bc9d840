"""A linear copy of a model, made from labels that it gave: it says in which direction another label is nearest.

Least squares in closed form, in milliseconds. It need not be right: the attack tries what it says and keeps what works.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_RIDGE = 1e-2
_MOST_ROWS = 4_000
_MOST_FEATURES = 1_000  # wider rows would take longer to solve for than to ask about


@dataclass(frozen=True, slots=True, eq=False)
class LinearCopy:
    """Scores per class: ``rows @ slopes + starts``; ``slopes`` is features x classes."""

    classes: NDArray[Any]
    slopes: Floats = field(repr=False)
    starts: Floats = field(repr=False)

    def ways_out(self, rows: Floats, labels: NDArray[Any]) -> Floats:
        """Return for each row the direction, of length 1, in which the nearest other class lies; 0 where none does."""
        import numpy as np

        scores = rows @ self.slopes + self.starts
        own = np.searchsorted(self.classes, labels).clip(0, len(self.classes) - 1)
        every = np.arange(len(rows))
        steps = self.slopes.T[None, :, :] - self.slopes.T[own][:, None, :]  # rows x classes x features
        steep = np.linalg.norm(steps, axis=2)
        gaps = np.where(steep > 0, (scores[every, own][:, None] - scores) / np.maximum(steep, 1e-300), np.inf)
        gaps[every, own] = np.inf
        nearest = gaps.argmin(axis=1)
        found = steps[every, nearest] / np.maximum(steep[every, nearest], 1e-300)[:, None]
        return np.asarray(np.where(np.isfinite(gaps[every, nearest])[:, None], found, 0.0))


def linear_copy(rows: Floats, labels: NDArray[Any]) -> LinearCopy | None:
    """Return a copy fitted on the last 4,000 rows that were labelled; None where there is nothing to fit."""
    import numpy as np

    rows, labels = rows[-_MOST_ROWS:], labels[-_MOST_ROWS:]
    classes, answers = np.unique(labels, return_inverse=True)
    if len(classes) < 2 or rows.shape[1] > _MOST_FEATURES:  # noqa: PLR2004 - two classes
        return None
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    scale = np.maximum(spread, 0.05 * spread.max() + 1e-12)
    scaled = (rows - middle) / scale
    wanted = np.where(answers[:, None] == np.arange(len(classes)), 1.0, -1.0)
    centre = wanted.mean(axis=0)
    gram = scaled.T @ scaled
    gram[np.diag_indices_from(gram)] += _RIDGE * len(rows)
    slopes = np.linalg.solve(gram, scaled.T @ (wanted - centre)) / scale[:, None]
    return LinearCopy(classes, slopes, centre - middle @ slopes)
