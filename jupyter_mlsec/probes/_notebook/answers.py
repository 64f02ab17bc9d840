"""What answers and what figures are, by the names of what is called: ``model.predict(X)``, ``mean_absolute_error``."""

from __future__ import annotations

import re

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.probes._names.read import words

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # where one ends in MSELoss, F1Score
_NOT = re.compile(
    r"score_samples|\w*anomaly_scores?|decision_\w+|log_(?!loss)\w*|set_\w*|get_\w+|plot_\w+|make_\w+|compile|\w*error_bar"
    r"|raise_\w+|print_\w+|display_\w+|show_\w+"
)
_ANSWERS = re.compile(
    r"(?:\w+_)?(?:predict|forecast|generate|forward|infer|decode|classify)(?:_\w+)?|decision_function|score_samples"
    r"|staged_predict\w*|kneighbors|get_prediction|apply_fn|fittedvalues|predicted_mean"
)
_HELD = (".fittedvalues", ".predicted_mean", ".fitted_values")  # answers that a fitted model holds


def method_of(value: Ref) -> str:
    """Return the last part of the name of what was called."""
    name = value.name
    while name.endswith("()"):
        name = name[:-2]
    return name.rpartition(".")[2]


def is_metric(method: str) -> bool:
    """Tell whether a name says that what is called gives a figure."""
    name = _WORDS.sub("_", method).lower()
    return not words("choices", "metrics").isdisjoint(name.split("_")) and _NOT.fullmatch(name) is None


def answered(value: Ref) -> tuple[Value, ...] | None:
    """Return what a model is asked about; None where a value is no answer of a model."""
    if value.name.endswith(_HELD):
        return ()
    if value.made is None or not value.name.endswith("()"):
        return None
    if _ANSWERS.fullmatch(method_of(value)) or (value.name.endswith("()()") and not is_metric(method_of(value))):
        return tuple(value.made.values())
    return None


def model_of(value: Value | None) -> Value | None:
    """Return the model itself: ``SVC().fit(X, y)`` is what ``SVC()`` was."""
    while isinstance(value, Ref) and value.base is not None and value.name.endswith(".fit()"):
        value = value.base
    return value
