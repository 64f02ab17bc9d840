"""How sure a model says it is: the standard deviations of a regressor, and whether it is surer of real rows."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.probes._ground.statistics import auc, auc_interval
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


def told_apart(name: str, real: Floats, other: Floats | None) -> Measurement:
    """Return how well a sureness per row tells real rows from others, as the area under the curve of ``name``."""
    import numpy as np

    shown = np.zeros(0) if other is None else other
    scores = np.concatenate((real, shown))
    marks = np.r_[np.ones(len(real), dtype=bool), np.zeros(len(shown), dtype=bool)]
    low, high = auc_interval(scores, marks)
    return Measurement(name=f"{name}-auroc", value=auc(scores, marks), low=low, high=high)
