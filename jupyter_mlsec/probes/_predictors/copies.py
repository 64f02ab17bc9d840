"""Copies of a model that are made from its answers alone: what somebody who only asks can build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._tables.learners import forest_classifier, forest_regressor, logistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

Copy = Callable[["Floats"], "NDArray[Any]"]  # rows -> answers
Maker = Callable[["Floats", "NDArray[Any]", "Floats | None"], Copy]  # rows, answers, probabilities -> a copy
_TREES = 60
_SURE = 1e-6  # of a probability: nearer to 0 and 1 its logarithm says nothing
_LITTLE = 1e-3  # ridge


def classifiers(classes: NDArray[Any] | None) -> Mapping[str, Maker]:
    """Return ways of copying a classifier, by name. ``classes``: what its probabilities stand for, where it gives any.

    With probabilities a linear copy solves equations instead of guessing a border (Tramer 2016).
    """
    found: dict[str, Maker] = {"a forest": _forest, "a linear model of its labels": _linear}
    if classes is not None:
        found["a linear model of its probabilities"] = _of_probabilities(classes)
    return found


def regressors() -> Mapping[str, Maker]:
    """Return ways of copying a regressor, by name."""
    return {"a forest": _forest_of_numbers, "a linear model": _linear_of_numbers}


def _forest(rows: Floats, given: NDArray[Any], _: Floats | None) -> Copy:
    import numpy as np

    copy = forest_classifier(trees=_TREES)
    copy.fit(rows, given)
    return lambda asked: np.asarray(copy.predict(asked))


def _linear(rows: Floats, given: NDArray[Any], _: Floats | None) -> Copy:
    import numpy as np

    kinds = np.unique(given)
    if len(kinds) == 1:
        return lambda asked: np.resize(kinds, len(asked))
    copy = logistic()
    copy.fit(rows, given)
    return lambda asked: np.asarray(copy.predict(asked))


def _of_probabilities(classes: NDArray[Any]) -> Maker:
    def made(rows: Floats, _: NDArray[Any], probabilities: Floats | None) -> Copy:
        import numpy as np

        logs = np.log(np.clip(np.ones((len(rows), len(classes))) if probabilities is None else probabilities, _SURE, 1))
        ask = _solved(rows, logs)
        return lambda asked: np.asarray(classes[ask(asked).argmax(axis=1)])

    return made


def _forest_of_numbers(rows: Floats, given: NDArray[Any], _: Floats | None) -> Copy:
    import numpy as np

    copy = forest_regressor(trees=_TREES)
    copy.fit(rows, given)
    return lambda asked: np.asarray(copy.predict(asked))


def _linear_of_numbers(rows: Floats, given: NDArray[Any], _: Floats | None) -> Copy:
    import numpy as np

    return _solved(rows, given.astype(np.float64))


def _solved(rows: Floats, wanted: Floats) -> Callable[[Floats], Floats]:
    """Return the linear function that comes nearest to what is wanted, held small where rows are few (ridge)."""
    import numpy as np

    middle, mean = rows.mean(axis=0), wanted.mean(axis=0)
    centred = rows - middle
    within = centred.T @ centred + _LITTLE * len(rows) * np.eye(rows.shape[1])
    weights = np.linalg.solve(within, centred.T @ (wanted - mean))
    return lambda asked: (asked - middle) @ weights + mean
