"""Features that give the answer away by themselves.

A column that is filled in after the fact (a refund date, a discharge code), or that is the target under another name,
predicts almost perfectly in the notebook and is not there in life. Each feature alone is put to a shallow tree,
judged on rows it has not seen; the score is the share of the avoidable error that it removes. Above
``target-leakage`` (0.97 by default) it fails when the feature is as good as the target itself, and warns when it is
merely conspicuous.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import find_limit
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, listed, to_declare
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    is_numeric,
    is_time,
    label_of,
    moments,
    numbers,
    sampled,
)
from jupyter_mlsec.probes._tables.learners import tree_classifier, tree_regressor

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_MOST_ROWS = 4_000
_FEWEST_ROWS = 60
_FEWEST_OF_CLASS = 10
_CONSPICUOUS, _GIVEN_AWAY = 0.9, 0.97
_MANY_VALUES = 20  # a target of more distinct numbers is a quantity


@guarded
def _run(subject: FrameSubject) -> Observation:
    if subject.target is None:
        return to_declare("No target is declared", "Name the column to be predicted: %mlsec data NAME --target COLUMN.")
    whole = frame_of(subject, least=_FEWEST_ROWS)
    frame = sampled(whole, _MOST_ROWS)
    answers = column(frame, subject.target)
    known = answers.notna().to_numpy()
    frame, answers = frame.loc[known], answers.loc[known]
    quantity = is_numeric(answers) and answers.nunique() > _MANY_VALUES
    target = numbers(answers) if quantity else codes(answers).astype("float64")
    _check_power(target, quantity=quantity)
    scores = {
        label_of(name): _score(frame.iloc[:, place], target, quantity=quantity)
        for place, name in enumerate(frame.columns)
        if str(name) != subject.target
    }
    return _judged(subject, scores)


def _judged(subject: FrameSubject, scores: dict[str, float]) -> Observation:
    limit = find_limit(subject.limits, "target-leakage")
    if not scores:
        raise NotEvidenceError("there is no feature beside the target")
    best = max(scores, key=scores.__getitem__)
    given = [name for name, score in scores.items() if (not limit.allows(score) if limit else score >= _GIVEN_AWAY)]
    odd = [name for name, score in scores.items() if limit is None and _CONSPICUOUS <= score < _GIVEN_AWAY]
    measured = Measurement(name="target-leakage", value=scores[best], limit=limit.text if limit else f"< {_GIVEN_AWAY}")
    step = "Ask when the column is filled in; drop it when that is after the moment of prediction."
    if given:
        return Observation(
            status=Status.FAIL,
            summary=f"{listed(given)} alone {_say(given)} {label_of(subject.target)} almost perfectly.",
            measurements=(measured,),
            next_step=step,
        )
    if odd:
        return Observation(
            status=Status.WARN,
            summary=f"{listed(odd)} alone {_say(odd)} {label_of(subject.target)} suspiciously well.",
            measurements=(measured,),
            next_step=step,
        )
    return Observation(
        status=Status.PASS,
        summary=f"No feature gives {label_of(subject.target)} away (best of {len(scores)}: {scores[best]:.2f} of 1).",
        measurements=(measured,),
    )


def _say(names: list[str]) -> str:
    return "predicts" if len(names) == 1 else "predict"


def _check_power(target: Floats, *, quantity: bool) -> None:
    import numpy as np

    if len(target) < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} rows have an answer")
    sizes = np.unique(target, return_counts=True)[1]
    if sizes.size < 2:  # noqa: PLR2004 - two classes
        raise NotEvidenceError("the target has one value only")
    if not quantity and np.sort(sizes)[-2] < _FEWEST_OF_CLASS:
        raise NotEvidenceError(f"the second largest class has fewer than {_FEWEST_OF_CLASS} rows")


def _score(series: pd.Series, target: Floats, *, quantity: bool) -> float:
    """Return how much of the error of a constant answer a tree on this feature removes on unseen rows, 0 to 1."""
    import numpy as np

    values = _feature(series)
    rows = np.random.default_rng(0).permutation(len(target))
    learn, judge = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    x = values.reshape(-1, 1)
    if quantity:
        tree = tree_regressor(depth=8, least=5)
        tree.fit(x[learn], target[learn])
        missed = _squares(target[judge], tree.predict(x[judge]))
        blind = _squares(target[judge], np.full(len(judge), target[learn].mean()))
        return max(0.0, 1.0 - missed / max(blind, 1e-300))
    return _balanced(x, target.astype(np.int64), learn, judge)


def _balanced(x: Floats, target: Ints, learn: Ints, judge: Ints) -> float:
    """Return the balanced accuracy, rescaled so that guessing is 0 and knowing is 1."""
    import numpy as np

    tree = tree_classifier(depth=8, least=3)
    tree.fit(x[learn], target[learn])
    right = tree.predict(x[judge]) == target[judge]
    classes = [right[target[judge] == value].mean() for value in np.unique(target[judge])]
    chance = 1.0 / len(classes)
    return max(0.0, (float(np.mean(classes)) - chance) / (1 - chance)) if len(classes) > 1 else 0.0


def _squares(wanted: Floats, given: Floats) -> float:
    return float(((wanted - given) ** 2).sum())


def _feature(series: pd.Series) -> Floats:
    """Return a feature as numbers; that a value is missing is told too, as the smallest number."""
    import numpy as np

    if is_time(series):
        values = moments(series)
    elif is_numeric(series):
        values = numbers(series)
    else:
        values = _shuffled(codes(series))
    finite = np.isfinite(values)
    floor = float(values[finite].min()) - 1.0 if finite.any() else 0.0
    return np.where(finite, values, floor)


def _shuffled(found: Ints) -> Floats:
    """Return category numbers in random order: in order of appearance they would tell a row's place."""
    import numpy as np

    return np.random.default_rng(0).permutation(int(found.max(initial=0)) + 1)[found].astype(np.float64)


PROBE = Probe(name="features-that-know-the-answer", items=("PRE-06",), run=_run, cost=Cost.NORMAL, docs=__doc__)
