"""A model that takes requests its training data have nothing to do with.

A contract (types, ranges, categories) is drawn from the training rows. Its false refusals on held-out rows are
measured, and six kinds of violation are put to it and to the model itself: a missing column, a text for a number, a
missing value, a value far outside, an infinite value, an unknown category. ``false-refusals`` over 5 % warns; a model
that lets more than half of the violations through by itself warns, since something must stand before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, NotEvidenceError, guarded, listed
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.contract import contract_of, violations
from jupyter_mlsec.probes._predictors.features import features_of
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out, trained_on
from jupyter_mlsec.probes._predictors.outputs import any_output
from jupyter_mlsec.probes._predictors.texts import texts_of
from jupyter_mlsec.probes._tables.frames import as_frame

if TYPE_CHECKING:
    import pandas as pd

_DEFAULTS = {"false-refusals": "<= 5%", "let-through": "<= 50%"}
_FEWEST_ROWS = 50


@guarded
@any_output
def _run(subject: ModelSubject) -> Observation:
    train, held = trained_on(subject, least=_FEWEST_ROWS), held_out(subject, least=_FEWEST_ROWS)
    (known, handed), (new, _) = _table(train.x), _table(held.x)
    contract = contract_of(known)
    refused = contract.refuses(new)
    low, high = wilson(int(refused.sum()), len(refused))
    false = Measurement(name="false-refusals", value=float(refused.mean()), low=low, high=high)
    kinds = violations(new, contract)
    if not kinds:
        raise NotEvidenceError("no violation of the contract can be made from these columns")
    unseen = [kind for kind, rows in kinds if not contract.refuses(rows).all()]
    if unseen:
        raise NotEvidenceError(f"the contract does not refuse {listed(unseen)}")
    through = [kind for kind, rows in kinds if _takes(held, handed(rows))]
    share = Measurement(name="let-through", value=len(through) / len(kinds))
    judged = judge_all([false, share], subject.limits, _DEFAULTS)
    summary = (
        f"{subject.name} refuses {len(kinds) - len(through)} of {len(kinds)} kinds of bad request by itself; "
        f"a contract from its training rows refuses all, and {false.value:.1%} of good ones."
    )
    details = (f"Answered as if they were good: {listed(through)}.",) if through else ()
    step = "" if judged.status is Status.PASS else "Check requests against the contract before inference."
    return Observation(
        status=judged.status, summary=summary, details=details, measurements=judged.measurements, next_step=step
    )


def _table(x: Any) -> tuple[pd.DataFrame, Callable[[pd.DataFrame], object]]:  # noqa: ANN401 - whatever the model takes
    """Return rows as a table, and how such a table is handed to the model: in the form that it was trained on."""
    import pandas as pd

    if texts_of(x) is not None:
        raise NotApplicableError("a request is one text, which other probes look at")
    if hasattr(x, "columns"):
        return as_frame(x), lambda rows: rows
    if hasattr(x, "tocsr") or getattr(x, "ndim", 0) > 2:  # noqa: PLR2004 - no table
        values = features_of(x).values  # noqa: PD011 - Features is no frame
        shape = x.shape[1:]
        return pd.DataFrame(values), lambda rows: _shaped(rows, shape)
    return as_frame(x), lambda rows: rows.to_numpy()


def _shaped(rows: pd.DataFrame, shape: tuple[int, ...]) -> object:
    values = rows.to_numpy()
    return values.reshape((len(values), *shape)) if values[0].size == math.prod(shape) else values


def _takes(held: View, handed: object) -> bool:
    """Tell whether the model answers these rows."""
    try:
        return len(held.predict(handed)) > 0
    except Exception:  # noqa: BLE001 - any refusal is one
        return False


PROBE = Probe(name="unchecked-requests", items=("DEP-04",), run=_run, cost=Cost.NORMAL, docs=__doc__)
