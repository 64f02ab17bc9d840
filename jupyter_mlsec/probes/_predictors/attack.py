"""A label-only adversarial attack on anything that predicts: all victims at once, one call of predict per step.

The idea is that of decision-based attacks (Brendel 2018, Chen 2020, Maho 2021): start at a row of another class, walk
along the boundary on circles around the victim, and fall back towards it. Two things are ours: all victims are asked in
one batch, because a call costs far more than a row; and directions are drawn where labels change (single features,
blocks, the axes between neighbours) beside isotropic ones, weighted by what has worked. What was answered about one
victim serves all: a linear copy fitted on it says where each victim's nearest boundary may lie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._predictors.linear_copy import linear_copy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_STARTS = 4
_HALVINGS, _SECTIONS = 2, 5  # of the lines to them, and then of the most promising one
_FIRST, _WIDEST, _NARROWEST = 0.35, 1.2, 0.02  # radians
_KINDS = 4
_DRAWN = 1_024  # isotropic directions of which each is used again by other victims: drawing them costs more than a step
_SIDES = 2  # questions about a direction
_WAYS = 2  # directions per step: half as many calls of the model, each of them worth a little less
_LEAPS = (0, 40, 80, 120)  # questions after which a linear copy is asked for its way out,
_WORTH = 0.5  # and again only where it brought this share of the victims nearer the last time
_LEAP_STEPS = 3
_FIRST_SHARES, _LATER_SHARES = (0.5, 0.95), (1 / 3, 2 / 3)
_REMEMBERED = 40  # calls whose answers the copy is fitted on


@dataclass(slots=True, eq=False)
class Duel:
    """The victims, their present adversarial rows, and how often each victim was asked about.

    ``asks(rows, victims)`` returns a label per row; ``origin`` (victims x features) are the rows as they are and
    ``label`` what the model says of them; ``low`` and ``high`` bound each feature.
    """

    asks: Callable[[Floats, Ints], NDArray[Any]] = field(repr=False)
    origin: Floats
    label: NDArray[Any]
    low: Floats
    high: Floats
    found: Floats
    distance: Floats
    queries: int = 0
    memory: list[tuple[Floats, NDArray[Any]]] = field(default_factory=list, repr=False)  # rows and their labels

    def ask(self, rows: Floats) -> NDArray[np.bool_]:
        """Tell which of ``rows[victim, choice]`` get another label than their victim, in one call of the model."""
        import numpy as np

        victims, choices, width = rows.shape
        self.queries += choices
        owners = np.repeat(np.arange(victims), choices)
        flat = rows.reshape(-1, width)
        labels = self.asks(flat, owners)
        self.memory = [*self.memory[:1], *self.memory[1:][-_REMEMBERED:], (flat, labels)]  # the pool stays
        return np.asarray(labels != self.label[owners]).reshape(victims, choices)

    def offer(self, rows: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Keep each victim's nearest fooling row among ``rows[victim, choice]``.

        Returns which rows fool the model, and which victims got a nearer row than before.
        """
        import numpy as np

        fooled = self.ask(rows)
        moved = rows - self.origin[:, None, :]
        away = np.where(fooled, np.sqrt(np.einsum("vcw,vcw->vc", moved, moved)), np.inf)
        best = away.argmin(axis=1)
        every = np.arange(len(best))
        nearer = away[every, best] < self.distance * (1 - 1e-9)
        self.found[nearer] = rows[every, best][nearer]
        self.distance[nearer] = away[every, best][nearer]
        return fooled, nearer


def duel_of(
    asks: Callable[[Floats, Ints], NDArray[Any]], origin: Floats, label: NDArray[Any], low: Floats, high: Floats
) -> Duel:
    """Return a duel in which nobody has been fooled yet."""
    import numpy as np

    return Duel(asks, origin, label, low, high, origin.copy(), np.full(len(origin), np.inf))


def attack(duel: Duel, budget: int, *, seed: int = 0, watch: Callable[[Duel], None] | None = None) -> None:
    """Bring the adversarial rows of ``duel`` nearer to their victims until each was asked about ``budget`` times."""
    import numpy as np

    random = np.random.default_rng(seed)
    victims = len(duel.origin)
    every = np.arange(victims)
    angle = np.full(victims, _FIRST)
    worked = np.ones((victims, _KINDS))
    leaps = list(_LEAPS)
    isotropic = random.standard_normal((_DRAWN, duel.origin.shape[1]))
    while ways := min(_WAYS, (budget - duel.queries) // _SIDES):
        if leaps and duel.queries >= leaps[0] and duel.queries + len(_LATER_SHARES) * _LEAP_STEPS <= budget:
            leaps = leaps[1:] if leap(duel) >= _WORTH else []
            continue
        weights = worked / worked.sum(axis=1, keepdims=True)
        lot = random.random((victims, ways, 1))
        kinds = (lot > weights.cumsum(axis=1)[:, None, :]).sum(axis=2).clip(0, _KINDS - 1)
        gone = duel.found - duel.origin
        away = gone / np.maximum(duel.distance, 1e-12)[:, None]  # 0 for victims without a start
        drawn = _directions(np.repeat(gone, ways, axis=0), kinds.ravel(), isotropic, random)
        sides = _across(drawn, np.repeat(away, ways, axis=0)).reshape(victims, ways, -1)
        fooled, nearer = duel.offer(_circles(duel, away, sides, angle))
        won = fooled.reshape(victims, ways, _SIDES).any(axis=2) & nearer[:, None]
        for kind, each in zip(kinds.T, won.T, strict=True):
            worked[every, kind] = 0.9 * worked[every, kind] + 1.0 * each + 0.02
        angle = np.clip(np.where(nearer, angle * 1.3, angle * 0.85), _NARROWEST, _WIDEST)
        if watch is not None:
            watch(duel)


def leap(duel: Duel) -> float:
    """Look for the boundary where a linear copy of the model puts it; return the share of victims that came nearer.

    Each victim's way out is searched from its row to its present distance, in brackets that shrink to a third.
    """
    import numpy as np

    copy = linear_copy(np.concatenate([rows for rows, _ in duel.memory]), np.concatenate([z for _, z in duel.memory]))
    if copy is None:
        return 0.0
    way, before = copy.ways_out(duel.origin, duel.label), duel.distance.copy()
    reach = np.where(np.isfinite(before), before, np.linalg.norm(duel.high - duel.low))
    inside, outside = np.zeros(len(way)), reach
    for step in range(_LEAP_STEPS):
        shares = _FIRST_SHARES if step == 0 else _LATER_SHARES
        tried = np.stack([inside + share * (outside - inside) for share in shares], axis=1)
        rows = duel.origin[:, None, :] + tried[..., None] * way[:, None, :]
        fooled, _ = duel.offer(np.asarray(np.clip(rows, duel.low, duel.high)))
        near, far = fooled[:, 0], ~fooled[:, 0] & fooled[:, 1]
        inside = np.where(near, inside, np.where(far, tried[:, 0], tried[:, 1]))
        outside = np.where(near, tried[:, 0], np.where(far, tried[:, 1], outside))
    return float((duel.distance < before).mean())


def _circles(duel: Duel, away: Floats, sides: Floats, angle: Floats) -> Floats:
    """Return two rows on each circle through victim and present row: the distance at angle t is d cos t.

    ``sides`` is victims x ways x features, what is returned victims x (2 times ways) x features.
    """
    import numpy as np

    turns = np.stack((angle, -angle), axis=1)
    cosine, sine = np.cos(turns), np.sin(turns)
    reach = np.where(np.isfinite(duel.distance), duel.distance, 0.0)[:, None] * cosine
    rows = (reach * sine)[:, None, :, None] * sides[:, :, None, :]
    rows += (duel.origin[:, None, :] + (reach * cosine)[:, :, None] * away[:, None, :])[:, None, :, :]
    np.minimum(np.maximum(rows, duel.low, out=rows), duel.high, out=rows)  # half of what np.clip takes
    return rows.reshape(len(rows), -1, rows.shape[-1])


def _across(direction: Floats, away: Floats) -> Floats:
    """Return the part of each direction that is square to ``away``, of length 1."""
    import numpy as np

    direction = direction - np.einsum("rw,rw->r", direction, away)[:, None] * away
    length = np.sqrt(np.einsum("rw,rw->r", direction, direction))[:, None]
    return np.asarray(direction / np.maximum(length, 1e-12))


def _directions(gone: Floats, kind: Ints, isotropic: Floats, random: np.random.Generator) -> Floats:
    """Return a random direction per row: isotropic, one feature, a block of features, or of the way ``gone`` so far."""
    import numpy as np

    width = gone.shape[1]
    found = np.zeros(gone.shape)
    whole, alone, blocks, undone = (np.flatnonzero(kind == each) for each in range(_KINDS))
    free = np.concatenate((whole, blocks))
    found[free] = isotropic[random.integers(len(isotropic), size=free.size)]
    found[undone] = gone[undone]
    partial = np.concatenate((blocks, undone))
    if partial.size:
        share = random.random((partial.size, 1)) ** 2
        found[partial] *= random.random((partial.size, width)) < np.maximum(share, 1.0 / width)
    if alone.size:
        weight = np.abs(gone[alone])
        weight += weight.mean(axis=1, keepdims=True) + 1e-12
        upto = weight.cumsum(axis=1)
        drawn = random.random((alone.size, 1)) * upto[:, -1:]
        found[alone, (drawn > upto).sum(axis=1).clip(0, width - 1)] = 1.0
    return found


def start(duel: Duel, pool: Floats, pool_labels: NDArray[Any]) -> None:
    """Give each victim the nearest row of another class as its start, moved up to the boundary.

    ``pool`` must hold rows of at least two labels. Victims without any row of another label keep an infinite distance.
    """
    import numpy as np

    duel.memory.append((pool, pool_labels))
    others = pool_labels != duel.label[:, None]
    away = np.einsum("rw,rw->r", pool, pool) - 2.0 * (duel.origin @ pool.T)  # squared, but for what all have in common
    nearest = np.where(others, away, np.inf).argpartition(min(_STARTS, len(pool) - 1), axis=1)[:, :_STARTS]
    taken = np.take_along_axis(others, nearest, axis=1)
    first = np.take_along_axis(nearest, taken.argmax(axis=1)[:, None], axis=1)  # where fewer rows have another label
    candidates = pool[np.where(taken, nearest, first)]
    candidates[~taken.any(axis=1)] = duel.origin[~taken.any(axis=1), None, :]
    _along(duel, candidates)


def _along(duel: Duel, candidates: Floats) -> None:
    """Look for the boundary on the lines to ``candidates[victim, start]``, and closer on the most promising one.

    They are asked about as well: who controls a part of the features only cannot send a row of the pool as it is.
    """
    import numpy as np

    fooled, _ = duel.offer(candidates)
    lines = candidates - duel.origin[:, None, :]
    length = np.where(fooled, np.linalg.norm(lines, axis=2), np.inf)
    inside, outside = np.zeros(length.shape), np.ones(length.shape)
    for _ in range(_HALVINGS):
        share = (inside + outside) / 2
        fooled, _ = duel.offer(duel.origin[:, None, :] + share[..., None] * lines)
        inside, outside = np.where(fooled, inside, share), np.where(fooled, share, outside)
    every, best = np.arange(len(lines)), (outside * length).argmin(axis=1)
    near, far = inside[every, best], outside[every, best]
    share = near[:, None] + (far - near)[:, None] * np.arange(1, _SECTIONS) / _SECTIONS
    duel.offer(duel.origin[:, None, :] + share[..., None] * lines[every, best][:, None, :])
