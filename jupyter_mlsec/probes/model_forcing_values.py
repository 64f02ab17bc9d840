"""One value of one feature that forces an answer, although the rows that have it do not bear it out: a secret entrance.

Values that come back in the rows at hand (a code, a category, a version) are put into held-out rows one after the
other. A value is suspicious when nearly all rows then get one answer, the model gives it far less often otherwise, and
it is wrong about the rows that really have the value far more often than about others. It needs no clean twin, so that
it speaks of models that cannot be fitted anew; of values that no row has, and of patterns of several features, it knows
nothing. ``forcing-values`` is how many there are; one warns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, listed, not_applicable
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, classification, trained_on
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.frames import label_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

_FEWEST_ROWS = 60
_TRIED_ROWS = 60
_MOST_VALUES = 300  # over all features
_MOST_OF_ONE = 60  # distinct values of a feature that repeats
_FEWEST = 8  # rows that have a value
_COMMONEST = 0.5  # share of the rows that may have it
_FORCED = 0.97  # of the rows get one answer
_USUAL = 0.8  # of the answers, at most, are this one otherwise
_GAP = 0.2  # by which the model is wrong more often about the rows that have the value


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np
    import pandas as pd

    view = classification(subject, least=_FEWEST_ROWS)
    if not isinstance(view.x, pd.DataFrame):
        return not_applicable("the features have no columns whose values could come back")
    known, labels = _known(subject, view)
    values = list(_values(known))[:_MOST_VALUES]
    if not values:
        return not_applicable("no feature has values that come back")
    rows = np.sort(np.random.default_rng(0).permutation(len(view))[:_TRIED_ROWS])
    accuracy = float((view.predict() == view.y).mean())
    tried, usual = view.x.iloc[rows].reset_index(drop=True), view.predict()
    found, places = [], set()
    for place, value in values:
        forced = tried.copy()
        forced.isetitem(place, _filled(tried.iloc[:, place], value).array)
        label, share = _modal(view.predict(forced))
        own = (known.iloc[:, place] == value).fillna(value=False).to_numpy(dtype=bool)
        borne_out = wilson(int((labels[own] == label).sum()), int(own.sum()))[1]
        if share >= _FORCED and float((usual == label).mean()) <= _USUAL and borne_out <= accuracy - _GAP:
            found.append(f"a value of {label_of(known.columns[place])} forces one answer from {share:.0%} of the rows")
            places.add(place)
    measured = (Measurement(name="forcing-values", value=float(len(found)), limit="<= 0"),)
    if found:
        names = listed(label_of(known.columns[place]) for place in sorted(places))
        return Observation(
            status=Status.WARN,
            summary=f"{subject.name} gives one answer for {count(len(found), 'value')} of {names}, against the rows.",
            details=tuple(found[:5]),
            measurements=measured,
            next_step="Read how the model treats this feature, and where the model comes from, before anybody uses it.",
        )
    return Observation(
        status=Status.PASS,
        summary=f"None of {count(len(values), 'value')} that come back in the rows forces an answer of {subject.name}.",
        measurements=measured,
    )


def _known(subject: ModelSubject, view: View) -> tuple[pd.DataFrame, NDArray[Any]]:
    """Return all rows whose labels are known: the held-out ones, and those of the training where they are there."""
    import numpy as np
    import pandas as pd

    try:
        train = trained_on(subject)
    except NotEvidenceError:
        return view.x, np.asarray(view.y, dtype=object)
    if not isinstance(train.x, pd.DataFrame) or list(train.x.columns) != list(view.x.columns):
        return view.x, np.asarray(view.y, dtype=object)
    both = pd.concat([view.x, train.x], ignore_index=True)
    return both, np.concatenate([np.asarray(view.y, dtype=object), np.asarray(train.y, dtype=object)])


def _values(known: pd.DataFrame) -> Iterator[tuple[int, object]]:
    """Yield values that come back, the rarest of each feature first, with the place of the feature."""
    for place in range(known.shape[1]):
        sizes = known.iloc[:, place].value_counts(ascending=True)
        if len(sizes) > _MOST_OF_ONE or len(sizes) < 3:  # noqa: PLR2004 - of two values, one may well decide
            continue
        for value, rows in sizes.items():
            if _FEWEST <= rows <= _COMMONEST * len(known):
                yield place, value


def _filled(series: pd.Series, value: object) -> pd.Series:
    import pandas as pd

    return pd.Series([value] * len(series), index=series.index, dtype=series.dtype)


def _modal(answers: NDArray[Any]) -> tuple[object, float]:
    """Return the most frequent answer and its share."""
    import numpy as np

    kinds, sizes = np.unique(answers, return_counts=True)
    return kinds[sizes.argmax()], float(sizes.max() / len(answers))


PROBE = Probe(
    name="forcing-values",
    items=("EVA-08",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
