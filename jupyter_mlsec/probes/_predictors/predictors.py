"""Anything that answers, as probes call it: ``predict`` gives one label or number a row, ``predict_proba`` how sure.

Estimators are taken as they are. A function, a network, a booster, a pipeline of texts or an object that only gives
probabilities is wrapped: what it answers for the first rows, held beside the answers that are wanted, tells whether
these are labels, numbers, scores per class or one score for the later of two classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._ground.packages import package_of
from jupyter_mlsec.probes._predictors.foreign_calls import Raw, raw_call

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

SAMPLE = 64  # rows whose answers show what kind of answers they are
_TWO = 2


@dataclass(frozen=True, slots=True, eq=False)
class Predictor:
    """A model behind the two calls that probes make. ``model`` is what the person has, never changed."""

    model: object = field(repr=False)
    classes_: NDArray[Any] | None = field(repr=False)
    estimator_type: str
    _labels: Callable[[Any], NDArray[Any]] = field(repr=False)
    _shares: Callable[[Any], Floats] | None = field(default=None, repr=False)
    _raw: Raw = field(kw_only=True, repr=False)

    def predict(self, x: object, /) -> NDArray[Any]:
        """Return a label or number per row."""
        return self._labels(self._raw.call(x))

    def predict_proba(self, x: object, /) -> Floats:
        """Return a probability per row and class; NotImplementedError where the scores are none."""
        if self._shares is None:
            raise NotImplementedError
        return self._shares(self._raw.call(x))


def predictor_of(model: object, first: object, wanted: NDArray[Any], *, regression: bool | None) -> object:
    """Return ``model`` where probes can call it as it is, else a :class:`Predictor` around it.

    ``first``: some rows to try it on. ``wanted``: all known answers, whose distinct values are the classes; a row of
    them per row for several answers. ``regression``: what was declared, None = to be seen. NotEvidenceError where it
    cannot be called, or where its answers cannot belong to ``wanted``.
    """
    if isinstance(model, Predictor) or (is_estimator(model) and _keeps_its_word(model, first)):
        return model
    raw = raw_call(model)
    if raw is None:
        raise NotEvidenceError("has no predict and cannot be called")
    if raw.names:  # it names the classes itself
        return _named(model, raw, wanted)
    seen = _squeezed(raw.call(first))
    if regression:
        return Predictor(model, None, "regressor", _squeezed, _raw=raw)
    if wanted.ndim == _TWO:
        return _several(model, raw, seen, wanted)
    return _one_answer(model, raw, seen, wanted)


def _one_answer(model: object, raw: Raw, seen: NDArray[Any], wanted: NDArray[Any]) -> object:
    """Return the reading of answers to rows with one label or number each."""
    import numpy as np

    classes = np.unique(wanted)
    if seen.ndim == _TWO:
        return _scored(model, raw, seen, classes)
    numbers = seen.dtype.kind == "f" and wanted.dtype.kind != "f" and not np.isin(seen, classes).all()
    if numbers and len(classes) == _TWO:
        return _one_score(model, raw, seen, classes)
    if numbers and wanted.dtype.kind in "iu":
        return Predictor(model, None, "regressor", _squeezed, _raw=raw)
    whole = callable(getattr(model, "predict", None)) and callable(getattr(model, "predict_proba", None))
    return model if whole else Predictor(model, None, "", _squeezed, _raw=raw)


def is_estimator(model: object) -> bool:
    """Tell whether a model says itself what it answers, as scikit-learn's and its relatives do."""
    if not callable(getattr(model, "predict", None)) or kind_of_estimator(model) == "":
        return False
    return getattr(model, "classes_", None) is not None or callable(getattr(model, "get_params", None))


def _keeps_its_word(model: Any, first: object) -> bool:  # noqa: ANN401 - whatever the person has
    """Tell whether what names classes answers with them, and not with scores for them as a bare CatBoost model does."""
    import numpy as np

    if package_of(model) == "sklearn" or getattr(model, "classes_", None) is None:
        return True
    seen, classes = _squeezed(model.predict(first)), np.asarray(model.classes_)
    return (
        seen.dtype.kind != "f"
        or seen.ndim != 1
        or classes.dtype.kind not in "iufb"
        or bool(np.isin(seen, classes).all())
    )


def kind_of_estimator(model: object) -> str:
    """Return "classifier" or "regressor" as an estimator says it is; "" where it does not say, or is something else."""
    if isinstance(model, Predictor):
        return model.estimator_type
    return _declared(model) or ("classifier" if _labels_of(model) is not None else "")


def _declared(model: object) -> str:
    told = getattr(model, "_estimator_type", None)
    if told is None and callable(tags := getattr(model, "__sklearn_tags__", None)):
        try:
            told = getattr(tags(), "estimator_type", None)
        except Exception:  # noqa: BLE001 - an estimator whose parts are not ready may refuse in any way
            told = None
    return str(told) if told in {"classifier", "regressor"} else ""


def _labels_of(model: object) -> object:
    return getattr(model, "classes_", None) if callable(getattr(model, "predict", None)) else None


def _squeezed(raw: Any) -> NDArray[Any]:  # noqa: ANN401 - whatever the person's model answers
    import numpy as np

    found = np.asarray(raw)
    return found[:, 0] if found.ndim == _TWO and found.shape[1] == 1 else found


def _scored(model: object, raw: Raw, seen: NDArray[Any], classes: NDArray[Any]) -> Predictor:
    """Return the reading of a score per class: the highest one decides."""
    import numpy as np

    width = seen.shape[1]
    named = raw.classes
    if named is not None and len(named) == width:
        places = np.asarray(named)
    elif classes.dtype.kind in "iub" and int(classes.min()) >= 0 and int(classes.max()) < width:
        places = np.arange(width) if classes.dtype.kind != "b" else np.array([False, True])
    elif len(classes) == width:
        places = classes
    else:
        raise NotEvidenceError(f"gives {width} numbers a row, and the answers have {len(classes)} classes")

    def labels(given: Any) -> NDArray[Any]:  # noqa: ANN401 - as above
        return np.asarray(places[np.asarray(given).argmax(axis=1)])

    summed = bool((seen >= 0).all() and np.allclose(seen.sum(axis=1), 1.0, atol=1e-3))
    shares = _as_floats if summed else _softmax if raw.logits else None
    return Predictor(model, places, "classifier", labels, shares, _raw=raw)


def _one_score(model: object, raw: Raw, seen: NDArray[Any], classes: NDArray[Any]) -> Predictor:
    """Return the reading of one score for the class that sorts last: a probability, or a margin around zero."""
    import numpy as np

    inside = bool((seen >= 0).all() and (seen <= 1).all())
    middle = 0.5 if inside else 0.0

    def labels(given: Any) -> NDArray[Any]:  # noqa: ANN401 - as above
        return np.asarray(classes[(_squeezed(given) > middle).astype(np.int64)])

    def shares(given: Any) -> Floats:  # noqa: ANN401 - as above
        scores = _squeezed(given).astype(np.float64)
        likely = scores if inside else 1.0 / (1.0 + np.exp(-np.clip(scores, -500, 500)))
        return np.column_stack((1.0 - likely, likely))

    return Predictor(model, classes, "classifier", labels, shares if inside or raw.logits else None, _raw=raw)


def _several(model: object, raw: Raw, seen: NDArray[Any], wanted: NDArray[Any]) -> Predictor:
    """Return the reading of several answers a row: labels as they are, scores of labels above the middle."""
    import numpy as np

    if seen.dtype.kind != "f" or not set(np.unique(wanted).tolist()) <= {0, 1} or np.isin(seen, (0.0, 1.0)).all():
        return Predictor(model, None, "", np.asarray, _raw=raw)
    middle = 0.5 if ((seen >= 0) & (seen <= 1)).all() else 0.0
    return Predictor(model, None, "classifier", lambda given: (np.asarray(given) > middle).astype(np.int64), _raw=raw)


def _named(model: object, raw: Raw, wanted: NDArray[Any]) -> Predictor:
    """Return the reading of answers that name their class and say how sure they are: ``{"label": …, "score": …}``."""
    import numpy as np

    names = list(raw.names)
    numbered = wanted.dtype.kind in "iub"
    classes = np.arange(len(names)) if numbered else np.array(names)

    def shares(given: Any) -> Floats:  # noqa: ANN401 - as above
        found = np.zeros((len(given), len(names)))
        for row, answer in enumerate(given):
            for each in [answer] if isinstance(answer, Mapping) else answer:
                if each["label"] in names:
                    found[row, names.index(each["label"])] = float(each["score"])
        return found

    order = np.argsort(classes, kind="stable")
    return Predictor(
        model,
        classes[order],
        "classifier",
        lambda given: np.asarray(classes[shares(given).argmax(axis=1)]),
        lambda given: shares(given)[:, order],
        _raw=raw,
    )


def _as_floats(given: Any) -> Floats:  # noqa: ANN401 - as above
    import numpy as np

    return np.asarray(given, dtype=np.float64)


def _softmax(given: Any) -> Floats:  # noqa: ANN401 - as above
    import numpy as np

    scores = _as_floats(given)
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True))
