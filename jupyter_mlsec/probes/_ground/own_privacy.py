"""Budgets of differential privacy that somebody keeps by hand: in attributes, ledgers and numbers of the kernel.

Which numbers are budgets is decided by what their object says of itself: an ``epsilon`` alone is none (it may be a
tube, a radius, a greedy choice, or keep a division from zero).
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from types import FunctionType

from jupyter_mlsec.probes._ground.home_made import (
    Spoken,
    attributes,
    changed_by,
    defaults,
    is_home_made,
    own_classes,
    parts,
    real,
    spoken_by,
    spoken_by_function,
)
from jupyter_mlsec.probes._names.read import words

_LEAST = 1e-4  # an epsilon below this is no budget, it keeps a division from zero
_ROUNDING = 1e-6  # what adding up many small charges may be off by
_DEPTH = 3
_MOST_HELD = 10_000
_SHORT = frozenset({"dp", "dpsgd", "ldp", "zcdp"})
_FITS = frozenset({"fit", "train"})
_CLIPS = frozenset({"clip", "clipped", "clipping", "norm"})
_NOISES = frozenset({"noise_multiplier"})
_BARE = frozenset({"eps", "epsilon", "e"})  # what a loop over several calls each of them
_ANY_COUNT = frozenset({"t", "answered", "n_answered", "calls", "n_calls", "compositions"})
_STEM = 4  # letters that "query" and "queries" share
_ALOUD = frozenset({"privacy", "privatsphäre", "datenschutz", "confidentialité", "privacidad"})
_SENTENCE = re.compile(r"[.!?;]+")
_NEAR_ONE = 1e-5  # the delta at which concentrated privacy is told as an epsilon


@dataclass(frozen=True, slots=True)
class Kept:
    """What one variable says: the largest epsilon of it, and its largest delta. None = it does not say.

    ``over``: what was spent and what may be, where more was spent.
    """

    name: str
    epsilon: float | None
    delta: float | None = None
    noise: float | None = None
    over: tuple[float, float] | None = None


def kept_by_hand(names: Mapping[str, object]) -> Iterator[Kept]:
    """Yield what the variables of a kernel say about privacy that is made by hand, one entry a variable."""
    spoken: list[str] = []
    tried = _tried(names)
    for name, value in names.items():
        if not name.startswith("_") and (found := _of(name, value, _DEPTH)) is not None:
            spoken.append(name)
            if found.epsilon is not None or found.noise == 0 or found.over is not None:
                yield found
    for name, value in names.items():
        if name.startswith("_") or name in spoken:
            continue
        said = parts(name)
        if not (spoken or _is_private(said)) or (name.islower() and real(value) in tried and not said - _BARE):
            continue
        if (found := _plain(name, value)) is not None:
            yield found


def _of(name: str, value: object, depth: int) -> Kept | None:
    """Return what a mechanism, an accountant or a model of one's own says; None where it is none of these."""
    if isinstance(value, partial) and isinstance(value.func, FunctionType) and is_home_made(value.func.__module__):
        spoken = spoken_by_function(value.func)
        return _kept(name, [read_kept({**defaults(value.func), **value.keywords})]) if is_mechanism(spoken) else None
    if isinstance(value, FunctionType):
        if not is_home_made(value.__module__) or not is_mechanism(spoken_by_function(value)):
            return None
        return _kept(name, [read_kept(defaults(value))])
    if isinstance(value, type) or not (kinds := own_classes(value)):
        return _of_held(name, value, depth)
    held = attributes(value)
    inner = [_of(name, each, depth - 1) for each in held.values() if own_classes(each)] if depth > 0 else []
    known = [each for each in inner if each is not None]
    if is_mechanism(spoken_by(*kinds), frozenset(held)):
        known += [read_kept(held), *(read_kept(attributes(each)) for each in held.values() if own_classes(each))]
        known += [Kept("", None, over=found) for each in (value, *held.values()) if (found := _overspent(each, kinds))]
    return _kept(name, known) if known else None


def _of_held(name: str, value: object, depth: int) -> Kept | None:
    """Return what lies in a list or mapping of objects of one's own."""
    held = list(value.values()) if isinstance(value, dict) else value
    if depth <= 0 or not isinstance(held, (list, tuple)) or not held or len(held) > _MOST_HELD:
        return None
    known = [found for each in held[:100] if own_classes(each) and (found := _of(name, each, depth - 1)) is not None]
    return _kept(name, known) if known else None


def is_mechanism(spoken: Spoken, held: frozenset[str] = frozenset()) -> bool:
    """Tell whether a class or function makes or counts differential privacy, by its words and by what it draws."""
    every = spoken.names | held
    if not any(is_budget(name) or is_pot(name) or is_spent(name) or name.strip("_") in _NOISES for name in every):
        return False
    said = frozenset[str]().union(*(parts(name) for name in every))
    if said & words("privacy", "privacy_parts") or promises(spoken.texts) or {"response", "randomized"} <= said:
        return True
    if spoken.uses & words("privacy", "telling_noise"):
        return True
    drawn = spoken.uses & (words("privacy", "noise_calls") | words("privacy", "coins"))
    if _is_told(said, every) or (drawn and any(map(is_budget, held)) and any("delta" in parts(each) for each in held)):
        return True
    return bool(drawn) and bool((said | parts(spoken.texts)) & words("privacy", "noisy_parts"))


def _is_told(said: frozenset[str], names: frozenset[str]) -> bool:
    """Tell whether names alone promise privacy: what learns as DPForest, gradients clipped for a noise multiplier."""
    if said & _SHORT and said & _FITS:
        return True  # whether it draws noise or not
    return bool(said & _CLIPS) and any(name.strip("_") in _NOISES for name in names)


def promises(text: str) -> bool:
    """Tell whether a text promises privacy, in a sentence that takes nothing back."""
    denials = words("privacy", "denials")
    for sentence in _SENTENCE.split(text.casefold().replace("_", " ")):
        said = parts(sentence)
        if not said & denials and (
            said & _ALOUD or any(promise in sentence for promise in words("privacy", "promises"))
        ):
            return True
    return False


def is_budget(name: str) -> bool:
    """Tell whether a name may be one of an epsilon of privacy."""
    said = parts(name)
    return bool(said & words("privacy", "budget_parts")) and not said & words("privacy", "other_parts")


def is_pot(name: str) -> bool:
    """Tell whether a name may be one of a budget of privacy: ``budget``, ``privacy_loss``."""
    said = parts(name)
    if said & words("privacy", "privacy_parts") and said & words("privacy", "loss_parts"):
        return True
    return bool(said & words("privacy", "pot_parts")) and not said & words("privacy", "pot_others")


def is_spent(name: str) -> bool:
    """Tell whether a name may be one of what was used up of a budget."""
    said = parts(name)
    return bool(said & words("privacy", "spent_parts")) and not said & words("privacy", "pot_others")


def _is_private(said: frozenset[str]) -> bool:
    return bool(said & (words("privacy", "privacy_parts") | _SHORT))


def _kept(name: str, found: list[Kept]) -> Kept:
    """Return several readings of one variable as one: the worst of each."""
    epsilons = [each.epsilon for each in found if each.epsilon is not None]
    deltas = [each.delta for each in found if each.delta is not None]
    noises = [each.noise for each in found if each.noise is not None]
    over = max((each.over for each in found if each.over is not None), default=None)
    return Kept(name, max(epsilons, default=None), max(deltas, default=None), min(noises, default=None), over)


def _overspent(value: object, holders: tuple[type, ...]) -> tuple[float, float] | None:
    """Return what an object spent and what it may, where that is more; a budget that is counted down is none it may."""
    kinds = own_classes(value)
    if not kinds:
        return None
    held = attributes(value)
    counted_down = changed_by(*kinds, *holders)
    found: list[tuple[float, float]] = []
    for unit in ("delta", "rho", "epsilon"):
        named = {name: each for name, each in held.items() if _unit(name) == unit}
        limits = [(name, number) for name, each in named.items()
                  if _is_limit(name) and (number := real(each)) is not None]  # fmt: skip
        used = [number for name, each in named.items() for number in _used(name, each)]
        most, fixed = max(used, default=0.0), [number for name, number in limits if name not in counted_down]
        if fixed and 0 < max(fixed) * (1 + _ROUNDING) < most:
            found.append((most, max(fixed)))
        # Less than nothing is left: of a budget that is counted down, or of what is called the rest.
        below = [number for name, number in limits if name in counted_down and number < -_LEAST]
        below += [number for name, each in named.items() if parts(name) & words("privacy", "left_parts")
                  and not parts(name) & words("privacy", "pot_others")
                  and (number := real(each)) is not None and number < -_LEAST]  # fmt: skip
        if below and not found:
            found.append((-min(below), 0.0))
    return max(found, default=None)


def _unit(name: str) -> str:
    return next((unit for unit in ("delta", "rho") if unit in parts(name)), "epsilon")


def _is_limit(name: str) -> bool:
    """Tell whether a name is one of all that may be spent, not of one step and not of what is left or was spent."""
    said = parts(name)
    others = words("privacy", "each_parts") | words("privacy", "left_parts") | words("privacy", "used_parts")
    if said & others or said & words("privacy", "pot_others") or is_spent(name):
        return False
    capped = bool(said & words("privacy", "limit_parts")) and (is_budget(name) or "delta" in said)
    return is_pot(name) or capped or (bool(said) and said <= words("privacy", "bare_limits"))


def _used(name: str, value: object) -> Iterator[float]:
    """Yield what was spent under a name: a number, entries together, of several persons the one who spent most."""
    said = parts(name)
    spent = is_spent(name) or bool(said & words("privacy", "used_parts") and not said & words("privacy", "pot_others"))
    if said & words("privacy", "each_parts") or not (spent or said & words("privacy", "ledger_parts")):
        return
    number = real(value)
    if number is not None:
        yield from [number] if spent else []
    elif isinstance(value, dict):
        yield from [each for held in value.values() if spent and (each := real(held)) is not None]
    elif isinstance(value, (list, tuple)) and 0 < len(value) <= _MOST_HELD and not any(map(_is_marked, value)):
        plain = [each for entry in value if (each := real(entry)) is not None]
        if len(plain) > 1 and all(first < second for first, second in pairwise(plain)):
            yield plain[-1]  # a running total
        else:
            yield from _added(value, budget=spent or is_budget(name) or is_pot(name) or said == {"ledger"})


def _is_marked(entry: object) -> bool:
    """Tell whether an entry says yes or no of itself: it may be one that was refused."""
    held = entry if isinstance(entry, dict) else attributes(entry) if own_classes(entry) else None
    values = held.values() if held is not None else entry if isinstance(entry, (list, tuple)) else ()
    return any(isinstance(each, bool) for each in values)


def read_kept(held: Mapping[str, object]) -> Kept:
    """Read the plain attributes of a mechanism."""
    epsilons = [found for name, value in held.items() for found in _epsilons(name, value)]
    epsilons += _products(held)
    deltas = [number for name, value in held.items() if "delta" in parts(name)
              and (number := real(value)) is not None and 0 < number < 1]  # fmt: skip
    noises = [number for name, value in held.items() if name.strip("_").lower() == "noise_multiplier"
              and (number := real(value)) is not None]  # fmt: skip
    counted = [number for number in epsilons if number >= _LEAST]
    return Kept("", max(counted, default=None), max(deltas, default=None), min(noises, default=None))


def _products(held: Mapping[str, object]) -> Iterator[float]:
    """Yield budgets of one step times the number of such steps."""
    counts = {name.strip("_").lower(): number for name, value in held.items()
              if name.strip("_").lower() in words("privacy", "count_names")
              and (number := real(value)) is not None and number >= 1}  # fmt: skip
    for name, value in held.items():
        said = parts(name) & words("privacy", "each_parts")
        number = real(value)
        if said and is_budget(name) and number is not None:
            stems = {part[:_STEM] for part in said - {"per", "each", "je"}}
            matching = [times for count, times in counts.items()
                        if not stems or count in _ANY_COUNT or any(stem in count for stem in stems)]  # fmt: skip
            yield from [number * max(matching)] if matching else []


def _epsilons(name: str, value: object) -> Iterator[float]:
    """Yield the budgets that an attribute of a mechanism holds: a number, what a ledger adds up to."""
    said = parts(name)
    spent = is_spent(name)
    number = real(value)
    if number is not None:
        if (is_budget(name) or is_pot(name) or spent) and not math.isnan(number):
            yield number
        elif "rho" in said and number > 0:
            yield number + 2 * math.sqrt(number * math.log(1 / _NEAR_ONE))
        return
    ledger = spent or bool(said & words("privacy", "ledger_parts"))
    if isinstance(value, dict) and not any(own_classes(each) for each in list(value.values())[:1]):
        inner = [found for key, held in value.items() if isinstance(key, str) and is_budget(key)
                 and (found := real(held)) is not None]  # fmt: skip
        flat = [found for held in value.values() if (found := real(held)) is not None] if ledger else []
        yield from [max(inner)] if inner else [math.fsum(flat)] if flat else []
    elif isinstance(value, (list, tuple)) and 0 < len(value) <= _MOST_HELD:
        yield from _added(value, budget=ledger and (spent or is_budget(name) or is_pot(name) or said == {"ledger"}))


def _added(entries: list[object] | tuple[object, ...], *, budget: bool) -> Iterator[float]:
    """Yield what the entries of a ledger add up to: numbers, pairs with a number, mappings or objects that say it."""
    charges: list[float] = []
    for entry in entries:
        held = entry if isinstance(entry, dict) else attributes(entry) if own_classes(entry) else None
        if held is not None:
            charges += [found for key, each in held.items() if isinstance(key, str) and is_budget(key)
                        and (found := real(each)) is not None][:1]  # fmt: skip
        elif budget:
            inner = entry if isinstance(entry, (list, tuple)) else (entry,)
            charges += [found for each in inner if (found := real(each)) is not None][:1]
    if charges:
        yield math.fsum(charges)


def _plain(name: str, value: object) -> Kept | None:
    """Return what a number, a mapping of settings or a ledger beside a mechanism says."""
    said = parts(name)
    if isinstance(value, dict) and not said & words("privacy", "ledger_parts"):
        found = [number for key, held in value.items()
                 if isinstance(key, str) and is_budget(key) and (number := real(held)) is not None]  # fmt: skip
    elif is_budget(name) or is_spent(name) or said == {"ledger"} or (_is_private(said) and is_pot(name)):
        found = list(_epsilons(name, value))
    else:
        return None
    known = [number for number in found if number >= _LEAST]
    return Kept(name, max(known)) if known else None


def _tried(names: Mapping[str, object]) -> frozenset[float]:
    """Return the values that a kernel's lists and mappings of epsilons hold: what was tried, one after the other."""
    held: list[object] = []
    for name, value in names.items():
        if isinstance(value, dict):
            held += [*value, *(value.values() if is_budget(name) else ())]
        elif is_budget(name) and not parts(name) & words("privacy", "ledger_parts") and hasattr(value, "__iter__"):
            held += list(value)[:_MOST_HELD] if isinstance(value, (list, tuple, set)) else _of_array(value)
    return frozenset(number for each in held if (number := real(each)) is not None)


def _of_array(value: object) -> list[object]:
    numpy = sys.modules.get("numpy")
    return list(value.ravel()[:_MOST_HELD]) if numpy is not None and isinstance(value, numpy.ndarray) else []
