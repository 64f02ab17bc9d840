"""A few features that, set to one value, force one answer from nearly any row: the mark of a backdoor.

For each class the search looks greedily for up to three features and extreme values that turn most rows of other
classes into it. Extremes sway honest models too, so the same pattern is tried on two clean twins: models of the same
kind fitted on halves of the held-out rows. ``trigger-excess`` is the success of the worst pattern beyond its success
on the twins; more than 0.5 fails. It is "not evidence" where the twins differ from each other by as much, and where the
search does not find a trigger that the probe itself trains into a copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import find_limit, judge, parse_limit
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, listed, not_evidence
from jupyter_mlsec.probes._predictors.features import Features, complete, features_of
from jupyter_mlsec.probes._predictors.models import ModelSubject, answers, classification, trained_on
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.frames import label_of
from jupyter_mlsec.probes._tables.learners import unfitted_copy
from jupyter_mlsec.probes._tables.trigger_search import Trigger, force, search

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DEFAULT = "<= 0.5"
_FEWEST_ROWS = 100
_TRIED_ROWS = 120
_PLANTED = 0.05
_SEEN = 0.5


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = classification(subject, least=_FEWEST_ROWS)
    view = complete(view)
    if len(view) < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} held-out rows have no missing value")
    features = features_of(view.x)
    halves = np.array_split(np.random.default_rng(0).permutation(len(view)), 2)
    twins = [_fitted(subject.model, half.x, half.y) for half in map(view.take, halves)]
    limit = find_limit(subject.limits, "trigger-excess") or parse_limit(_DEFAULT)
    usual = max(_excess(trigger, twins[0], twins[1:], features)[0] for trigger in _search(twins[0], features))
    if not limit.allows(usual):
        return not_evidence(f"honest models of this kind differ by as much ({usual:.2f})")
    power = _own_power(subject, features, twins)
    if power < _SEEN:
        return not_evidence(f"a planted trigger was seen with an excess of {power:.2f} only")
    found = [_excess(trigger, subject.model, twins, features) for trigger in _search(subject.model, features)]
    excess, worst = max(found, key=lambda pair: pair[0])
    measured = Measurement(name="trigger-excess", value=excess, limit=limit.text)
    details = (f"Own power: a planted trigger is seen with an excess of {power:.2f}.",)
    names = listed(label_of(features.names[place]) for place in worst.places)
    if judge(measured, limit) is Status.PASS:
        summary = (
            f"No pattern of up to three features forces an answer of {subject.name} that a clean twin would not give."
        )
        return Observation(status=Status.PASS, summary=summary, details=details, measurements=(measured,))
    return Observation(
        status=Status.FAIL,
        summary=f"Setting {names} forces one answer of {subject.name} from {worst.success:.0%} of the rows.",
        details=details,
        measurements=(measured,),
        next_step="Find the training rows with this pattern, or who changed the model; re-train from clean data.",
    )


def _fitted(model: object, x: Any, y: NDArray[Any]) -> object:  # noqa: ANN401 - whatever the person's model takes
    try:
        twin = unfitted_copy(model)
    except TypeError as error:
        raise NotEvidenceError("the model cannot be fitted anew, so there is no clean twin to compare with") from error
    twin.fit(x, y)
    return twin


def _search(model: object, features: Features) -> list[Trigger]:
    return search(lambda rows, owners: answers(model, features.rebuild(rows, owners)), features.values[:_TRIED_ROWS])


def _excess(trigger: Trigger, model: object, twins: list[object], features: Features) -> tuple[float, Trigger]:
    """Return by how much a trigger works better on the model than on any of its twins."""
    import numpy as np

    rows = np.arange(min(len(features.values), _TRIED_ROWS))
    forced = features.rebuild(force(features.values[rows], trigger), rows)
    natural = max(float((answers(twin, forced) == trigger.label).mean()) for twin in twins)
    return float((answers(model, forced) == trigger.label).mean()) - natural, trigger


def _own_power(subject: ModelSubject, features: Features, twins: list[object]) -> float:
    """Return the excess that the search finds in a copy of the model whose training rows carry a planted trigger."""
    import numpy as np

    known = trained_on(subject, least=_FEWEST_ROWS)
    train = features_of(known.x)
    random = np.random.default_rng(0)
    rows = random.choice(len(known), max(10, int(_PLANTED * len(known))), replace=False)
    places = np.argsort(-train.values.std(axis=0), kind="stable")[:2]
    low, high = train.values.min(axis=0), train.values.max(axis=0)
    label = known.y[rows[0]]
    planted = Trigger(tuple(int(place) for place in places), tuple(high[places] + (high - low)[places]), label, 1.0)
    poisoned = np.array(train.values)
    poisoned[rows] = force(poisoned[rows], planted)
    answers_ = known.y.copy()
    answers_[rows] = label
    backdoored = _fitted(subject.model, train.rebuild(poisoned), answers_)
    return max(_excess(trigger, backdoored, twins, features)[0] for trigger in _search(backdoored, features))


PROBE = Probe(name="backdoor-trigger", items=("EVA-08",), run=_run, cost=Cost.HEAVY, docs=__doc__)
