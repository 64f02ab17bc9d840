"""Answers of a network that a small change turns over when its gradients choose it.

White-box and batched: for up to 100 rows that a PyTorch network (or a wrapper's, skorch's, a pipeline's last step) gets
right, the nearest row that it gets wrong, with 100 gradients a row for each of two distances: Euclidean (root mean
square over the features) and the largest change of any feature, both in spreads of the features. Limits:
``white-box-l2-accuracy`` and ``white-box-linf-accuracy`` at 0.1 spreads; less than 0.5 warns unless one is declared.

Gradients can be hidden without anything becoming safer. So it is "not evidence" where the attack finds no way for a
tenth of the rows, where random changes of the same size do as well, and where the label-only attack comes nearer.
PyTorch is used only where the kernel has imported it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

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
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._predictors.attack import attack, duel_of, start
from jupyter_mlsec.probes._predictors.features import complete, spreads
from jupyter_mlsec.probes._predictors.gradient_attack import GRADIENTS, Norm, Target, nearest, scores_of
from jupyter_mlsec.probes._predictors.inner_network import InnerNetwork, inner_network
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, classification
from jupyter_mlsec.probes._predictors.networks import evaluating, library
from jupyter_mlsec.probes._predictors.outputs import each_output

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_VICTIMS = 100
_POOL = 2_000
_FEWEST_ROWS = 40
_RADII = (0.05, 0.1, 0.2, 0.5)
_DECISIVE = 0.1
_DEFAULTS = {"white-box-l2-accuracy": ">= 0.5", "white-box-linf-accuracy": ">= 0.5"}
_REACHED = 0.9
_BY_CHANCE = 0.5  # share of the rows that noise may turn over at the distances that were found
_DRAWS = 20
_QUESTIONS = 200  # of the label-only attack that is held against
_NEARER = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class _Field:
    """The rows in spreads of each feature, those attacked, and the network that answers for such rows."""

    inner: InnerNetwork
    scale: Floats = field(repr=False)
    scaled: Floats = field(repr=False)
    free: Any = field(repr=False)  # features that may be moved
    victims: Ints = field(repr=False)

    @property
    def active(self) -> int:
        return int(self.free.sum())


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = classification(subject, least=_FEWEST_ROWS)
    if library() is None:
        raise NotApplicableError("PyTorch is not loaded in this kernel")
    if view.outputs > 1:
        raise NotApplicableError("it is measured for one answer a row")
    view = complete(view.take(np.random.default_rng(0).permutation(len(view))[:_POOL]))
    if len(view) < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} held-out rows have no missing value")
    right = np.equal(*alike(view.y, view.predict()))
    inner = inner_network(subject.model, view)
    with evaluating(inner.network):
        return _attacked(subject, _field(subject, view, inner, right), float(right.mean()))


def _field(subject: ModelSubject, view: View, inner: InnerNetwork, right: Any) -> _Field:  # noqa: ANN401 - truths
    import numpy as np

    victims = np.flatnonzero(right)[:_VICTIMS]
    if len(victims) < _FEWEST_ROWS // 2:
        raise NotEvidenceError("the model gets too few rows right to be attacked")
    if len(np.unique(inner.own)) < 2:  # noqa: PLR2004 - two classes
        raise NotEvidenceError("the model gives one answer for all rows")
    spread = spreads(inner.rows)
    free = spread > 0
    if subject.controlled:
        names = [str(name) for name in getattr(view.x, "columns", ())]
        if len(names) != len(free):
            raise NotEvidenceError("what an attacker controls has no place in the rows that the network gets")
        free &= np.isin(names, subject.controlled)
    if not free.any():
        raise NotEvidenceError("no feature varies, so none can be attacked")
    scale = np.where(spread > 0, spread, 1.0)
    return _Field(inner, scale, inner.rows / scale, free, victims)


def _attacked(subject: ModelSubject, ground: _Field, clean: float) -> Observation:
    import numpy as np

    target = _target(ground)
    l2, found = nearest(target, "l2")
    linf, _ = nearest(target, "linf")
    l2 = l2 / ground.active**0.5
    reached = float(min(np.isfinite(l2).mean(), np.isfinite(linf).mean()))
    if reached < _REACHED:
        return not_evidence(
            f"gradients turn {reached:.0%} of the rows over only, so the others cannot be called robust",
            next_step="Look whether the network hides its gradients (rounding, steps, saturated outputs).",
        )
    chance = _by_chance(target, found)
    if chance > _BY_CHANCE:
        return not_evidence(f"random changes of the same size turn over {chance:.0%} of the rows as well")
    blind = _blind(ground)
    middle = float(np.median(l2))
    if blind < _NEARER * middle:
        return not_evidence(
            f"without gradients an attack comes nearer ({blind:.3f} against {middle:.3f} spreads): they are masked",
            next_step="Count on fragile-under-attack, which asks for labels only.",
        )
    power = (
        f"Own power: random changes of the same size turn over {chance:.0%} of the rows; "
        f"an attack that sees labels only needs {blind / max(middle, 1e-12):.2f} times the distance."
    )
    return replace(_judged(subject, {"l2": l2, "linf": linf}, clean), details=(_cost(ground), power))


def _cost(ground: _Field) -> str:
    return f"{count(len(ground.victims), 'row')} attacked with {GRADIENTS} gradients each, for each distance."


def _judged(subject: ModelSubject, distances: dict[Norm, Floats], clean: float) -> Observation:
    curve = [_robust(norm, found, radius, clean) for norm, found in distances.items() for radius in _RADII]
    judged = judge_all(curve, subject.limits, _DEFAULTS)
    l2, linf = (next(one for one in curve if one.name == name) for name in _DEFAULTS)
    summary = (
        f"Of {clean:.0%} right answers of {subject.name}, {interval(l2)} stay right when its gradients choose a move "
        f"by {_DECISIVE:g} spreads of the features, {interval(linf)} when no feature moves by more."
    )
    return Observation(
        status=judged.status,
        summary=summary,
        measurements=judged.measurements,
        next_step="" if judged.status is Status.PASS else "Train with such rows (adversarial training).",
    )


def _robust(norm: Norm, distances: Floats, radius: float, clean: float) -> Measurement:
    standing = int((distances > radius).sum())
    low, high = wilson(standing, len(distances))
    decisive = radius == _DECISIVE
    name = f"white-box-{norm}-accuracy" if decisive else f"white-box {norm} accuracy at {radius:g} spreads"
    return Measurement(name=name, value=clean * standing / len(distances), low=clean * low, high=clean * high)


def _target(ground: _Field) -> Target:
    import numpy as np

    inner, victims = ground.inner, ground.victims
    scale = inner.tensor(ground.scale)
    origin = ground.scaled[victims]
    low = np.where(ground.free, ground.scaled.min(axis=0), origin)
    high = np.where(ground.free, ground.scaled.max(axis=0), origin)
    own = library().as_tensor(inner.own[victims], device=scale.device)
    scores = scores_of(lambda rows: inner.call(rows * scale), shares=inner.shares)
    return Target(scores, own, *(inner.tensor(part) for part in (origin, low, high)))


def _by_chance(target: Target, found: Any) -> float:  # noqa: ANN401 - tensors of a library that is no dependency
    """Return the share of rows that one of 20 random changes, each as large as the one found, turns over too."""
    import numpy as np

    torch = library()
    size = (found - target.origin).square().sum(dim=1).sqrt()
    random = np.random.default_rng(0)
    fooled = torch.zeros_like(size, dtype=torch.bool)
    for _ in range(_DRAWS):
        drawn = torch.as_tensor(random.standard_normal(tuple(found.shape))).to(found) * (target.low < target.high)
        drawn *= (size / drawn.square().sum(dim=1).sqrt().clamp_min(1e-12))[:, None]
        with torch.no_grad():
            fooled |= target.margins((target.origin + drawn).clamp(target.low, target.high)) < 0
    return float(fooled.double().mean())


def _blind(ground: _Field) -> float:
    """Return the median distance that the label-only attack comes to on the same network."""
    import numpy as np

    inner, torch = ground.inner, library()
    held = np.where(ground.free, ground.scaled, 0.0)

    def asks(rows: Floats, owners: Ints) -> Any:  # noqa: ANN401 - labels
        whole = np.where(ground.free, rows, ground.scaled[ground.victims[owners]])
        with torch.no_grad():
            given = inner.call(inner.tensor(whole * ground.scale)).reshape(len(whole), -1)
        if given.shape[1] == 1:
            return (given[:, 0] > (0.5 if inner.shares else 0.0)).cpu().numpy().astype(np.int64)
        return given.argmax(dim=1).cpu().numpy()

    own = inner.own
    duel = duel_of(asks, held[ground.victims], own[ground.victims], held.min(axis=0), held.max(axis=0))
    start(duel, held, own)
    attack(duel, _QUESTIONS)
    return float(np.median(duel.distance) / ground.active**0.5)


PROBE = Probe(
    name="fragile-under-gradients", items=("EVA-03",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
