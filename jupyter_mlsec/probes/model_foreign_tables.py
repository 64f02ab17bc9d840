"""A model that answers tables of something else, as if they were what it was made for.

Held-out rows are handed in without one half of their columns, then without the other, and with columns of other names.
A model that fills what is missing in silence answers anything; refusing (an exception) is safe. ``foreign-tables``
counts the kinds that were answered, and any warns by default. Texts and single features have no columns to lack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import guarded, listed, not_applicable
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import any_output

if TYPE_CHECKING:
    import pandas as pd

_DEFAULTS = {"foreign-tables": "<= 0"}
_ROWS = 5
_LACKING, _FOREIGN = "rows that lack half of their columns", "a table of other columns"


@guarded
@any_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np
    import pandas as pd

    view = held_out(subject, least=_ROWS)
    if not isinstance(view.x, pd.DataFrame) or view.x.shape[1] < 2:  # noqa: PLR2004 - one column has no half
        return not_applicable("the rows are no table with several columns")
    view = view.take(np.arange(_ROWS))
    view.predict()  # a model that cannot answer sound rows shows nothing by refusing others
    answered = _answered(view, view.x)
    found = Measurement(name="foreign-tables", value=float(len(answered)))
    judged = judge_all([found], subject.limits, _DEFAULTS)
    if answered:
        summary = f"{subject.name} answers {listed(answered)} as if they were its own."
    else:
        summary = f"{subject.name} refuses rows that lack columns, and tables of other columns."
    step = "" if judged.status is Status.PASS else "Refuse rows whose columns are not those of the training rows."
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _answered(view: View, rows: pd.DataFrame) -> list[str]:
    half = rows.shape[1] // 2
    # A column may be of no use to the model; it needs something of one half or of the other.
    lacking = _answers(view, rows.iloc[:, :half]) and _answers(view, rows.iloc[:, half:])
    other = rows.iloc[:, 1:].set_axis([f"other {place}" for place in range(1, rows.shape[1])], axis=1)
    foreign = _answers(view, other)
    return [*([_LACKING] if lacking else []), *([_FOREIGN] if foreign else [])]


def _answers(view: View, rows: object) -> bool:
    try:
        return len(view.predict(rows)) > 0
    except Exception:  # noqa: BLE001 - any refusal is one
        return False


PROBE = Probe(
    name="foreign-tables-answered",
    items=("EVA-09",),
    run=_run,
    cost=Cost.FAST,
    partial=True,
    incidental=True,
    docs=__doc__,
)
