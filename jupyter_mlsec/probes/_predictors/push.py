"""How far a regressor's answers can be pushed by a small move of each row: a search that sees answers only.

All rows are asked about in one call per step. Directions are drawn at random (isotropic, blocks and single features)
and taken from linear fits of what was answered: one of all rows together, one of each row's own answers; then what
worked best is varied. The move is as long as allowed from the beginning, as an answer changes most at the edge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_RIDGE = 1e-2
_DRAWN = 0.4  # of the questions go to directions drawn at random
_SIDES = 2
_WIDEST, _NARROWEST = 1.0, 0.05


@dataclass(slots=True, eq=False)
class Push:
    """The rows, how far each may be moved, the bounds of the features, and what was reached.

    ``asks(rows, owners)`` returns a number per row; ``start`` are the answers to the rows as they are.
    """

    asks: Callable[[Floats, Ints], Floats] = field(repr=False)
    origin: Floats
    start: Floats
    radius: float
    low: Floats
    high: Floats
    best: Floats
    reached: Floats
    moves: list[Floats] = field(default_factory=list, repr=False)
    changes: list[Floats] = field(default_factory=list, repr=False)


def push_of(
    asks: Callable[[Floats, Ints], Floats], origin: Floats, start: Floats, radius: float, low: Floats, high: Floats
) -> Push:
    """Return a push that has not begun."""
    import numpy as np

    return Push(asks, origin, start, radius, low, high, np.zeros_like(origin), np.zeros(len(origin)))


def push(search: Push, budget: int, *, seed: int = 0) -> None:
    """Look for the move that changes each row's answer most, with ``budget`` questions a row."""
    import numpy as np

    random = np.random.default_rng(seed)
    drawn = max(1, int(budget * _DRAWN) // _SIDES)
    for step in range(drawn):
        _both(search, _direction(search, step, random))
    left = budget // _SIDES - drawn
    if left > 1:
        _both(search, np.broadcast_to(_common_slope(search), search.origin.shape))
        _both(search, _own_slopes(search))
    width = np.full(len(search.origin), _WIDEST / 2)
    for step in range(left - 2):
        before = search.reached.copy()
        unit = search.best / np.maximum(np.linalg.norm(search.best, axis=1, keepdims=True), 1e-12)
        _both(search, unit, _direction(search, step, random) * width[:, None])
        grown = search.reached > before
        width = np.clip(np.where(grown, width * 1.3, width * 0.9), _NARROWEST, _WIDEST)


def _both(search: Push, first: Floats, across: Floats | None = None) -> None:
    """Ask about both sides: a direction and its opposite, or a direction varied to either side."""
    import numpy as np

    sides = (first, -first) if across is None else (first + across, first - across)
    ways = np.stack(sides, axis=1)
    ways = ways / np.maximum(np.linalg.norm(ways, axis=2, keepdims=True), 1e-12)
    rows = np.clip(search.origin[:, None, :] + search.radius * ways, search.low, search.high)
    owners = np.repeat(np.arange(len(search.origin)), _SIDES)
    answers = search.asks(rows.reshape(-1, rows.shape[2]), owners).reshape(len(search.origin), _SIDES)
    change = answers - search.start[:, None]
    moved = rows - search.origin[:, None, :]
    search.moves.append(moved)
    search.changes.append(change)
    size = np.where(np.isfinite(change), np.abs(change), 0.0)
    chosen, every = size.argmax(axis=1), np.arange(len(size))
    better = size[every, chosen] > search.reached
    search.best[better] = moved[every, chosen][better]
    search.reached[better] = size[every, chosen][better]


def _direction(search: Push, step: int, random: np.random.Generator) -> Floats:
    """Return a direction of length 1 for each row: isotropic, a block of features, a single one, in turn."""
    import numpy as np

    rows, width = search.origin.shape
    found = random.standard_normal((rows, width))
    if step % 3 == 1:
        found = np.where(random.random((rows, width)) < np.maximum(random.random((rows, 1)) ** 2, 1 / width), found, 0)
    elif step % 3 == 2:  # noqa: PLR2004 - the third of three
        found = np.where(np.arange(width) == random.integers(0, width, (rows, 1)), 1.0, 0.0)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12))


def _common_slope(search: Push) -> Floats:
    """Return the direction in which answers grow on average over all rows."""
    import numpy as np

    moves = np.concatenate([part.reshape(-1, part.shape[2]) for part in search.moves])
    changes = np.nan_to_num(np.concatenate([part.ravel() for part in search.changes]))
    gram = moves.T @ moves
    gram[np.diag_indices_from(gram)] += _RIDGE * float(np.trace(gram)) / len(gram) + 1e-12
    return np.asarray(np.linalg.solve(gram, moves.T @ changes))


def _own_slopes(search: Push) -> Floats:
    """Return for each row the direction in which its own answers grow."""
    import numpy as np

    moves = np.concatenate(search.moves, axis=1)  # rows x questions x features
    changes = np.nan_to_num(np.concatenate(search.changes, axis=1))
    kernel = np.einsum("rqf,rpf->rqp", moves, moves)  # by questions: there are fewer of them than features, or few
    scale = np.einsum("rqq->r", kernel) / kernel.shape[1]
    kernel += (_RIDGE * scale + 1e-12)[:, None, None] * np.eye(kernel.shape[1])
    weights = np.linalg.solve(kernel, changes[..., None])[..., 0]
    return np.asarray(np.einsum("rqf,rq->rf", moves, weights))
