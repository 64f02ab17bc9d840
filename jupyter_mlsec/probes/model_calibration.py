"""Probabilities that do not mean what they say.

Expected calibration error (Naeini 2015) in up to 10 bins of equal size of the highest probability, with a bootstrap
interval. A bin is at least 0.02 wide: whoever is given 0.776 and 0.783 is told the same, whatever the rows behind the
digits have in common. The estimate is above 0 even for perfect probabilities; how far is simulated for these very
probabilities, and a limit that lies below that is "not evidence". Limit: ``ece``; by default more than 0.1 warns.

Of a regressor: ``answer-ece`` is how far the mean answer is from the mean of what was wanted in each of 10 bins by
answer, in spreads of the wanted answers (more than 0.1 warns). Where it gives a standard deviation, ``coverage-gap`` is
how far the share of wanted answers inside its 90 % intervals is from 90 % (more than 0.05 warns).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import find_limit, judge_all, parse_limit
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, interval, not_evidence
from jupyter_mlsec.probes._ground.statistics import bootstrap, wilson
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.quantities import quantities

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"ece": "<= 0.1"}
_BINS = 10
_WIDTH = 0.02
_FEWEST_ROWS = 100
_SIMULATIONS = 100


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    if view.task == "regression":
        return quantities(subject, view)
    given = view.proba()
    if given is None or given.shape[1] != len(view.classes()):
        raise NotEvidenceError(f"{subject.name} gives no probabilities that belong to its classes")
    chosen = view.classes()[given.argmax(axis=1)]
    right = np.equal(*alike(view.y, chosen)).astype(np.float64)
    sure = given.max(axis=1)
    low, high = bootstrap(lambda rows: ece(sure[rows], right[rows]), len(right), draws=200)
    error = ece(sure, right)
    # resampling adds noise that the estimate already has once: the interval is moved back by what it adds
    shift = (low + high) / 2 - error
    found = Measurement(
        name="ece", value=error, low=max(0.0, low - max(0.0, shift)), high=max(error, high - max(0.0, shift))
    )
    random = np.random.default_rng(0)
    perfect = [ece(sure, (random.random(len(sure)) < sure).astype(np.float64)) for _ in range(_SIMULATIONS)]
    floor = float(np.quantile(perfect, 0.95))
    limit = find_limit(subject.limits, "ece") or parse_limit(_DEFAULTS["ece"])
    if limit.bound < floor and not limit.allows(error):
        rows = count(len(view), "row")
        return not_evidence(
            f"{rows} cannot tell an error of {limit.bound:g} from perfect probabilities (up to {floor:.3f})",
            next_step="Hold more rows out.",
            measurements=(found,),
        )
    judged = judge_all([found], subject.limits, _DEFAULTS)
    summary = f"The probabilities of {subject.name} are off by {interval(found)} on average."
    details = (f"Perfect probabilities would measure up to {floor:.3f} on these rows.",)
    step = "" if judged.status is Status.PASS else "Calibrate, for example with scikit-learn's CalibratedClassifierCV."
    return Observation(
        status=judged.status,
        summary=summary,
        details=details,
        measurements=(*judged.measurements, *_reliability(sure, right)),
        next_step=step,
    )


def _reliability(sure: Floats, right: Floats) -> Iterator[Measurement]:
    """Yield how often the model is right in each bin of equal size, by how sure it is there on average."""
    import numpy as np

    order = np.argsort(sure, kind="stable")
    for rows in np.split(order, _starts(sure[order])[1:]):
        low, high = wilson(int(right[rows].sum()), len(rows))
        name = f"right where {float(sure[rows].mean()):.3f} sure"
        yield Measurement(name=name, value=float(right[rows].mean()), low=low, high=high)


def ece(sure: Floats, right: Floats) -> float:
    """Return the expected calibration error in bins of equal size, and of a width that people can tell apart."""
    import numpy as np

    order = np.argsort(sure, kind="stable")
    sums = np.add.reduceat((right - sure)[order], _starts(sure[order]))
    return float(np.abs(sums).sum() / len(sure))


def _starts(ordered: Floats) -> list[int]:
    """Return where bins of rows begin that are ordered by how sure the model is."""
    import numpy as np

    size, starts = max(1, len(ordered) // _BINS), [0]
    while True:
        wide_enough = int(np.searchsorted(ordered, ordered[starts[-1]] + _WIDTH))
        after = max(starts[-1] + size, wide_enough)
        if after > len(ordered) - size:
            return starts
        starts.append(after)


PROBE = Probe(name="misleading-probabilities", items=("EVA-01",), run=_run, cost=Cost.NORMAL, docs=__doc__)
