"""A white-box attack on a network: the nearest row that it answers otherwise, found by its gradients, all rows at once.

Fast minimum-norm steps (Pintor 2021): go down the margin between the own class and another one, stay within a radius
that shrinks while the row fools the network and grows while it does not. Half of the gradients go down to whichever
class is next, half to the one whose boundary is nearest in a linear view (as DeepFool does, Moosavi-Dezfooli 2016).
Distances are Euclidean or the largest change of one feature; a bisection towards the row itself ends the search.
PyTorch is taken from the kernel it is loaded in.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from jupyter_mlsec.probes._ground.budget import checkpoint
from jupyter_mlsec.probes._predictors.networks import library

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

Norm = Literal["l2", "linf"]
GRADIENTS = 100  # per row
_HALVINGS = 8
_SHRINK = (0.1, 0.005)  # by how much the radius changes per step, at the beginning and at the end
_BEYOND = 1.02  # where a linear view puts the boundary, rounding leaves a row on this side of it
_LAST = 0.01  # of the first step's length
_DUAL = {"l2": "l2", "linf": "l1"}  # by which size of the gradient a distance in the other norm grows
_MOST_CLASSES = 20


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What is attacked. ``scores(rows)``: a tensor of rows to one of scores, ``own``: the column of each row's class.

    ``origin`` are the rows, ``low`` and ``high`` the least and largest value of each feature, as tensors of one kind;
    a feature that must not be moved has both equal to the row's own value.
    """

    scores: Callable[[Any], Any] = field(repr=False)
    own: Any = field(repr=False)
    origin: Any = field(repr=False)
    low: Any = field(repr=False)
    high: Any = field(repr=False)

    def margins(self, rows: Any, aim: Any = None) -> Any:  # noqa: ANN401 - tensors of a library that is no dependency
        """Return how far each row is on its own class's side (< 0 = fooled), seen from ``aim`` or any other class."""
        scores = self.scores(rows)
        mine = scores.gather(1, self.own[:, None])[:, 0]
        if aim is not None:
            return mine - scores.gather(1, aim[:, None])[:, 0]
        return mine - scores.scatter(1, self.own[:, None], -math.inf).max(dim=1).values


def scores_of(call: Callable[[Any], Any], *, shares: bool) -> Callable[[Any], Any]:
    """Return a network's scores with a column a class; ``shares`` = they are probabilities, which are made logarithms.

    ``call(rows)``: rows x classes, or rows x 1, where a positive number (a probability above a half) is class 1.
    """
    torch = library()

    def scores(rows: Any) -> Any:  # noqa: ANN401 - as above
        found = call(rows).reshape(len(rows), -1)
        if found.shape[1] == 1:
            found = torch.cat((1 - found if shares else -found, found), dim=1)
        return torch.log(found.clamp_min(1e-300 if found.dtype == torch.float64 else 1e-38)) if shares else found

    return scores


def nearest(target: Target, norm: Norm, *, gradients: int = GRADIENTS) -> tuple[Floats, Any]:
    """Return each row's distance to the nearest row found that fools the network (inf = none), and these rows."""
    import numpy as np

    torch = library()
    aim, asked = _nearest_class(target, norm)
    steps = 0 if aim is None else (gradients - asked) // 2
    found, best = _descended(target, norm, None, gradients - asked - steps)
    if aim is not None:
        other, distance = _descended(target, norm, aim, steps)
        found = torch.where((distance < best)[:, None], other, found)
        best = torch.minimum(distance, best)
    return np.asarray(best.double().cpu().numpy()), found


def _nearest_class(target: Target, norm: Norm) -> tuple[Any, int]:
    """Return the class of the nearest boundary in a linear view of each row, and how many gradients that took."""
    torch = library()
    with torch.no_grad():
        classes = target.scores(target.origin[:1]).shape[1]
    if not 2 < classes <= _MOST_CLASSES:  # noqa: PLR2004 - of two classes the other one is next
        return None, 0
    away = []
    for each in range(classes):
        aim = torch.full_like(target.own, each)
        margin, slope = _slope(target, torch.zeros_like(target.origin), aim)
        away.append(torch.where(aim == target.own, math.inf, margin / _size(slope, _DUAL[norm]).clamp_min(1e-12)))
    return torch.stack(away, dim=1).argmin(dim=1), classes


def _descended(target: Target, norm: Norm, aim: Any, gradients: int) -> tuple[Any, Any]:  # noqa: ANN401 - as above
    """Return the nearest fooling rows on the way down, and their distances (inf = none)."""
    torch = library()
    change = torch.zeros_like(target.origin)
    best = torch.full_like(target.origin[:, 0], math.inf)
    found = target.origin.clone()
    margin, slope = _slope(target, change, aim)
    radius = reach = margin.abs() / _size(slope, _DUAL[norm]).clamp_min(1e-12)
    for step in range(gradients):
        checkpoint()
        cooled = (1 + math.cos(math.pi * step / gradients)) / 2
        fooled, size = margin < 0, _size(change, norm)
        nearer = fooled & (size < best)
        found[nearer] = (target.origin + change)[nearer]
        best = torch.where(nearer, size, best)
        rate = _SHRINK[1] + (_SHRINK[0] - _SHRINK[1]) * cooled
        linear = _BEYOND * (size + margin.abs() / _size(slope, _DUAL[norm]).clamp_min(1e-12))
        outside = torch.where(torch.isfinite(best), radius * (1 + rate), linear)
        radius = torch.where(fooled, torch.minimum(radius * (1 - rate), best), outside)
        way = slope / _size(slope, "l2").clamp_min(1e-12)[:, None] if norm == "l2" else slope.sign()
        change = _within(change - (reach * (_LAST + (1 - _LAST) * cooled))[:, None] * way, radius, norm)
        change = (target.origin + change).clamp(target.low, target.high) - target.origin
        if step < gradients - 1:
            margin, slope = _slope(target, change, aim)
    found = _bisected(target, found, best)
    return found, torch.where(torch.isfinite(best), _size(found - target.origin, norm), best)


def _slope(target: Target, change: Any, aim: Any) -> tuple[Any, Any]:  # noqa: ANN401 - as above
    """Return the margins, and their gradients by the features that may be moved."""
    torch = library()
    with torch.enable_grad():
        rows = (target.origin + change).detach().requires_grad_(True)  # noqa: FBT003 - torch's own signature
        margin = target.margins(rows, aim)
        (slope,) = torch.autograd.grad(margin.sum(), rows)
    slope = torch.nan_to_num(slope, 0.0, 0.0, 0.0)
    room = torch.where(slope > 0, rows > target.low, rows < target.high)  # at a bound a feature has one way only
    return margin.detach(), torch.where(room, slope, torch.zeros_like(slope))


def _size(change: Any, norm: str) -> Any:  # noqa: ANN401 - as above
    flat = change.abs()
    if norm == "linf":
        return flat.max(dim=1).values
    return flat.sum(dim=1) if norm == "l1" else flat.square().sum(dim=1).sqrt()


def _within(change: Any, radius: Any, norm: Norm) -> Any:  # noqa: ANN401 - as above
    torch = library()
    if norm == "linf":
        return torch.minimum(torch.maximum(change, -radius[:, None]), radius[:, None])
    return change * (radius / _size(change, "l2").clamp_min(1e-12)).clamp_max(1.0)[:, None]


def _bisected(target: Target, found: Any, best: Any) -> Any:  # noqa: ANN401 - as above
    """Return the found rows drawn back towards their origin, as near as they still fool the network."""
    torch = library()
    inside, outside = torch.zeros_like(best), torch.ones_like(best)
    for _ in range(_HALVINGS):
        share = (inside + outside) / 2
        with torch.no_grad():
            fooled = target.margins(target.origin + share[:, None] * (found - target.origin)) < 0
        outside, inside = torch.where(fooled, share, outside), torch.where(fooled, inside, share)
    return target.origin + outside[:, None] * (found - target.origin)
