"""A model that a few hundred answers are enough to copy.

Copies (a forest, a linear model, and one that solves for probabilities) are trained on the model's own answers for half
of the held-out rows, at growing numbers of questions. The one that does best on some of the questions is compared with
the model on the other half. ``copy-agreement`` is the agreement after at most 500 questions, of a regressor the share
of its answers' variance that the copy explains; more than 95 % warns by default. Whether that matters, and which rate
limit follows, is for people to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, interval
from jupyter_mlsec.probes._ground.statistics import bootstrap, wilson
from jupyter_mlsec.probes._predictors.copies import Copy, Maker, classifiers, regressors
from jupyter_mlsec.probes._predictors.features import described
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.frames import matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"copy-agreement": "<= 95%"}
_FEWEST_ROWS = 100
_BUDGETS = (25, 50, 100, 200, 500)
_FEWEST_LABELS = 2
_SHARE_TRIED = 5


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    view = view.take(np.random.default_rng(0).permutation(len(view))[: 2 * max(_BUDGETS)])
    values, given = _numbers(view), view.predict()
    half = len(values) // 2
    if len(np.unique(given)) < _FEWEST_LABELS:
        raise NotEvidenceError("the model gives one answer for all rows")
    agreement = _agreement if view.task == "classification" else _explained
    scores, makers = _makers(view)
    asked = _Asked(values, given, scores, half)
    questions = max(budget for budget in _BUDGETS if budget <= half)
    kind, maker = max(makers.items(), key=lambda each: _tried(each[1], asked, questions, view.task))
    curve = [agreement(asked, maker, budget) for budget in _BUDGETS if budget <= half]
    last = curve[-1]
    found = Measurement(name="copy-agreement", value=last.value, low=last.low, high=last.high)
    judged = judge_all([found], subject.limits, _DEFAULTS)
    what = f"agrees with {subject.name} on" if view.task == "classification" else "explains"
    where = (
        "of new rows" if view.task == "classification" else f"of the variance of {subject.name}'s answers to new rows"
    )
    summary = f"After {questions} questions a copy {what} {interval(found)} {where}."
    guessed = (_by_guessing(given[half:]),) if view.task == "classification" else ()
    details = (f"Of {count(len(makers), 'kind')} of copies {kind} does best.", *guessed)
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


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Rows as numbers, the model's answers and probabilities; questions are taken from before ``half``."""

    rows: Floats = field(repr=False)
    given: NDArray[Any] = field(repr=False)
    scores: Floats | None = field(repr=False)
    half: int

    def copy(self, maker: Maker, budget: int) -> Copy:
        """Return the copy that the first questions are enough for."""
        scores = None if self.scores is None else self.scores[:budget]
        return maker(self.rows[:budget], self.given[:budget], scores)


def _numbers(view: View) -> Floats:
    """Return rows as numbers that a copy can be made of; categories become columns."""
    import numpy as np
    import pandas as pd

    values = matrix(view.x)[0] if isinstance(view.x, pd.DataFrame) else described(view.x)
    if values.shape[1] == 0:
        raise NotEvidenceError("none of the features can be told to a copy")
    values = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    spread = values.std(axis=0)
    return np.asarray((values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _makers(view: View) -> tuple[Floats | None, Mapping[str, Maker]]:
    if view.task != "classification":
        return None, regressors()
    scores, classes = view.proba(), view.classes()
    if scores is None or scores.shape[1] != len(classes):
        return None, classifiers(None)
    return scores, classifiers(classes)


def _tried(maker: Maker, asked: _Asked, questions: int, task: str) -> float:
    """Return how well a kind of copy does on the last fifth of the questions, made from the others."""
    import numpy as np

    first = questions - questions // _SHARE_TRIED
    wanted, found = asked.given[first:questions], asked.copy(maker, first)(asked.rows[first:questions])
    if task == "classification":
        return float(np.equal(*alike(wanted, found)).mean())
    return -float(((wanted.astype(np.float64) - found) ** 2).mean())


def _agreement(asked: _Asked, maker: Maker, budget: int) -> Measurement:
    import numpy as np

    wanted, found = asked.given[asked.half :], asked.copy(maker, budget)(asked.rows[asked.half :])
    same = int(np.equal(*alike(wanted, found)).sum())
    low, high = wilson(same, len(wanted))
    return Measurement(name=f"agreement after {budget} questions", value=same / len(wanted), low=low, high=high)


def _by_guessing(given: NDArray[Any]) -> str:
    import numpy as np

    common = float(np.unique(given, return_counts=True)[1].max() / len(given))
    return f"Always the commonest answer would agree on {common:.1%}."


def _explained(asked: _Asked, maker: Maker, budget: int) -> Measurement:
    """Return R2 of a copy on the other half, 0 where it is worse than the mean, with its interval over rows."""
    import numpy as np

    wanted = asked.given[asked.half :].astype(np.float64)
    missed = (asked.copy(maker, budget)(asked.rows[asked.half :]) - wanted) ** 2

    def explained(rows: Any) -> float:  # noqa: ANN401 - numbers of rows
        around = float(((wanted[rows] - wanted[rows].mean()) ** 2).sum())
        return max(0.0, 1.0 - float(missed[rows].sum()) / around) if around > 0 else float("nan")

    low, high = bootstrap(explained, len(wanted), draws=200)
    value = explained(np.arange(len(wanted)))
    return Measurement(
        name=f"agreement after {budget} questions", value=value, low=min(low, value), high=max(high, value)
    )


PROBE = Probe(name="easily-copied", items=("EVA-05",), run=_run, cost=Cost.NORMAL, docs=__doc__)
