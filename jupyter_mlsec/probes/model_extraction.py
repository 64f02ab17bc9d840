"""A model that a few hundred answers are enough to copy.

A surrogate (a forest) is trained on the model's own answers for half of the held-out rows, at growing numbers of
questions, and compared with the model on the other half. ``copy-agreement`` is the agreement after at most 500
questions, of a regressor the share of its answers' variance that the copy explains; more than 95 % warns by default.
Whether that matters, and which rate limit follows, is for people to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, interval
from jupyter_mlsec.probes._ground.statistics import bootstrap, wilson
from jupyter_mlsec.probes._predictors.features import described
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.learners import forest_classifier, forest_regressor

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"copy-agreement": "<= 95%"}
_FEWEST_ROWS = 100
_BUDGETS = (25, 50, 100, 200, 500)
_FEWEST_LABELS = 2


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    view = view.take(np.random.default_rng(0).permutation(len(view))[: 2 * max(_BUDGETS)])
    values = np.nan_to_num(described(view.x))
    given = view.predict()
    half = len(values) // 2
    if len(np.unique(given)) < _FEWEST_LABELS:
        raise NotEvidenceError("the model gives one answer for all rows")
    agreement = _agreement if view.task == "classification" else _explained
    curve = [agreement(values, given, budget, half) for budget in _BUDGETS if budget <= half]
    last = curve[-1]
    found = Measurement(name="copy-agreement", value=last.value, low=last.low, high=last.high)
    judged = judge_all([found], subject.limits, _DEFAULTS)
    questions = max(budget for budget in _BUDGETS if budget <= half)
    what = f"agrees with {subject.name} on" if view.task == "classification" else "explains"
    where = (
        "of new rows" if view.task == "classification" else f"of the variance of {subject.name}'s answers to new rows"
    )
    summary = f"After {questions} questions a copy {what} {interval(found)} {where}."
    details = (_by_guessing(given[half:]),) if view.task == "classification" else ()
    step = (
        ""
        if judged.status is Status.PASS
        else "Choose what is exposed and limit the rate of questions: %mlsec answer EVA-05."
    )
    return Observation(
        status=judged.status,
        summary=summary,
        details=details,
        measurements=(*judged.measurements, *curve),
        next_step=step,
    )


def _agreement(values: Floats, given: NDArray[Any], budget: int, half: int) -> Measurement:
    copy = forest_classifier(trees=60)
    copy.fit(values[:budget], given[:budget])
    same = int((copy.predict(values[half:]) == given[half:]).sum())
    low, high = wilson(same, len(given) - half)
    return Measurement(name=f"agreement after {budget} questions", value=same / (len(given) - half), low=low, high=high)


def _by_guessing(given: NDArray[Any]) -> str:
    import numpy as np

    common = float(np.unique(given, return_counts=True)[1].max() / len(given))
    return f"Always the commonest answer would agree on {common:.1%}."


def _explained(values: Floats, given: NDArray[Any], budget: int, half: int) -> Measurement:
    """Return R2 of a copy on the other half, 0 where it is worse than the mean, with its interval over rows."""
    import numpy as np

    copy = forest_regressor(trees=60)
    copy.fit(values[:budget], given[:budget])
    wanted = given[half:].astype(np.float64)
    missed = (copy.predict(values[half:]) - wanted) ** 2

    def explained(rows: Any) -> float:  # noqa: ANN401 - numbers of rows
        around = float(((wanted[rows] - wanted[rows].mean()) ** 2).sum())
        return max(0.0, 1.0 - float(missed[rows].sum()) / around) if around > 0 else float("nan")

    low, high = bootstrap(explained, len(wanted), draws=200)
    value = explained(np.arange(len(wanted)))
    return Measurement(
        name=f"agreement after {budget} questions", value=value, low=min(low, value), high=max(high, value)
    )


PROBE = Probe(name="easily-copied", items=("EVA-05",), run=_run, cost=Cost.NORMAL, docs=__doc__)
