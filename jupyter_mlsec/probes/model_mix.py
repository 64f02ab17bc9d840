"""Predictions that get worse when the same kinds of rows come in another mix: older customers, more rain, new shops.

Rows are reweighted, nothing in them is changed (covariate shift, Shimodaira 2000): large or small values of a number
become more frequent, by one spread of their ranks, or a category comes to make up half of the rows. The worst mix is
looked for on one half of the held-out rows and measured on the other, so that one found by chance vanishes.
``mix-drop`` is the accuracy lost; a loss that is surely above 0.1 warns. Of regressors it is ``mix-error``, the average
error as a multiple of what it was; surely above 1.5 warns. Features are named, their values never. Mixes of several
features are not tried.

It is "not evidence" where the model is no better than guessing, and where a mix leaves fewer than 25 rows' worth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, interval
from jupyter_mlsec.probes._ground.statistics import bootstrap
from jupyter_mlsec.probes._predictors.features import Features, features_of
from jupyter_mlsec.probes._predictors.metrics import mistakes, quality_of
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.robustness import knows
from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, label_of
from jupyter_mlsec.probes._tables.words import is_prose

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_FEWEST_ROWS = 100
_FEWEST_ALIKE = 25  # rows that weights must be worth (Kish 1965)
_MOST_ROWS = 20_000
_MOST_FEATURES = 200
_MOST_KINDS = 30  # categories of a column
_LOST, _TIMES = 0.1, 1.5
_DRAWS = 500


@dataclass(frozen=True, slots=True, eq=False)
class _Mix:
    """A weight per row; ``what`` says in words what there is more of."""

    what: str
    weights: Floats = field(repr=False)

    def worth(self, rows: Ints) -> float:
        """Return the number of equally weighted rows that would tell as much (Kish's effective size)."""
        taken = self.weights[rows]
        return float(taken.sum() ** 2 / (taken**2).sum()) if taken.any() else 0.0

    def mean(self, values: Floats, rows: Ints) -> float:
        """Return the weighted mean over rows."""
        taken = self.weights[rows]
        return float(taken @ values[rows] / taken.sum())


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    rows = np.random.default_rng(0).permutation(len(view))[:_MOST_ROWS]
    view = view.take(rows)
    measure, clean = quality_of(view)
    if not knows(view, clean):
        raise NotEvidenceError(f"the model is no better than guessing ({measure} {clean:.2f}), so it cannot lose")
    wrong = mistakes(view)
    search, check = np.array_split(np.arange(len(view)), 2)
    mixes = [mix for mix in _mixes(view) if min(mix.worth(search), mix.worth(check)) >= _FEWEST_ALIKE]
    if not mixes:
        raise NotEvidenceError("no mix of these rows leaves enough of them to be judged")
    worst = max(mixes, key=lambda mix: mix.mean(wrong, search))
    return (_right if view.task == "classification" else _off)(subject, worst, wrong, check)


def _right(subject: ModelSubject, worst: _Mix, wrong: Floats, check: Ints) -> Observation:
    def lost(rows: Ints) -> float:
        return worst.mean(wrong, check[rows]) - float(wrong[check[rows]].mean())

    found = _measured("mix-drop", lost, len(check))
    judged = judge_all([found], subject.limits)
    surely = found.low is not None and found.low > _LOST
    status = judged.status if judged.declared else Status.WARN if surely else Status.PASS
    summary = f"{subject.name} loses {interval(found)} of its accuracy when there are more rows with {worst.what}."
    return _told(status, summary, judged.measurements)


def _off(subject: ModelSubject, worst: _Mix, wrong: Floats, check: Ints) -> Observation:
    def grown(rows: Ints) -> float:
        return worst.mean(wrong, check[rows]) / max(float(wrong[check[rows]].mean()), 1e-300)

    found = _measured("mix-error", grown, len(check))
    judged = judge_all([found], subject.limits)
    surely = found.low is not None and found.low > _TIMES
    status = judged.status if judged.declared else Status.WARN if surely else Status.PASS
    summary = f"The average error of {subject.name} is {interval(found)} times as large"
    return _told(status, f"{summary} when there are more rows with {worst.what}.", judged.measurements)


def _measured(name: str, statistic: Callable[[Ints], float], size: int) -> Measurement:
    import numpy as np

    low, high = bootstrap(statistic, size, draws=_DRAWS)
    return Measurement(name=name, value=statistic(np.arange(size)), low=low, high=high)


def _told(status: Status, summary: str, measurements: tuple[Measurement, ...]) -> Observation:
    step = "" if status is Status.PASS else "Gather more of these rows, or watch for this shift when it is deployed."
    return Observation(status=status, summary=summary, measurements=measurements, next_step=step)


def _mixes(view: View) -> Iterator[_Mix]:
    """Yield the mixes that are tried; none for rows of which nothing is a number or a category."""
    import pandas as pd

    plain = not isinstance(view.x, pd.DataFrame)
    if not plain:
        for place in range(min(view.x.shape[1], _MOST_FEATURES)):
            series = view.x.iloc[:, place]
            if is_numeric(series) or is_time(series) or is_prose(series):
                continue
            yield from _kinds(series)
    if plain or any(is_numeric(view.x.iloc[:, place]) for place in range(view.x.shape[1])):
        yield from _tilts(features_of(view.x))


def _kinds(series: pd.Series) -> Iterator[_Mix]:
    """Yield mixes in which rows of one category of a column make up half."""
    import numpy as np

    codes = series.factorize()[0]
    for code in range(min(int(codes.max(initial=-1)) + 1, _MOST_KINDS)):
        inside = codes == code
        share = float(inside.mean())
        if 0 < share < 0.5:  # noqa: PLR2004 - a category that is the half already cannot grow to it
            yield _Mix(
                f"one of the values of {label_of(series.name)}", np.where(inside, 0.5 / share, 0.5 / (1 - share))
            )


def _tilts(features: Features) -> Iterator[_Mix]:
    """Yield mixes in which large or small values of a number are more frequent; rows where it is unknown stay."""
    import numpy as np
    import pandas as pd

    columns = features.values.T  # noqa: PD011 - Features has no array
    for name, values in zip(features.names[:_MOST_FEATURES], columns, strict=False):
        ranks = pd.Series(np.where(np.isfinite(values), values, np.nan)).rank(pct=True)
        scores = np.nan_to_num(((ranks - ranks.mean()) / ranks.std(ddof=0)).to_numpy())
        if scores.any():
            yield _Mix(f"a high {name}", np.exp(scores))
            yield _Mix(f"a low {name}", np.exp(-scores))


PROBE = Probe(
    name="fragile-when-the-mix-changes", items=("EVA-02",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
