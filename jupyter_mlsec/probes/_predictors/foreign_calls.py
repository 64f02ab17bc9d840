"""How models that are no estimators are called: networks, boosters, pipelines of texts, objects and plain functions.

No library is imported here: an object of one is proof that the person's kernel has imported it already, and it is
taken from there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jupyter_mlsec.probes._ground.packages import packages_of
from jupyter_mlsec.probes._predictors.networks import is_network, network_call

_LOGITS = frozenset({"keras", "tensorflow", "torch"})  # what they answer may be scores that a softmax makes shares of


@dataclass(frozen=True, slots=True)
class Raw:
    """A call that answers rows somehow. ``logits``: its scores are meant for a softmax. ``names``: of its classes."""

    call: Callable[[Any], Any] = field(repr=False)
    logits: bool = False
    names: tuple[str, ...] = field(default=(), repr=False)
    classes: Any = field(default=None, repr=False)


def raw_call(model: Any) -> Raw | None:  # noqa: ANN401 - whatever the person has
    """Return how to call a model; None where it can neither be called nor has it ``predict``."""
    homes = packages_of(model)
    if is_network(model):
        return Raw(network_call(model), logits=True)
    if "transformers" in homes and hasattr(model, "tokenizer"):
        return _of_texts(model)
    call = _method(model, homes)
    if call is None:
        return None
    classes = getattr(model, "classes_", None)
    return Raw(lambda rows: _array(call(rows)), logits=bool(homes & _LOGITS), classes=classes)


def _method(model: Any, homes: frozenset[str]) -> Callable[[Any], Any] | None:  # noqa: ANN401 - as above
    """Return the call that a model is made for: ``predict``, else probabilities, else the object itself."""
    if "xgboost" in homes and type(model).__name__ == "Booster":
        return lambda rows: _boosted(model, rows)
    for name in ("predict", "predict_proba"):
        method: Callable[[Any], Any] | None = getattr(model, name, None)
        if callable(method):
            return _of_numbers(method) if "keras" in homes else method
    return model if callable(model) and not isinstance(model, type) else None


def _of_numbers(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return a call that hands frames over as numbers: Keras takes arrays by their width."""
    return lambda rows: method(rows.to_numpy("float32") if hasattr(rows, "iloc") else rows)


def _array(given: Any) -> Any:  # noqa: ANN401 - as above
    return given.detach().cpu().numpy() if hasattr(given, "detach") else given


def _boosted(booster: Any, rows: Any) -> Any:  # noqa: ANN401 - XGBoost is not a dependency
    library: Any = sys.modules["xgboost"]
    return booster.predict(library.DMatrix(rows, enable_categorical=True), validate_features=False)


def _of_texts(pipeline: Any) -> Raw:  # noqa: ANN401 - transformers is not a dependency
    """Return the call of a text classifier: every class with its score."""
    names = getattr(getattr(getattr(pipeline, "model", None), "config", None), "id2label", None)
    known = tuple(str(names[key]) for key in sorted(names)) if isinstance(names, dict) else ()
    return Raw(lambda rows: pipeline(list(rows), top_k=None), names=known)
