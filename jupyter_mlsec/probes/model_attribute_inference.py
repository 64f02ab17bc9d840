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

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotApplicableError, guarded, interval, listed, not_evidence
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out, trained_on
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.frames import is_numeric, label_of, numbers
from jupyter_mlsec.probes._tables.personal_names import kind_of_name

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_DEFAULTS = {"attribute-advantage": "<= 0.1"}
_FEWEST_ROWS = 80
_MOST_ROWS = 1_000
_MOST_VALUES = 8
_MOST_FEATURES = 5
_QUARTERS = 4
_WIDEST = 0.2  # between value and end of the interval
_SEEN = 0.95
_Z95 = 1.96


@dataclass(frozen=True, slots=True, eq=False)
class _Attribute:
    """One personal feature: its column's place, the values that are tried, and which of them a value counts as."""

    name: str
    place: int
    candidates: list[Any] = field(repr=False)
    edges: Floats | None = field(repr=False)

    def numbered(self, column: pd.Series) -> Ints:
        """Return for each row which candidate it is; -1 for a value that is none of them."""
        import numpy as np

        if self.edges is not None:
            return np.searchsorted(self.edges, numbers(column), "right").astype(np.int64)
        found = np.full(len(column), -1, dtype=np.int64)
        for number, value in enumerate(self.candidates):
            found[(column == value).to_numpy(dtype=bool, na_value=False)] = number
        return found


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    inside, outside = trained_on(subject), held_out(subject)
    attributes = list(_attributes(subject, inside))[:_MOST_FEATURES]
    if not attributes:
        raise NotApplicableError("no input is declared or known by its name as personal")
    if min(len(inside), len(outside)) < _FEWEST_ROWS:
        return not_evidence(f"fewer than {_FEWEST_ROWS} training or held-out rows")
    inside, outside = _some(inside), _some(outside)
    measured = []
    for attribute in attributes:
        power = _own_power(attribute, inside)
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


def _attributes(subject: ModelSubject, view: View) -> Iterator[_Attribute]:
    import numpy as np
    import pandas as pd

    if not isinstance(view.x, pd.DataFrame):
        return
    for place, name in enumerate(map(str, view.x.columns)):
        known = kind_of_name(name) is not None
        grouped = isinstance(subject.groups, tuple) and name in subject.groups
        if not (name in subject.personal or (not subject.personal and (known or grouped))):
            continue
        column = view.x.iloc[:, place]
        values = column.dropna().unique().tolist()
        if 2 <= len(values) <= _MOST_VALUES:  # noqa: PLR2004 - one value has nothing to be guessed
            yield _Attribute(name, place, sorted(values, key=str), None)
        elif is_numeric(column) and len(values) > _MOST_VALUES:
            held = numbers(column)
            edges = np.unique(np.nanquantile(held, np.linspace(0, 1, _QUARTERS + 1)[1:-1]))
            parts = np.searchsorted(edges, held, "right")
            middles = [held[parts == part] for part in range(len(edges) + 1)]
            tried = [float(np.nanmedian(part)) for part in middles if len(part)]
            if len(tried) == len(edges) + 1:
                yield _Attribute(name, place, tried, edges)


def _advantage(attribute: _Attribute, inside: View, outside: View) -> Measurement:
    import numpy as np

    hits = [_hits(attribute, view, _liking(view)) for view in (inside, outside)]
    value = float(hits[0].mean() - hits[1].mean())
    spread = sum(float(part.mean() * (1 - part.mean()) / len(part)) for part in hits)
    half = _Z95 * float(np.sqrt(spread))
    return Measurement(
        name=f"attribute-advantage:{label_of(attribute.name)}", value=value, low=value - half, high=value + half
    )


def _liking(view: View) -> Any:  # noqa: ANN401 - a function of whatever the model takes
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


def _filled(column: pd.Series, candidate: object) -> object:
    """Return one value in every row; a category stays one of its column's."""
    import numpy as np
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return pd.Categorical([candidate] * len(column), dtype=column.dtype)
    return np.full(len(column), candidate)


def _hits(attribute: _Attribute, view: View, liking: Any) -> NDArray[Any]:  # noqa: ANN401 - as above
    """Return for each row whether the best-liked candidate is its own; ties are shared out."""
    import numpy as np

    true = attribute.numbered(view.x.iloc[:, attribute.place])
    scores = []
    for candidate in attribute.candidates:
        rows = view.x.copy()
        rows.isetitem(attribute.place, _filled(rows.iloc[:, attribute.place], candidate))
        scores.append(liking(rows))
    stacked = np.stack(scores, axis=1)
    best = stacked >= stacked.max(axis=1, keepdims=True) - 1e-12
    share = best / best.sum(axis=1, keepdims=True)
    known = true >= 0
    return np.asarray(share[known, true[known]])


def _own_power(attribute: _Attribute, view: View) -> float:
    """Return how often the attack is right about a model whose answer is the feature itself."""
    import numpy as np

    true = attribute.numbered(view.x.iloc[:, attribute.place])

    def liking(rows: Any) -> Floats:  # noqa: ANN401 - a frame
        return np.asarray(attribute.numbered(rows.iloc[:, attribute.place]) == true, dtype=np.float64)

    hits = _hits(attribute, view, liking)
    return float(hits.mean()) if len(hits) else 0.0


def _some(view: View) -> View:
    import numpy as np

    if len(view) <= _MOST_ROWS:
        return view
    return view.take(np.sort(np.random.default_rng(0).choice(len(view), _MOST_ROWS, replace=False)))


PROBE = Probe(
    name="personal-feature-given-away", items=("EVA-04",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
