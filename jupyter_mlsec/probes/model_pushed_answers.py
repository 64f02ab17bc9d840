"""A regressor's answers that a small deliberate change pushes far.

For up to 100 held-out rows a search that sees answers only looks for the move, at most 0.1 spreads of each feature
(root mean square over the features that an attacker controls), that changes the answer most, with 200 questions a row.
``answer-change`` is the median change in spreads of the wanted answers; more than 0.5 warns unless one is declared.

A search that finds little proves nothing. So it also runs on a linear twin of the model whose largest change is known:
unless it reaches half of that, silence is "not evidence". A change beyond the limit counts whatever the search can do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import (
    NotApplicableError,
    NotEvidenceError,
    count,
    guarded,
    interval,
    not_evidence,
)
from jupyter_mlsec.probes._ground.statistics import bootstrap
from jupyter_mlsec.probes._predictors.features import complete, features_of, spreads
from jupyter_mlsec.probes._predictors.models import ModelSubject, answers, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._predictors.push import push, push_of

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_DEFAULTS = {"answer-change": "<= 0.5"}
_BUDGET = 200
_ROWS, _POOL, _FEWEST_ROWS = 100, 2_000, 40
_RADII = (0.05, 0.1, 0.2)
_DECISIVE = 0.1
_REACHED = 0.5


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = held_out(subject, least=_FEWEST_ROWS)
    if view.task != "regression":
        raise NotApplicableError("it is measured for regressors only")
    view = complete(view.take(np.random.default_rng(0).permutation(len(view))[:_POOL]), only=subject.controlled)
    if len(view) < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} held-out rows have no missing value")
    spread = float(view.y.astype(np.float64).std())
    if spread == 0:
        raise NotEvidenceError("all held-out answers are equal")
    features = features_of(view.x, only=subject.controlled)
    wide = spreads(features.values)
    if not (wide > 0).any():
        raise NotEvidenceError("no feature varies, so none can be moved")
    scale = np.where(wide > 0, wide, 1.0)
    scaled = features.values / scale
    scaled[:, wide == 0] = features.values[:, wide == 0]
    active = int((wide > 0).sum())

    def asks(rows: Floats, owners: Ints) -> Floats:
        return answers(view.model, features.rebuild(rows * scale, owners)).astype(np.float64)

    start = view.predict().astype(np.float64)
    found = {each: _pushed(asks, scaled, start, each * active**0.5) / spread for each in _RADII}
    return _judged(subject, found, _own_power(scaled, start, active))


def _pushed(asks: object, scaled: Floats, start: Floats, radius: float) -> Floats:
    rows = scaled[:_ROWS]
    search = push_of(asks, rows, start[:_ROWS], radius, scaled.min(axis=0), scaled.max(axis=0))  # type: ignore[arg-type]
    push(search, _BUDGET)
    return search.reached


def _own_power(scaled: Floats, start: Floats, active: int) -> float:
    """Return the median share of the largest change that the search reaches on a linear fit of the model."""
    import numpy as np

    centred = scaled - scaled.mean(axis=0)
    slope = np.linalg.lstsq(centred, start - start.mean(), rcond=None)[0]
    size = float(np.linalg.norm(slope))
    if size == 0:
        raise NotEvidenceError("the model gives one answer for all rows")
    radius = _DECISIVE * active**0.5
    limitless = np.full(scaled.shape[1], np.inf)
    rows = scaled[:_ROWS]
    search = push_of(lambda asked, _: asked @ slope, rows, rows @ slope, radius, -limitless, limitless)
    push(search, _BUDGET)
    share: float = float(np.median(search.reached)) / (radius * size)
    return share


def _judged(subject: ModelSubject, found: dict[float, Floats], power: float) -> Observation:
    import numpy as np

    main = found[_DECISIVE]
    low, high = bootstrap(lambda rows: float(np.median(main[rows])), len(main))
    value = Measurement(name="answer-change", value=float(np.median(main)), low=low, high=high, unit="spreads")
    judged = judge_all([value], subject.limits, _DEFAULTS)
    if power < _REACHED and not judged.failed:
        return not_evidence(f"on a linear model the search reaches {power:.0%} of the largest change only")
    curve = [
        Measurement(name=f"change at {radius:g} spreads", value=float(np.median(each)), unit="spreads")
        for radius, each in found.items()
    ]
    most = Measurement(name="largest change", value=float(main.max()), unit="spreads")
    summary = (
        f"Moving every feature by {_DECISIVE:g} spreads pushes an answer of {subject.name} by {interval(value)} "
        "spreads of the answers."
    )
    details = (
        f"{count(len(main), 'row')} with {_BUDGET} questions each.",
        f"Own power: on a linear model the search reaches {power:.0%} of the largest change.",
    )
    return Observation(
        status=judged.status,
        summary=summary,
        details=details,
        measurements=(*judged.measurements, *curve, most),
        next_step="" if judged.status is Status.PASS else "Smooth the model, or limit what a caller can set.",
    )


PROBE = Probe(name="answers-pushed-far", items=("EVA-03",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__)
