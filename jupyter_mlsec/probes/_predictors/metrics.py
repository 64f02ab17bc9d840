"""Measures of a model's performance, each with a 95 % bootstrap interval, computed from counts where that is exact."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.probes._ground.statistics import DRAWS, auc, auc_interval, bootstrap, percentile_interval
from jupyter_mlsec.probes._predictors.models import View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_FEWEST_FOR_AUC = 5  # of each class


def confusion(wanted: NDArray[Any], given: NDArray[Any]) -> Ints:
    """Return the matrix of counts: a row per class of the answers or predictions, sorted; columns in the same order."""
    import numpy as np

    wanted, given = alike(wanted, given)
    classes, both = np.unique(np.concatenate((wanted, given)), return_inverse=True)
    first, second = both[: len(wanted)], both[len(wanted) :]
    counts = np.bincount(first * len(classes) + second, minlength=len(classes) ** 2)
    return counts.reshape(len(classes), len(classes)).astype(np.int64)


def alike(wanted: NDArray[Any], given: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return both arrays in types that can be compared: numbers stay numbers, anything else becomes text."""
    if wanted.dtype.kind in "iufb" and given.dtype.kind in "iufb":
        return wanted, given
    return wanted.astype(str), given.astype(str)


def classification_metrics(view: View) -> list[Measurement]:
    """Return accuracy, balanced accuracy, precision, recall and F1 (macro for several classes), and ROC AUC.

    For two classes precision, recall and F1 are those of the class that sorts last, as scikit-learn has it. Resampling
    rows changes only the counts of the confusion matrix, so the bootstrap is drawn from these: exact, and quick.
    """
    import numpy as np

    given = view.predict()
    counts = confusion(view.y, given)
    draws = np.random.default_rng(0).multinomial(counts.sum(), counts.ravel() / counts.sum(), size=DRAWS)
    resampled = draws.reshape(DRAWS, *counts.shape).astype(np.float64)
    whole = counts[None].astype(np.float64)
    measured = []
    for name, measure in _BY_COUNTS.items():
        low, high = percentile_interval(measure(resampled))
        measured.append(Measurement(name=name, value=float(measure(whole)[0]), low=low, high=high))
    return measured + _ranking(view)


def _accuracy(counts: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.einsum("kii->k", counts) / counts.sum(axis=(1, 2)))


def _recalls(counts: Floats) -> Floats:
    import numpy as np

    right, wanted = np.einsum("kii->ki", counts), counts.sum(axis=2)
    return np.where(wanted > 0, right / np.maximum(wanted, 1), np.nan)


def _precisions(counts: Floats) -> Floats:
    import numpy as np

    right, given = np.einsum("kii->ki", counts), counts.sum(axis=1)
    return np.where(given > 0, right / np.maximum(given, 1), 0.0)


def _f1s(counts: Floats) -> Floats:
    import numpy as np

    right = np.einsum("kii->ki", counts)
    total = counts.sum(axis=1) + counts.sum(axis=2)
    return np.where(total > 0, 2 * right / np.maximum(total, 1), 0.0)


def _balanced(counts: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.nanmean(_recalls(counts), axis=1))


def _one_or_mean(each: Floats) -> Floats:
    import numpy as np

    filled = np.nan_to_num(each)
    return filled[:, 1] if each.shape[1] == 2 else filled.mean(axis=1)  # noqa: PLR2004 - two classes


_BY_COUNTS: dict[str, Callable[[Floats], Floats]] = {
    "accuracy": _accuracy,
    "balanced-accuracy": _balanced,
    "precision": lambda counts: _one_or_mean(_precisions(counts)),
    "recall": lambda counts: _one_or_mean(_recalls(counts)),
    "f1": lambda counts: _one_or_mean(_f1s(counts)),
}


def _ranking(view: View) -> list[Measurement]:
    """Return ROC AUC and log loss of a model that gives probabilities; nothing where it gives none."""
    import numpy as np

    given = view.proba()
    classes = view.classes()
    if given is None or given.shape[1] != len(classes):
        return []
    wanted, known = alike(view.y, classes)
    places = np.searchsorted(known, wanted) if np.all(known[:-1] <= known[1:]) else np.full(len(wanted), -1)
    if np.any(places < 0) or np.any(places >= len(known)) or np.any(known[places] != wanted):
        return []
    losses = -np.log(np.clip(given[np.arange(len(view)), places], 1e-15, 1.0))
    low, high = mean_interval(losses)
    found = [Measurement(name="log-loss", value=float(losses.mean()), low=low, high=high)]
    positive = places == 1
    if len(classes) == 2 and min(positive.sum(), (~positive).sum()) >= _FEWEST_FOR_AUC:  # noqa: PLR2004 - two classes
        low, high = auc_interval(given[:, 1], positive)
        found.append(Measurement(name="roc-auc", value=auc(given[:, 1], positive), low=low, high=high))
    return found


def mean_interval(values: Floats) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean."""
    return bootstrap(lambda rows: float(values[rows].mean()), len(values))


def regression_metrics(view: View) -> list[Measurement]:
    """Return R2, mean absolute error and root mean squared error. The errors are in the unit of the answers."""
    import numpy as np

    wanted = view.y.astype(np.float64)
    missed = wanted - view.predict().astype(np.float64)
    measures: dict[str, Callable[[Floats, Floats], float]] = {
        "r2": _r2,
        "mae": lambda _, errors: float(np.abs(errors).mean()),
        "rmse": lambda _, errors: float(np.sqrt((errors**2).mean())),
    }
    found = []
    for name, measure in measures.items():
        low, high = bootstrap(_of_rows(measure, wanted, missed), len(wanted))
        found.append(Measurement(name=name, value=measure(wanted, missed), low=low, high=high))
    return found


def _of_rows(measure: Callable[[Floats, Floats], float], wanted: Floats, missed: Floats) -> Callable[[Ints], float]:
    return lambda rows: measure(wanted[rows], missed[rows])


def _r2(wanted: Floats, missed: Floats) -> float:
    around = float(((wanted - wanted.mean()) ** 2).sum())
    return 1 - float((missed**2).sum()) / around if around > 0 else math.nan


def mistakes(view: View) -> Floats:
    """Return for each row whether the answer is wrong (0 or 1), or by how much a regressor's answer is off."""
    import numpy as np

    if view.task == "classification":
        return np.asarray(1.0 - np.equal(*alike(view.y, view.predict())).astype(np.float64))
    return np.abs(view.y.astype(np.float64) - view.predict().astype(np.float64))


def quality_of(view: View, x: object | None = None) -> tuple[str, float]:
    """Return the one number that robustness probes follow: accuracy of a classifier, R2 of a regressor."""
    import numpy as np

    given = view.predict(x)
    if view.task == "classification":
        wanted, found = alike(view.y, given)
        return "accuracy", float((wanted == found).mean())
    wanted = view.y.astype(np.float64)
    return "R2", _r2(wanted, wanted - given.astype(np.float64))
