"""A model that takes requests its training data have nothing to do with.

A contract (types, ranges, categories) is drawn from the training rows. Its false refusals on held-out rows are
measured, and six kinds of violation are put to it and to the model itself: a missing column, a text for a number, a
missing value, a value far outside, an infinite value, an unknown category. ``false-refusals`` over 5 % warns; a model
that lets more than half of the violations through by itself warns, since something must stand before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, listed
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.contract import contract_of, violations
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out, trained_on
from jupyter_mlsec.probes._tables.frames import as_frame

if TYPE_CHECKING:
    import pandas as pd

_DEFAULTS = {"false-refusals": "<= 5%", "let-through": "<= 50%"}
_FEWEST_ROWS = 50


@guarded
def _run(subject: ModelSubject) -> Observation:
    train, held = trained_on(subject, least=_FEWEST_ROWS), held_out(subject, least=_FEWEST_ROWS)
    known, new = as_frame(train.x), as_frame(held.x)
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
    through = [kind for kind, rows in kinds if _takes(held, train, rows)]
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


def _takes(held: View, train: View, rows: pd.DataFrame) -> bool:
    """Tell whether the model answers these rows, handed over in the form it was trained on."""
    handed = rows if hasattr(train.x, "columns") else rows.to_numpy()
    try:
        return len(held.predict(handed)) > 0
    except Exception:  # noqa: BLE001 - any refusal is one
        return False


PROBE = Probe(name="unchecked-requests", items=("DEP-04",), run=_run, cost=Cost.NORMAL, docs=__doc__)
