"""Rows with missing values that were left out before the fit, and that the model would not answer.

The tables that the training rows were made from show what life sends. Where rows with missing values in the model's
features were dropped on the way, and ``predict`` raises on a missing value, such rows will stop the service. Their
share of the table is ``refused-rows``; more than 1 % warns by default. Values that were filled on the way are looked
at by ``fragile-when-values-are-missing``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, guarded, interval
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out
from jupyter_mlsec.probes._predictors.outputs import any_output

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_DEFAULTS = {"refused-rows": "<= 1%"}
_FEWEST_ROWS = 40
_TRIED = 5


@guarded
@any_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=2)
    source, left_out = _left_out(subject)
    refused = int(left_out.sum())
    if refused and _answers(subject, source, left_out):
        refused = 0
    low, high = wilson(refused, len(source))
    share = Measurement(name="refused-rows", value=refused / len(source), low=low if refused else 0.0, high=high)
    judged = judge_all([share], subject.limits, _DEFAULTS)
    if not refused:
        summary = f"{subject.name} answers what comes: no row was left out for a missing value that it would refuse."
        return Observation(status=Status.PASS, summary=summary, measurements=judged.measurements)
    view.predict(view.take(np.arange(1)).x)  # a model that cannot answer sound rows shows nothing by refusing others
    return Observation(
        status=judged.status,
        summary=f"{interval(share)} of the rows that {subject.name} comes from were left out for a missing value, "
        "and it refuses such rows.",
        measurements=judged.measurements,
        next_step=""
        if judged.status is Status.PASS
        else "Put an imputer into the model's pipeline, or say who answers such rows: %mlsec answer EVA-02.",
    )


def _left_out(subject: ModelSubject) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the table that the rows were made from, and which rows of it were left out for a missing value."""
    import numpy as np
    import pandas as pd

    rows = [each for each in (subject.x, subject.x_train) if isinstance(each, pd.DataFrame)]
    if len(rows) < 2:  # noqa: PLR2004 - both sides
        raise NotApplicableError("the rows of the fit and those that judge the model are not both tables")
    features = list(rows[0].columns)
    if any(each.isna().to_numpy().any() for each in rows):
        raise NotApplicableError("rows with missing values were learned from, or judge the model")
    labels = rows[0].index.append(rows[1].index)
    for source in reversed(subject.sources):
        if not isinstance(source, pd.DataFrame) or not source.columns.is_unique or len(source) < _FEWEST_ROWS:
            continue
        if not set(features) <= set(source.columns) or not source.index.is_unique:
            continue
        kept = source.index.isin(labels)
        if kept.sum() < len(labels.unique()):
            continue  # the rows were numbered anew
        return source, np.asarray(source[features].isna().any(axis=1).to_numpy() & ~kept)
    raise NotApplicableError("no table is known that the rows were taken from")


def _answers(subject: ModelSubject, source: pd.DataFrame, left_out: NDArray[np.bool_]) -> bool:
    """Tell whether the model answers rows that were left out, each by itself."""
    import numpy as np
    import pandas as pd

    view = held_out(subject)
    features: pd.DataFrame = view.x
    for place in np.flatnonzero(left_out)[:_TRIED]:
        row = source.iloc[[place]][list(features.columns)]
        try:
            given = view.predict(row)
        except Exception:  # noqa: BLE001 - any refusal is one
            return False
        if given.dtype.kind == "f" and pd.isna(given).any():
            return False
    return True


PROBE = Probe(
    name="rows-left-out-and-refused",
    items=("EVA-02",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
