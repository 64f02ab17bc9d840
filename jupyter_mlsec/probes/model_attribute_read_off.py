"""A personal feature that can be read off the model's answer about anybody, by whoever knows the rest of the row.

Model inversion (Fredrikson 2014): somebody who knows the other features of a held-out row and the label that the model
gives it asks the model about every value of the personal one, and rules out those that would have got another label. Of
the values that are left, the one that the other features make most probable is taken. ``attribute-read-off`` is how
much more often that is right than the other features alone (the population's baseline); surely more than 0.1 warns.
The features are those declared as personal or by which groups are declared, and inputs whose names say that they are
of a special category (GDPR Art. 9); of numbers, their quarter is guessed.

The observer sees labels; probabilities would tell more. Of a regressor's number any feature that counts can be computed
back, so it is asked of classifiers only. It is "not evidence" where the rows are too few to tell 0.1 from chance. What
a model remembers of its training rows beyond that is for ``personal-feature-given-away``. Values are never told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, guarded, interval, listed, not_evidence
from jupyter_mlsec.probes._predictors.attribute_guesses import Attribute, best_liked, personal_attributes, some_rows
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, classification
from jupyter_mlsec.probes._tables.frames import label_of, matrix
from jupyter_mlsec.probes._tables.learners import forest_classifier, out_of_fold
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_MEASURE = "attribute-read-off"
_SURELY = 0.1
_WIDEST = 0.1  # of an interval
_FEWEST_ROWS = 80
_FEWEST_OF_A_VALUE = 10
_MOST_FEATURES = 5
_FOLDS = 5
_SMALLEST_LEAF = 20  # a tree that follows single rows guesses worse than the commonest value
_Z95 = 1.96


@guarded
def _run(subject: ModelSubject) -> Observation:
    view = some_rows(classification(subject, least=_FEWEST_ROWS))
    attributes = [each for each in personal_attributes(subject, view) if _matters(each, subject)][:_MOST_FEATURES]
    if not attributes:
        raise NotApplicableError("no input is declared or known by its name as personal")
    measured = [found for attribute in attributes if (found := _gain(attribute, view)) is not None]
    if not measured or any(_is_vague(one) for one in measured):
        return not_evidence("the rows are too few to tell what an answer gives away", measurements=tuple(measured))
    judged = judge_all(measured, subject.limits)
    worst = max(measured, key=lambda one: one.value)
    surely = any(one.low is not None and one.low > _SURELY for one in measured)
    status = judged.status if judged.declared else Status.WARN if surely else Status.PASS
    names = listed(label_of(attribute.name) for attribute in attributes)
    return Observation(
        status=status,
        summary=f"A label of {subject.name} makes guesses of {names} right more often by {interval(worst)}.",
        details=(f"{len(view)} held-out rows, compared with guesses from the other features alone.",),
        measurements=judged.measurements,
        next_step="" if status is Status.PASS else "Drop the feature, or say why the answer may hang on it.",
    )


def _matters(attribute: Attribute, subject: ModelSubject) -> bool:
    """Tell whether somebody declared a feature, or its name says that the law protects it in particular."""
    kind = kind_of_name(attribute.name)
    return attribute.name in {*subject.personal, *subject.groups} or (kind is not None and kind.reach is Reach.SPECIAL)


def _is_vague(found: Measurement) -> bool:
    """Tell whether the rows leave open on which side of 0.1 a wide interval lies."""
    low, high = found.low or 0.0, found.high or 0.0
    return low <= _SURELY < high and high - found.value > _WIDEST / 2


def _gain(attribute: Attribute, view: View) -> Measurement | None:
    """Return how much more often a guess is right with the model's label; None where too few rows have some value."""
    import numpy as np

    true = attribute.numbered(view.x.iloc[:, attribute.place])
    common = np.bincount(true[true >= 0], minlength=len(attribute.candidates)) >= _FEWEST_OF_A_VALUE
    rows = np.flatnonzero((true >= 0) & common[true])
    kinds, numbered = np.unique(true[rows], return_inverse=True)
    if len(kinds) < 2 or len(rows) < _FEWEST_ROWS:  # noqa: PLR2004 - one value has nothing to be guessed
        return None
    view = view.take(rows)
    without = _without(attribute, view, numbered.astype(np.int64))
    given = view.predict()

    def agrees(asked: object) -> Floats:
        return np.asarray(np.equal(*alike(given, view.predict(asked))), dtype=np.float64)

    possible = best_liked(attribute, view, agrees)[:, kinds]
    first = without.argmax(axis=1)
    second = np.where(possible, without, -1.0).argmax(axis=1)
    gained = (second == numbered).astype(np.float64) - (first == numbered)
    value, half = float(gained.mean()), _Z95 * float(gained.std() / np.sqrt(len(gained)))
    name = f"{_MEASURE}:{label_of(attribute.name)}"
    return Measurement(name=name, value=value, low=value - half, high=value + half)


def _without(attribute: Attribute, view: View, true: Ints) -> Floats:
    """Return how probable the other features make each value, per row: from rows other than the row itself."""
    import numpy as np

    others = [place for place in range(view.x.shape[1]) if place != attribute.place]
    features, _ = matrix(view.x.iloc[:, others])
    if features.shape[1] == 0:
        features = np.zeros((len(view), 1))
    return out_of_fold(forest_classifier(least=_SMALLEST_LEAF), np.nan_to_num(features), true, folds=_FOLDS)


PROBE = Probe(
    name="personal-feature-read-off", items=("EVA-04",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
