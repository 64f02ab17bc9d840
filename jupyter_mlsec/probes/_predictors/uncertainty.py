"""How sure a regressor says it is: the standard deviation that some give beside each answer."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._predictors.models import View
from jupyter_mlsec.probes._predictors.predictors import Predictor

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats


def deviations(view: View, x: object | None = None) -> tuple[Floats, Floats] | None:
    """Return a regressor's answers and their standard deviations; None where it gives none."""
    import numpy as np

    model: Any = view.model.model if isinstance(view.model, Predictor) else view.model
    steps = getattr(model, "steps", None)
    last = steps[-1][1] if isinstance(steps, list) and steps else model
    try:
        parameters = inspect.signature(last.predict).parameters
    except (AttributeError, TypeError, ValueError):
        return None
    if "return_std" not in parameters:
        return None
    given = model.predict(view.x if x is None else x, return_std=True)
    middle, spread = (np.asarray(part, dtype=np.float64) for part in given)
    return (middle, spread) if middle.ndim == spread.ndim == 1 else None
