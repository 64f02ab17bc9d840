"""Confident learning, after Northcutt, Jiang & Chuang (2021): which labels out-of-fold probabilities contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_CONFIDENT = 0.6
_DOUBTED, _DOUBTED_MORE = 0.25, 0.5
_FEW_WRONG, _MANY_WRONG = 0.05, 0.1
_NOISE = 1.2


def suspects(given: Floats, y: Ints) -> NDArray[np.bool_]:
    """Tell which rows are labelled ``y`` although another class is confidently more probable.

    ``given``: a probability per row and class, from a model that did not see the row. Probabilities are judged by what
    is usual for the class, as in confident learning, because forests are never sure. Usual is the mean over those rows
    of the label that the model gives it, too: wrong labels would lower it, and hide each other. The likeliest class
    must reach 60 % of its usual probability, and the label less than 25 % of its own; or no more than 1.2 times what
    rows that surely are of the likeliest class get of it anyway, which is how many of them are labelled wrongly.
    Where that finds more than 5 % of all labels, or of the row's own, it is asked again, up to less than 50 % at 10 %:
    where many labels are wrong, a doubted one is more likely to be, and a learner of them doubts none of them much.
    These shares are judgements; the benchmark of label errors holds them against the original's.
    """
    import numpy as np

    classes, every, best = range(given.shape[1]), np.arange(len(y)), given.argmax(axis=1)
    usual = np.array([_mean(given, (y == label) & (best == label), y == label)[label] for label in classes])
    sure = given[every, best] >= usual[best]
    noise = np.stack([_median(given, (best == label) & sure) for label in classes])
    confident = (best != y) & (given[every, best] >= _CONFIDENT * usual[best])

    def doubted(share: float | Floats) -> NDArray[np.bool_]:
        below = given[every, y] < np.maximum(share * usual[y], _NOISE * noise[best, y])
        return np.asarray(confident & below)

    first = doubted(_DOUBTED)
    wrong = np.bincount(y[first], minlength=len(usual)) / np.maximum(np.bincount(y, minlength=len(usual)), 1)
    many = (np.maximum(wrong, first.mean()) - _FEW_WRONG) / (_MANY_WRONG - _FEW_WRONG)
    return doubted(_DOUBTED + (_DOUBTED_MORE - _DOUBTED) * np.clip(many, 0, 1)[y])


def _mean(given: Floats, rows: NDArray[np.bool_], otherwise: NDArray[np.bool_]) -> Floats:
    """Return the mean over ``rows``, or over the others where there are none; 1 where neither are."""
    import numpy as np

    chosen = rows if rows.any() else otherwise
    return np.asarray(given[chosen].mean(axis=0)) if chosen.any() else np.ones(given.shape[1])


def _median(given: Floats, rows: NDArray[np.bool_]) -> Floats:
    import numpy as np

    return np.asarray(np.median(given[rows], axis=0)) if rows.any() else np.zeros(given.shape[1])
