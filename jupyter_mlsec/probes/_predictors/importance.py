"""Permutation importance of each feature of a model, with an interval, in one call of predict per feature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.observations import NotApplicableError, NotEvidenceError
from jupyter_mlsec.probes._predictors.features import features_of
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import View, take
from jupyter_mlsec.probes._predictors.texts import texts_of

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_SHUFFLES = 5
_MOST_ROWS = 400
_MOST_FEATURES = 150
_T = 2.776  # Student's t for five shuffles


@dataclass(frozen=True, slots=True)
class Importance:
    """What is lost when one feature is shuffled: the mean over shuffles and its 95 % interval."""

    name: str
    value: float
    low: float
    high: float


def importances(view: View) -> list[Importance]:
    """Return the importance of each feature, the greatest first; NotEvidenceError for rows that are no table."""
    import numpy as np

    if len(view) > _MOST_ROWS:
        view = view.take(np.sort(np.random.default_rng(0).choice(len(view), _MOST_ROWS, replace=False)))
    names, shuffled = _features(view.x)
    if len(names) > _MOST_FEATURES:
        raise NotEvidenceError(f"{len(names)} features are too many to be shuffled one by one")
    random = np.random.default_rng(0)
    every = np.arange(len(view))
    repeated = np.tile(every, _SHUFFLES)
    clean = _scores(view, view.predict(), 1)[0]
    found = []
    for place, name in enumerate(names):
        rows = shuffled(repeated, place, np.concatenate([random.permutation(every) for _ in range(_SHUFFLES)]))
        lost = clean - _scores(view, view.predict(rows), _SHUFFLES)
        half = _T * float(lost.std(ddof=1)) / _SHUFFLES**0.5
        middle = float(lost.mean())
        found.append(Importance(name, middle, middle - half, middle + half))
    return sorted(found, key=lambda entry: -entry.value)


def _features(x: Any) -> tuple[list[str], Callable[[Ints, int, Ints], Any]]:  # noqa: ANN401 - whatever the model takes
    """Return the features' names, and what makes ``rows`` of them in which one feature comes from rows in ``order``."""
    if texts_of(x) is not None:
        raise NotApplicableError("the rows are texts, which other probes look at")
    if not hasattr(x, "columns") and (hasattr(x, "tocsr") or getattr(x, "ndim", 0) != 2):  # noqa: PLR2004 - no matrix
        features = features_of(x)

        def rebuilt(rows: Ints, place: int, order: Ints) -> Any:  # noqa: ANN401 - as above
            values = features.values[rows]
            values[:, place] = features.values[order, place]
            return features.rebuild(values, rows)

        return list(features.names), rebuilt
    named = hasattr(x, "columns")

    def shuffled(rows: Ints, place: int, order: Ints) -> Any:  # noqa: ANN401 - as above
        taken = take(x, rows)
        if named:
            taken.isetitem(place, x.iloc[order, place].array)  # categories stay categories
        else:
            taken[:, place] = x[order, place]
        return taken

    return [str(name) for name in x.columns] if named else [f"feature {place}" for place in range(x.shape[1])], shuffled


def _scores(view: View, given: Any, times: int) -> Floats:  # noqa: ANN401 - as above
    """Return accuracy or R2 for each of ``times`` repetitions of the rows."""
    import numpy as np

    wanted = np.tile(view.y, times)
    if view.task == "classification":
        right = np.equal(*alike(wanted, given))
        return np.asarray(right.reshape(times, -1).mean(axis=1))
    missed = ((wanted.astype(np.float64) - given.astype(np.float64)) ** 2).reshape(times, -1).mean(axis=1)
    return np.asarray(1.0 - missed / max(float(np.var(view.y.astype(np.float64))), 1e-300))
