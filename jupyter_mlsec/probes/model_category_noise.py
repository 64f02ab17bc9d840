"""Answers that fall apart when categories are entered wrongly, or come in another spelling.

A share of the categories (5, 10, 20 and 50 %) is replaced by another one of the same column: ``category-drop`` is the
accuracy (R2 for regressors) lost at 10 %; by default more than 0.1 warns. Then all values of one column after the
other get another spelling, in capitals or with a blank behind them, as another system writes them: ``spelling-drop`` is
what the worst column costs, and more than 0.2 warns. That a model refuses a spelling is said, and is no failure:
refusing is safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, interval, not_applicable
from jupyter_mlsec.probes._predictors.metrics import quality_of
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.robustness import knows, loss_interval
from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, label_of
from jupyter_mlsec.probes._tables.words import is_prose

if TYPE_CHECKING:
    import pandas as pd

_LEVELS = (0.05, 0.1, 0.2, 0.5)
_DECISIVE = 0.1
_DEFAULTS = {"category-drop": "<= 0.1", "spelling-drop": "<= 0.2"}
_MOST_ROWS = 1_000
_FEWEST_ROWS = 50
_MOST_COLUMNS = 12


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np
    import pandas as pd

    view = held_out(subject, least=_FEWEST_ROWS)
    if not isinstance(view.x, pd.DataFrame):
        return not_applicable("the features have no columns")
    if len(view) > _MOST_ROWS:
        view = view.take(np.sort(np.random.default_rng(0).choice(len(view), _MOST_ROWS, replace=False)))
    places = [place for place in range(view.x.shape[1]) if _is_category(view.x.iloc[:, place])][:_MOST_COLUMNS]
    if not places:
        return not_applicable("none of the features is a category")
    measure, clean = quality_of(view)
    if not knows(view, clean):
        raise NotEvidenceError(
            f"the undisturbed model is no better than guessing ({measure} {clean:.2f}), so it cannot lose"
        )
    curve = {level: quality_of(view, _exchanged(view.x, places, level))[1] for level in _LEVELS}
    low, high = loss_interval(view, _exchanged(view.x, places, _DECISIVE))
    wrong = Measurement(name="category-drop", value=clean - curve[_DECISIVE], low=low, high=high)
    spelled, refused = _spelled(view, places, clean)
    judged = judge_all([wrong, *([] if spelled is None else [spelled[1]])], subject.limits, _DEFAULTS)
    points = tuple(Measurement(name=f"{measure} at {level:g} category", value=value) for level, value in curve.items())
    summary = (
        f"{subject.name} loses {interval(wrong)} of its {measure} of {clean:.3f} with 10 % of the categories wrong"
    )
    if spelled is not None:
        summary += f", and {interval(spelled[1])} when {label_of(spelled[0])} is spelled otherwise"
    details = (f"It refuses another spelling of {count(refused, 'column')}.",) if refused else ()
    step = "" if judged.status is Status.PASS else "Bring spellings into one form before inference, or refuse others."
    return Observation(
        status=judged.status,
        summary=f"{summary}.",
        details=details,
        measurements=(*judged.measurements, *points),
        next_step=step,
    )


def _is_category(series: pd.Series) -> bool:
    values = series.dropna()
    if is_numeric(series) or is_time(series) or is_prose(series) or values.nunique() < 2:  # noqa: PLR2004 - two to mix up
        return False
    return all(isinstance(value, str) for value in values.unique())


def _exchanged(x: pd.DataFrame, places: list[int], level: float) -> pd.DataFrame:
    """Return rows in which a share of the categories is another one of the same column."""
    import numpy as np

    random, changed = np.random.default_rng(0), x.copy()
    for place in places:
        series = x.iloc[:, place]
        kinds = list(series.dropna().unique())
        at = {value: number for number, value in enumerate(kinds)}
        moves = random.integers(1, len(kinds), len(series))
        hit = (random.random(len(series)) < level) & series.notna().to_numpy()
        new = [
            kinds[(at[value] + move) % len(kinds)] if wrong else value
            for value, move, wrong in zip(series, moves.tolist(), hit.tolist(), strict=True)
        ]
        changed.isetitem(place, _like(new, series).array)
    return changed


def _spelled(view: View, places: list[int], clean: float) -> tuple[tuple[str, Measurement] | None, int]:
    """Return the column whose other spelling costs most, with the loss; and how many other spellings are refused."""
    worst: tuple[float, int, pd.DataFrame] | None = None
    refused = 0
    for place in places:
        changed = view.x.copy()
        changed.isetitem(place, _like(list(_otherwise(view.x.iloc[:, place])), view.x.iloc[:, place]).array)
        try:
            quality = quality_of(view, changed)[1]
        except Exception:  # noqa: BLE001 - any refusal is one
            refused += 1
            continue
        if worst is None or quality < worst[0]:
            worst = quality, place, changed
    if worst is None:
        return None, refused
    low, high = loss_interval(view, worst[2])
    loss = Measurement(name="spelling-drop", value=clean - worst[0], low=low, high=high)
    return (str(view.x.columns[worst[1]]), loss), refused


def _otherwise(series: pd.Series) -> Iterator[object]:
    for value in series:
        if not isinstance(value, str):
            yield value
        else:
            yield value.upper() if value.upper() != value else f"{value} "


def _like(values: list[object], series: pd.Series) -> pd.Series:
    """Return values as a column of the kind that it was; of categories, those that are not known are added."""
    import pandas as pd

    kind = "category" if isinstance(series.dtype, pd.CategoricalDtype) else series.dtype
    return pd.Series(values, index=series.index, dtype=kind)


PROBE = Probe(
    name="fragile-when-categories-change",
    items=("EVA-02",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
