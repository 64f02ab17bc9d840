"""Permutation importance of features of a model, or of blocks of them, with an interval, in one predict for each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
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
_Z95 = 1.96

Block = tuple[int, ...]


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
        rows = shuffled(repeated, (place,), np.concatenate([random.permutation(every) for _ in range(_SHUFFLES)]))
        lost = clean - _scores(view, view.predict(rows), _SHUFFLES)
        half = _T * float(lost.std(ddof=1)) / _SHUFFLES**0.5
        middle = float(lost.mean())
        found.append(Importance(name, middle, middle - half, middle + half))
    return sorted(found, key=lambda entry: -entry.value)


def joint_importances(view: View, blocks: Sequence[Block], *, names: Sequence[str]) -> list[Importance]:
    """Return what is lost when all features of a block are shuffled together, in the order of ``blocks``.

    The interval is for other rows, too: it holds the chance of the shuffles and that of the rows.
    """
    import numpy as np

    _, shuffled = _features(view.x)
    random = np.random.default_rng(0)
    every = np.arange(len(view))
    repeated = np.tile(every, _SHUFFLES)
    clean = _each_score(view, view.predict(), 1)[0]
    found = []
    for name, block in zip(names, blocks, strict=True):
        rows = shuffled(repeated, block, np.concatenate([random.permutation(every) for _ in range(_SHUFFLES)]))
        lost = clean[None] - _each_score(view, view.predict(rows), _SHUFFLES)
        middle = float(lost.mean())
        of_shuffles = _T * float(lost.mean(axis=1).std(ddof=1)) / _SHUFFLES**0.5
        half = math.hypot(of_shuffles, _Z95 * float(lost.mean(axis=0).std(ddof=1)) / len(view) ** 0.5)
        found.append(Importance(name, middle, middle - half, middle + half))
    return found


def is_ignored(view: View, block: Block) -> bool:
    """Tell whether the model answers the same, to the last probability, whatever stands in some columns.

    It must do so on rows whose columns are all shuffled apart, too: there others cannot speak for it.
    """
    import numpy as np

    every = np.arange(len(view))
    random = np.random.default_rng(1)
    apart = take(view.x, every)
    for place in range(apart.shape[1]):
        apart = _features(apart)[1](every, (place,), random.permutation(every))
    order = random.permutation(every)
    return all(_alike(view, x, _features(x)[1](every, block, order)) for x in (view.x, apart))


def _alike(view: View, before: Any, after: Any) -> bool:  # noqa: ANN401 - whatever the model takes
    import numpy as np

    first, second = view.proba(before), view.proba(after)
    if first is None or second is None:
        return bool(np.equal(*alike(view.predict(before), view.predict(after))).all())
    return first.shape == second.shape and bool(np.allclose(first, second, rtol=0.0, atol=1e-12))


def _features(x: Any) -> tuple[list[str], Callable[[Ints, Block, Ints], Any]]:  # noqa: ANN401 - whatever the model takes
    """Return the features' names, and what makes ``rows`` of them in which a block comes from rows in ``order``."""
    if texts_of(x) is not None:
        raise NotApplicableError("the rows are texts, which other probes look at")
    if not hasattr(x, "columns") and (hasattr(x, "tocsr") or getattr(x, "ndim", 0) != 2):  # noqa: PLR2004 - no matrix
        features = features_of(x)

        def rebuilt(rows: Ints, block: Block, order: Ints) -> Any:  # noqa: ANN401 - as above
            values = features.values[rows]
            for place in block:
                values[:, place] = features.values[order, place]
            return features.rebuild(values, rows)

        return list(features.names), rebuilt
    named = hasattr(x, "columns")

    def shuffled(rows: Ints, block: Block, order: Ints) -> Any:  # noqa: ANN401 - as above
        taken = take(x, rows)
        for place in block:
            if named:
                taken.isetitem(place, x.iloc[order, place].array)  # categories stay categories
            else:
                taken[:, place] = x[order, place]
        return taken

    return [str(name) for name in x.columns] if named else [f"feature {place}" for place in range(x.shape[1])], shuffled


def _scores(view: View, given: Any, times: int) -> Floats:  # noqa: ANN401 - as above
    """Return accuracy or R2 for each of ``times`` repetitions of the rows."""
    import numpy as np

    return np.asarray(_each_score(view, given, times).mean(axis=1))


def _each_score(view: View, given: Any, times: int) -> Floats:  # noqa: ANN401 - as above
    """Return for each repetition and row what the row adds to accuracy or R2."""
    import numpy as np

    wanted = np.tile(view.y, times)
    if view.task == "classification":
        return np.asarray(np.equal(*alike(wanted, given)).reshape(times, -1), dtype=np.float64)
    missed = ((wanted.astype(np.float64) - given.astype(np.float64)) ** 2).reshape(times, -1)
    return np.asarray(1.0 - missed / max(float(np.var(view.y.astype(np.float64))), 1e-300))
