"""Performance on held-out rows that misses its limits, or that is no better than a constant answer.

The measures are computed again here, from the model's own predictions, with 95 % bootstrap intervals; a number typed
into a report proves nothing. Limits: ``accuracy``, ``balanced-accuracy``, ``precision``, ``recall``, ``f1``,
``log-loss``, ``roc-auc``, ``r2``, ``mae``, ``rmse``. A limit is kept when the bad end of the interval keeps it too. A
model that does not beat the commonest class (or the mean) fails whatever the limits are; fewer than 30 rows say
nothing about any model, which warns.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import count, guarded, interval, listed, not_evidence
from jupyter_mlsec.probes._predictors.metrics import classification_metrics, regression_metrics
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output

_FEWEST_ROWS = 30
_FEWEST_OF_CLASS = 5


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    view = held_out(subject)
    if len(view) < _FEWEST_ROWS:
        rows = count(len(view), "held-out row")
        return Observation(
            status=Status.WARN,
            summary=f"{subject.name} is judged on {rows}: too few to tell whether it is any good.",
            next_step=f"Hold out {_FEWEST_ROWS} rows or more, or judge it by cross-validation.",
        )
    weak = _too_weak(view)
    if weak:
        return not_evidence(weak, next_step="Hold more rows out.")
    measured = classification_metrics(view) if view.task == "classification" else regression_metrics(view)
    judged = judge_all(measured, subject.limits)
    main, baseline = _against_baseline(view, measured)
    details = (f"A constant answer reaches {baseline:.3f}; {count(len(view), 'held-out row')}.",)
    if main.high is not None and main.high <= baseline:
        status, summary = (
            Status.FAIL,
            f"{subject.name} is no better than a constant answer: {main.name} {interval(main)}.",
        )
        step = "Look for what the model does not see, or whether features and answers belong together."
    elif not judged.declared:
        beats = "beats" if main.low is not None and main.low > baseline else "may not beat"
        status = Status.OPEN if beats == "beats" else Status.WARN
        summary = (
            f"{subject.name} {beats} a constant answer ({main.name} {interval(main)}), but no limits are declared."
        )
        example = "accuracy>=0.9" if view.task == "classification" else "r2>=0.8"
        step = f"Declare what is good enough: %mlsec limits {example}."
    elif judged.failed:
        status, summary = judged.status, f"{subject.name} misses its limits for {listed(judged.failed)}."
        step = "Improve the model, or freeze other limits."
    elif judged.unsure:
        status, unsure = judged.status, listed(judged.unsure)
        summary = f"{subject.name} keeps to its limits, but the rows are too few to be sure of {unsure}."
        step = "Hold more rows out."
    else:
        status, step = judged.status, ""
        rows = count(len(view), "held-out row")
        summary = f"{subject.name} keeps to all its limits on {rows}: {main.name} {interval(main)}."
    return Observation(
        status=status, summary=summary, details=details, measurements=judged.measurements, next_step=step
    )


def _too_weak(view: View) -> str:
    import numpy as np

    if view.task == "regression":
        return "" if np.unique(view.y).size > 1 else "all held-out answers are equal"
    sizes = np.unique(view.y, return_counts=True)[1]
    if sizes.size < 2:  # noqa: PLR2004 - two classes
        return "all held-out answers are of one class"
    if sizes.max() > len(view) - _FEWEST_OF_CLASS:
        return f"fewer than {_FEWEST_OF_CLASS} rows are not of the commonest class"
    return ""


def _against_baseline(view: View, measured: list[Measurement]) -> tuple[Measurement, float]:
    """Return the measure that a constant answer is compared by, and what the constant answer reaches."""
    by_name = {measurement.name: measurement for measurement in measured}
    if view.task == "regression":
        return by_name["r2"], 0.0
    return by_name["balanced-accuracy"], 1.0 / len(set(view.y.tolist()))


PROBE = Probe(name="poor-performance", items=("EVA-01",), run=_run, cost=Cost.FAST, docs=__doc__)
