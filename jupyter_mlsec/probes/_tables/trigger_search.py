"""Search for small patterns of features that force a model's answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_MOST_FEATURES = 3
_MOST_SEARCHED = 200
_MOST_REFINED = 24  # features that are tried beside the first: those that sway most by themselves
_ENOUGH = 0.95
_WORTH = 0.02  # success that one more feature must add
_ASKED_AT_ONCE = 60  # patterns in one call of the model


@dataclass(frozen=True, slots=True)
class Trigger:
    """Features, the values they are set to, the answer that is forced, and from which share of the rows."""

    places: tuple[int, ...]
    levels: tuple[float, ...]
    label: Any
    success: float


def force(values: Floats, trigger: Trigger) -> Floats:
    """Return the rows with the trigger's features set to its values."""
    import numpy as np

    forced = np.array(values)
    forced[:, list(trigger.places)] = trigger.levels
    return forced


def search(asks: Callable[[Floats, Ints], NDArray[Any]], values: Floats) -> list[Trigger]:
    """Return for each class the best pattern of up to three features found greedily.

    Levels tried: the lowest and highest value of a feature, and as far again beyond them, where triggers hide. A
    feature that never varies (the corner of a picture) is the best place to hide one: it is moved as far as the others.
    """
    import numpy as np

    low, high = values.min(axis=0), values.max(axis=0)
    span = np.where(high > low, high - low, np.median((high - low)[high > low]) if (high > low).any() else 1.0)
    levels = np.stack((low, high, low - span, high + span), axis=1)
    plain = asks(values, np.arange(len(values)))
    places = np.arange(values.shape[1])[:_MOST_SEARCHED]
    best: dict[Any, Trigger] = {}
    grown = [Trigger((), (), label, 0.0) for label in np.unique(plain).tolist()]
    for _ in range(_MOST_FEATURES):
        tried = list(_tried(asks, values, plain, [(base, places, levels) for base in grown]))
        grown = [max((t for t in tried if t.label == base.label), key=lambda t: t.success) for base in grown]
        places = _swaying(tried)
        for trigger in grown:
            if trigger.label not in best or trigger.success > best[trigger.label].success + _WORTH:
                best[trigger.label] = trigger
        if all(trigger.success >= _ENOUGH for trigger in best.values()):
            break
    return list(best.values())


def _swaying(tried: list[Trigger]) -> Ints:
    """Return the features with the greatest success in their last pattern."""
    import numpy as np

    success: dict[int, float] = {}
    for trigger in tried:
        success[trigger.places[-1]] = max(success.get(trigger.places[-1], 0.0), trigger.success)
    return np.array(sorted(success, key=lambda place: -success[place])[:_MOST_REFINED], dtype=np.int64)


def _tried(
    asks: Callable[[Floats, Ints], NDArray[Any]],
    values: Floats,
    plain: NDArray[Any],
    bases: list[tuple[Trigger, Ints, Floats]],
) -> Iterator[Trigger]:
    """Ask about each base with one more feature set, many patterns in one call; yield each with its success.

    In the first round all bases are empty: a pattern is asked about once and judged for every class.
    """
    import numpy as np

    wanted: dict[tuple[tuple[int, ...], tuple[float, ...]], list[Any]] = {}
    for base, places, levels in bases:
        for place in map(int, places):
            if place not in base.places:
                for level in map(float, levels[place]):
                    key = (*base.places, place), (*base.levels, level)
                    wanted.setdefault(key, []).append(base.label)
    rows = np.arange(len(values))
    keys = list(wanted)
    for start in range(0, len(keys), _ASKED_AT_ONCE):
        some = keys[start : start + _ASKED_AT_ONCE]
        patterns = [Trigger(*key, None, 0.0) for key in some]
        given = asks(np.vstack([force(values, pattern) for pattern in patterns]), np.tile(rows, len(patterns)))
        for key, pattern, found in zip(some, patterns, given.reshape(len(patterns), -1), strict=True):
            for label in wanted[key]:
                yield replace(pattern, label=label, success=float((found[plain != label] == label).mean()))
