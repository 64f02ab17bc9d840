"""Personal data that the model was fitted on and does not need.

Only what is needed may be kept (GDPR Art. 5: data minimisation). The personal features, by the readers of
``personal-data`` or declared, are shuffled on held-out rows as for ``implausible-features``. A feature is needless
where the interval of what is lost holds nothing and lies below ``personal-importance`` (>= 0.02 of accuracy or R2 by
default, which warns), or where all of it lies below a quarter of that. The interval holds the chance of the shuffles
and that of the rows; where it reaches beyond the limit, the rows are too few to tell.

A feature from which others can be told shares its importance with them. It is shuffled with them, all together: where
that loses nothing either, it is needless; where it loses something, nobody can say whose it is, and it is not evidence,
unless the model answers the same to the last probability whatever the feature holds. Where shuffling all features loses
nothing, the model knows nothing about these rows. Columns by which groups are declared are kept for a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import Limit, find_limit, parse_limit
from jupyter_mlsec.probes._ground.observations import (
    NotApplicableError,
    NotEvidenceError,
    guarded,
    interval,
    listed,
    not_evidence,
    verb,
)
from jupyter_mlsec.probes._predictors.feature_names import feature_names
from jupyter_mlsec.probes._predictors.importance import is_ignored, joint_importances
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.personal_features import PersonalFeature, personal_features
from jupyter_mlsec.probes._tables.frames import label_of
from jupyter_mlsec.probes._tables.related import related_columns

if TYPE_CHECKING:
    import pandas as pd

_MEASURE = "personal-importance"
_DEFAULT = ">= 0.02"
_NEGLIGIBLE = 0.25  # of the limit: what a forest loses without a feature that is noise
_FEWEST_ROWS = 60
_MOST_ROWS = 1_000
_MOST_FEATURES = 20


@dataclass(frozen=True, slots=True)
class _Judged:
    """A feature, what is lost without it, whether it is needless, and why that cannot be told."""

    feature: PersonalFeature
    measurement: Measurement
    needless: bool
    unclear: str = ""
    why: str = ""

    @property
    def told(self) -> str:
        return f"{self.feature.name} ({self.feature.kind}, {interval(self.measurement)})"


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    view = _some(held_out(subject, least=_FEWEST_ROWS))
    table = _table(subject, view)
    features = _features(subject, table)
    judged = _judged(view, table, features[:_MOST_FEATURES], subject.limits)
    needless = [each for each in judged if each.needless]
    unclear = [each for each in judged if each.unclear]
    measured = tuple(each.measurement for each in judged)
    details = (
        *(f"{each.told}: {each.why or each.unclear or 'it counts'}." for each in judged),
        *((f"Looked at are the first {_MOST_FEATURES} of {len(features)} features.",) * (len(features) > len(judged))),
    )
    if needless:
        shown, them = listed(each.told for each in needless), verb(len(needless), "it", "them")
        summary = f"{subject.name} was fitted on personal data and loses nothing without {them}: {shown}."
        own = any(find_limit(subject.limits, each.measurement.name) for each in needless)
        status, step = Status.FAIL if own else Status.WARN, _STEP
    elif unclear:
        return not_evidence(
            "; ".join(f"{each.feature.name}: {each.unclear}" for each in unclear),
            next_step="Hold out more rows, or fit once without the feature and compare: %mlsec answer COL-07.",
            measurements=measured,
        )
    else:
        shown = listed(each.told for each in judged)
        summary, status, step = f"{subject.name} needs each of its personal features: {shown}.", Status.PASS, ""
    return Observation(status=status, summary=summary, details=details, measurements=measured, next_step=step)


_STEP = "Drop them where the data are loaded and fit again, or say why they are kept: %mlsec answer COL-07."


def _table(subject: ModelSubject, view: View) -> pd.DataFrame:
    """Return the rows with the names of their features, which those of a matrix have where its values tell them."""
    import numpy as np
    import pandas as pd

    if isinstance(view.x, pd.DataFrame):
        return view.x
    names = feature_names(subject)
    if not names:
        raise NotApplicableError("the rows have no named columns, by which personal data could be known")
    return pd.DataFrame(np.asarray(view.x), columns=[name or f"feature {place}" for place, name in enumerate(names)])


def _features(subject: ModelSubject, table: pd.DataFrame) -> list[PersonalFeature]:
    kept = set(subject.groups)
    found = [
        feature
        for feature in personal_features(table, subject.personal)
        if not kept & {str(table.columns[place]) for place in feature.block}
    ]
    if not found:
        raise NotApplicableError("no feature of the model is personal data by its name or values")
    return found


def _judged(
    view: View, table: pd.DataFrame, features: list[PersonalFeature], limits: Mapping[str, str]
) -> list[_Judged]:
    whole = tuple(range(view.x.shape[1]))
    blocks = [feature.block for feature in features]
    everything, *alone = joint_importances(view, [whole, *blocks], names=["", *(each.name for each in features)])
    if not parse_limit(_DEFAULT).allows(everything.low):
        raise NotEvidenceError("all features together matter nothing on these rows")
    found = []
    for feature, loss in zip(features, alone, strict=True):
        name = f"{_MEASURE}:{feature.name}"
        limit = find_limit(limits, name) or parse_limit(_DEFAULT)
        bare = Measurement(name=name, value=loss.value, low=loss.low, high=loss.high)
        found.append(_one(view, table, feature, limit, bare))
    return found


def _one(view: View, table: pd.DataFrame, feature: PersonalFeature, limit: Limit, bare: Measurement) -> _Judged:
    measurement = replace(bare, limit=limit.text)
    negligible = (bare.high or 0.0) < _NEGLIGIBLE * limit.bound
    if (bare.low or 0.0) > 0 and not negligible:
        return _Judged(feature, measurement, needless=False)
    if is_ignored(view, feature.block):
        return _Judged(feature, measurement, needless=True, why="no answer depends on it")
    if limit.allows(bare.high or 0.0):
        return _Judged(feature, measurement, needless=False, unclear="the rows are too few to tell that from nothing")
    return _with_its_relatives(view, table, feature, measurement, limit)


def _with_its_relatives(
    view: View, frame: pd.DataFrame, feature: PersonalFeature, measurement: Measurement, limit: Limit
) -> _Judged:
    related = related_columns(frame, feature.block)
    if not related:
        return _Judged(feature, measurement, needless=True, why="no other feature tells the same")
    shown = listed((label_of(frame.columns[place]) for place in related), most=3)
    (loss,) = joint_importances(view, [(*feature.block, *related)], names=[feature.name])
    if (loss.low <= 0 and not limit.allows(loss.high)) or loss.high < _NEGLIGIBLE * limit.bound:
        return _Judged(feature, measurement, needless=True, why=f"nothing is lost without {shown} as well")
    return _Judged(feature, measurement, needless=False, unclear=f"what it says, {shown} may say for it")


def _some(view: View) -> View:
    import numpy as np

    if len(view) <= _MOST_ROWS:
        return view
    return view.take(np.sort(np.random.default_rng(0).choice(len(view), _MOST_ROWS, replace=False)))


PROBE = Probe(
    name="needless-personal-features", items=("COL-07",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
