"""A personal feature that the model gives away about the people whose rows it was trained on.

Somebody who knows the other features of a row and its answer tries every value of the personal one, and takes the value
for which the model likes the answer best (Fredrikson 2014). What works as well on rows that the model has never seen is
knowledge about people in general; ``attribute-advantage`` is how much better it works on training rows. More than 0.1
warns unless a limit is declared. Numbers are guessed by quarter of their range. The features are those declared as
personal, else inputs whose names say so.

It is "not evidence" where the attack does not see through a model that repeats the feature, and where the rows are too
few to tell an advantage of 0.1 from chance. Values are never told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, guarded, interval, listed, not_evidence
from jupyter_mlsec.probes._predictors.attribute_guesses import (
    Attribute,
    Liking,
    hits,
    own_power,
    personal_attributes,
    some_rows,
)
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out, trained_on
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.frames import label_of

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"attribute-advantage": "<= 0.1"}
_FEWEST_ROWS = 80
_MOST_FEATURES = 5
_WIDEST = 0.2  # between value and end of the interval
_SEEN = 0.95
_Z95 = 1.96


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    inside, outside = trained_on(subject), held_out(subject)
    attributes = list(personal_attributes(subject, inside))[:_MOST_FEATURES]
    if not attributes:
        raise NotApplicableError("no input is declared or known by its name as personal")
    if min(len(inside), len(outside)) < _FEWEST_ROWS:
        return not_evidence(f"fewer than {_FEWEST_ROWS} training or held-out rows")
    inside, outside = some_rows(inside), some_rows(outside)
    measured = []
    for attribute in attributes:
        power = own_power(attribute, inside)
        if power < _SEEN:
            return not_evidence(f"the attack sees {power:.0%} of {label_of(attribute.name)} in a model that repeats it")
        measured.append(_advantage(attribute, inside, outside))
    vague = [one.name for one in measured if (one.high or 0.0) - one.value > _WIDEST / 2]
    if vague:
        return not_evidence("the rows are too few to tell an advantage from chance", measurements=tuple(measured))
    judged = judge_all(measured, subject.limits, _DEFAULTS)
    worst = max(measured, key=lambda one: one.value)
    names = listed(label_of(attribute.name) for attribute in attributes)
    summary = f"About training rows {subject.name} gives away {names} by {interval(worst)} more than about others."
    step = (
        "" if judged.status is Status.PASS else "Drop the feature, regularise more, or train with differential privacy."
    )
    return Observation(
        status=judged.status,
        summary=summary,
        details=(f"{len(inside)} training and {len(outside)} held-out rows; the attack tries every value.",),
        measurements=judged.measurements,
        next_step=step,
    )


def _advantage(attribute: Attribute, inside: View, outside: View) -> Measurement:
    import numpy as np

    found = [hits(attribute, view, _liking(view)) for view in (inside, outside)]
    value = float(found[0].mean() - found[1].mean())
    spread = sum(float(part.mean() * (1 - part.mean()) / len(part)) for part in found)
    half = _Z95 * float(np.sqrt(spread))
    return Measurement(
        name=f"attribute-advantage:{label_of(attribute.name)}", value=value, low=value - half, high=value + half
    )


def _liking(view: View) -> Liking:
    """Return how much the model likes each row's own answer: its probability, nearness, or whether it is given."""
    import numpy as np

    if view.task == "regression":
        own = view.y.astype(np.float64)
        return lambda rows: np.asarray(-np.abs(view.predict(rows).astype(np.float64) - own))
    wanted, classes = alike(view.y, view.classes())
    places = wanted[:, None] == classes[None, :]

    def liking(rows: Any) -> Floats:  # noqa: ANN401 - as above
        given = view.proba(rows)
        if given is not None and given.shape[1] == places.shape[1]:
            return np.asarray((given * places).sum(axis=1))
        return np.asarray(np.equal(*alike(view.y, view.predict(rows))), dtype=np.float64)

    return liking


PROBE = Probe(
    name="personal-feature-given-away", items=("EVA-04",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
