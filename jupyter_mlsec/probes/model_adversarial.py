"""Predictions that a small deliberate change turns over.

A label-only attack searches, for up to 100 rows that the model gets right, the nearest row that it gets wrong;
distances are in spreads of each feature (root mean square over the features that an attacker controls).
``robust-accuracy`` is the share of rows still right when each may be moved by 0.1 spreads; less than 0.5 warns unless
a limit is declared.

An attack that finds nothing proves nothing. So the same attack also runs on a linear twin whose exact distances are
known (nearest class mean); unless it finds these to within a factor of two, silence is "not evidence". Rows that it did
turn over count whatever it can do: a better attack would turn over more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count, guarded, interval, not_evidence
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.attack import attack, duel_of, start
from jupyter_mlsec.probes._predictors.features import Features, complete, features_of, spreads
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, answers, classification
from jupyter_mlsec.probes._predictors.outputs import each_output

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_BUDGET = 200  # questions per victim
_VICTIMS = 100
_POOL = 2_000
_FEWEST_ROWS = 40
_RADII = (0.05, 0.1, 0.2, 0.5)
_DECISIVE = 0.1
_DEFAULTS = {"robust-accuracy": ">= 0.5"}
_FACTOR = 2.0
_REACHED = 0.9  # share of the victims that must be fooled at some distance
_TELLING = 0.1  # share of them that an attack of any power must turn over to have shown something


@dataclass(frozen=True, slots=True, eq=False)
class _Arena:
    """Rows in spreads of each feature, and the way back to rows that the model takes."""

    features: Features
    scale: Floats
    scaled: Floats
    active: int

    def rows(self, scaled: Floats, owners: Ints) -> object:
        return self.features.rebuild(scaled * self.scale, owners)


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = classification(subject, least=_FEWEST_ROWS)
    view = complete(view.take(np.random.default_rng(0).permutation(len(view))[:_POOL]), only=subject.controlled)
    if len(view) < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} held-out rows have no missing value")
    arena = _arena(view, subject.controlled)
    given = view.predict()
    right = np.equal(*alike(view.y, given))
    victims = np.flatnonzero(right)[:_VICTIMS]
    if len(victims) < _FEWEST_ROWS // 2:
        raise NotEvidenceError("the model gets too few rows right to be attacked")
    if len(np.unique(given)) < 2:  # noqa: PLR2004 - two labels
        raise NotEvidenceError("the model gives one answer for all rows")
    distances = _attacked(view.model, arena, given, victims)
    curve = _curve(distances, float(right.mean()))
    fallen = float((distances <= _DECISIVE).mean())
    if fallen < _TELLING or not judge_all(curve, subject.limits, _DEFAULTS).failed:
        factor = _own_power(arena, given, victims)
        if factor > _FACTOR:
            return not_evidence(f"on a model with known distances the attack is off by a factor of {factor:.1f}")
        reached = float(np.isfinite(distances).mean())
        if reached < _REACHED:
            return not_evidence(
                f"the attack found a start for {reached:.0%} of the rows only, so the others cannot be called robust",
                next_step="Let the attacker control more features, or hold more rows out.",
            )
        power = f"Own power: on a linear model with known distances the attack comes within a factor of {factor:.2f}."
    else:
        power = "A stronger attack would turn over more of them."
    return _judged(subject, distances, curve, float(right.mean()), power)


def _curve(distances: Floats, clean: float) -> list[Measurement]:
    """Return for each radius the share of rows that stay right; ``clean`` is that of right answers before."""

    def robust(radius: float) -> Measurement:
        standing = int((distances > radius).sum())
        low, high = wilson(standing, len(distances))
        name = "robust-accuracy" if radius == _DECISIVE else f"robust accuracy at {radius:g} spreads"
        share = standing / len(distances)
        return Measurement(name=name, value=clean * share, low=clean * low, high=clean * high)

    return [robust(radius) for radius in _RADII]


def _judged(
    subject: ModelSubject, distances: Floats, curve: list[Measurement], clean: float, power: str
) -> Observation:
    import numpy as np

    main = next(found for found in curve if found.name == "robust-accuracy")
    judged = judge_all(curve, subject.limits, _DEFAULTS)
    middle = float(np.median(distances))
    median = Measurement(name="median-distance", value=middle, unit="spreads")
    summary = (
        f"Of {clean:.0%} right answers of {subject.name}, {interval(main)} stay right when every feature "
        f"may be moved by {_DECISIVE:g} spreads."
    )
    details = (
        f"{count(len(distances), 'row')} attacked with {_BUDGET} questions each.",
        power,
    )
    step = (
        ""
        if judged.status is Status.PASS
        else "Train with such rows (adversarial training), or limit what a caller can set."
    )
    return Observation(
        status=judged.status,
        summary=summary,
        details=details,
        measurements=(*judged.measurements, *([median] if np.isfinite(middle) else [])),
        next_step=step,
    )


def _arena(view: View, controlled: tuple[str, ...]) -> _Arena:
    import numpy as np

    features = features_of(view.x, only=controlled)
    spread = spreads(features.values)
    active = int((spread > 0).sum())
    if active == 0:
        raise NotEvidenceError("no feature varies, so none can be attacked")
    scale = np.where(spread > 0, spread, 1.0)
    return _Arena(features, scale, features.values / scale, active)


def _attacked(model: object, arena: _Arena, given: NDArray[Any], victims: Ints) -> Floats:
    """Return each victim's distance to the nearest row that fools the model, in spreads per feature; inf where none."""
    import numpy as np

    def asks(rows: Floats, owners: Ints) -> NDArray[Any]:
        return answers(model, arena.rows(rows, victims[owners]))

    duel = duel_of(asks, arena.scaled[victims], given[victims], arena.scaled.min(axis=0), arena.scaled.max(axis=0))
    start(duel, arena.scaled, given)
    attack(duel, _BUDGET)
    return np.asarray(duel.distance / arena.active**0.5)


def _own_power(arena: _Arena, given: NDArray[Any], victims: Ints) -> float:
    """Return the median of found / true distance on the nearest-mean classifier, whose boundaries are planes."""
    import numpy as np

    classes = np.unique(given)
    means = np.stack([arena.scaled[given == label].mean(axis=0) for label in classes])
    offsets = (means**2).sum(axis=1) / 2

    def scores(rows: Floats) -> Floats:
        return np.asarray(rows @ means.T - offsets)

    labels = scores(arena.scaled).argmax(axis=1)
    if len(np.unique(labels)) < 2:  # noqa: PLR2004 - two labels
        raise NotEvidenceError("the classes cannot be told apart linearly, so the attack cannot be checked")
    own = scores(arena.scaled[victims])
    label = labels[victims]
    gaps = own[np.arange(len(victims)), label][:, None] - own
    widths = np.linalg.norm(means[label][:, None, :] - means[None, :, :], axis=2)
    true = np.where(widths > 0, gaps / np.maximum(widths, 1e-300), np.inf).min(axis=1)
    limitless = np.full(arena.scaled.shape[1], np.inf)
    duel = duel_of(lambda rows, _: scores(rows).argmax(axis=1), arena.scaled[victims], label, -limitless, limitless)
    start(duel, arena.scaled, labels)
    attack(duel, _BUDGET)
    return float(np.median(duel.distance / np.maximum(true, 1e-12)))


PROBE = Probe(name="fragile-under-attack", items=("EVA-03",), run=_run, cost=Cost.NORMAL, docs=__doc__)
