"""Predictions that fall apart, or calls that crash, when values are missing.

A share of the numeric values is taken away: as NaN where the model takes NaN, else replaced by the feature's median,
as an imputing service would. Declare ``missing-drop``: the most accuracy (R2) that may be lost when 10 % is missing;
by default more than 0.1 warns. That the model refuses NaN is said, and is no failure: refusing is safe.
"""

from __future__ import annotations

from dataclasses import replace

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import guarded
from jupyter_mlsec.probes._predictors.corruptions import absent, imputed
from jupyter_mlsec.probes._predictors.features import features_of
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.robustness import Curve, follow

_LEVELS = (0.05, 0.1, 0.2, 0.5)


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    curve = Curve(
        name="missing-drop", what="10 % of the values missing", levels=_LEVELS, decisive=0.1, default="<= 0.1"
    )
    if _takes_nan(subject):
        return follow(subject, curve, absent)
    found = follow(subject, curve, imputed)
    return replace(found, details=(*found.details, "The model refuses missing values; the median stood in for them."))


def _takes_nan(subject: ModelSubject) -> bool:
    import numpy as np

    view = held_out(subject).take(np.arange(2))
    features = features_of(view.x)
    values = features.values.copy()
    values[0, 0] = np.nan
    try:
        given = view.predict(features.rebuild(values))
    except Exception:  # noqa: BLE001 - any refusal is one
        return False
    return not (given.dtype.kind == "f" and np.isnan(given).any())  # "not a number" is no answer either


PROBE = Probe(name="fragile-when-values-are-missing", items=("EVA-02",), run=_run, cost=Cost.NORMAL, docs=__doc__)
