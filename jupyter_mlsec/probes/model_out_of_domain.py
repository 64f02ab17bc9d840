"""Confidence about rows that are like nothing the model has seen.

Held-out rows are moved far out (5 spreads in every feature, in random directions) and their features are shuffled
against each other. A model that knows its limits is less sure there: ``far-auroc`` and ``shuffled-auroc`` say how
well its highest probability tells real rows from such rows; below 0.5 it is surer of nonsense than of data. By
default a ``far-auroc`` of 0.5 or less warns: one of exactly 0.5 is that of a model that is always as sure. A model
without probabilities cannot abstain, which warns too, unless it gives most far rows none of its answers. To
refuse them with an exception is safe, where the same rows as they were are answered.

A regressor is as sure as the standard deviation that it gives says. Where it gives none it cannot abstain either; then
``far-answers`` tells how many of the far rows it answers beyond all answers that are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, interval
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.abstaining import abstains, refuses
from jupyter_mlsec.probes._predictors.features import Features, features_of, spreads
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.uncertainty import deviations, told_apart

if TYPE_CHECKING:
    import numpy as np

    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"far-auroc": "> 0.5"}
_FEWEST_ROWS = 60
_MOST_ROWS = 1_000
_FAR = 5.0
_MOSTLY = 0.5  # share of far rows that a model without probabilities must answer by none of its classes


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    view = view.take(np.random.default_rng(0).permutation(len(view))[:_MOST_ROWS])
    sure = _sureness(view, view.x)
    if sure is None:
        return _without_sureness(subject, view)
    features = features_of(view.x)
    random = np.random.default_rng(0)
    far = _far(features, random)
    if refuses(view, features.rebuild(features.values), features.rebuild(far)):
        return _refused(subject)
    mixed = random.permuted(features.values, axis=0)
    measured = [told_apart("far", sure, _sureness(view, features.rebuild(far)))]
    if not refuses(view, view.x, features.rebuild(mixed)):
        measured.append(told_apart("shuffled", sure, _sureness(view, features.rebuild(mixed))))
    judged = judge_all(measured, subject.limits, _DEFAULTS)
    summary = f"By its confidence {subject.name} tells far-away rows from real ones with AUROC {interval(measured[0])}."
    step = (
        ""
        if judged.status is Status.PASS
        else "Check inputs against the training domain, and say what abstaining does."
    )
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _refused(subject: ModelSubject) -> Observation:
    return Observation(status=Status.PASS, summary=f"{subject.name} refuses far-away rows with an exception.")


def _without_sureness(subject: ModelSubject, view: View) -> Observation:
    """Judge a model that does not say how sure it is: by whether it refuses far rows, or gives them no answer."""
    import numpy as np

    try:
        features = features_of(view.x)
    except NotEvidenceError:  # categories cannot be far away
        return _cannot_abstain(subject, view)
    far = features.rebuild(_far(features, np.random.default_rng(0)))
    if refuses(view, features.rebuild(features.values), far):
        return _refused(subject)
    if abstains(view, subject, far).mean() >= _MOSTLY:
        return Observation(
            status=Status.PASS, summary=f"{subject.name} gives none of its answers to most far-away rows."
        )
    return _cannot_abstain(subject, view)


def _cannot_abstain(subject: ModelSubject, view: View) -> Observation:
    gives = "probabilities" if view.task == "classification" else "standard deviations"
    return Observation(
        status=Status.WARN,
        summary=f"{subject.name} gives no {gives}: it answers everything and cannot abstain.",
        measurements=() if view.task == "classification" else (_beyond(view),),
        next_step="Put a check of the inputs before the model, or use one that says how sure it is.",
    )


def _far(features: Features, random: np.random.Generator) -> Floats:
    """Return the rows far out, in random directions."""
    import numpy as np

    signs = random.choice((-1.0, 1.0), features.values.shape)
    return np.asarray(features.values + _FAR * signs * spreads(features.values))


def _beyond(view: View) -> Measurement:
    """Return the share of far rows that are answered beyond every wanted answer."""
    import numpy as np

    features = features_of(view.x)
    far = _far(features, np.random.default_rng(0))
    given, wanted = view.predict(features.rebuild(far)).astype(np.float64), view.y.astype(np.float64)
    outside = int(((given < wanted.min()) | (given > wanted.max())).sum())
    low, high = wilson(outside, len(given))
    return Measurement(name="far-answers", value=outside / len(given), low=low, high=high)


def _sureness(view: View, rows: object) -> Floats | None:
    if view.task == "regression":
        found = deviations(view, rows)
        return None if found is None else -found[1]
    given = view.proba(rows)
    return None if given is None else given.max(axis=1)


PROBE = Probe(name="sure-of-nonsense", items=("EVA-09",), run=_run, cost=Cost.NORMAL, docs=__doc__)
