"""Which choices by hand take rows apart to learn and to judge, and which of the two parts is which."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.code.values import AnyOf, Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.answers import is_metric
from jupyter_mlsec.probes._notebook.by_hand import Pair
from jupyter_mlsec.probes._notebook.named_parts import at_a_moment
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import rows_behind
from jupyter_mlsec.probes._notebook.sides import Side, named
from jupyter_mlsec.probes._notebook.split_calls import MIXES
from jupyter_mlsec.probes._notebook.times import in_time
from jupyter_mlsec.probes._notebook.traced import Item

_TRAINS = frozenset({"catboost.train", "lightgbm.train", "xgboost.train"})
_AMONG = frozenset({"is_in", "isin"})
_CHANCE = frozenset({"binomial", "choice", "rand", "random", "uniform", "bernoulli", "random_sample", "randint"})


def is_drawn(pair: Pair, program: Program) -> bool:
    """Tell whether a split by hand is left to chance."""
    if pair.how == "sample":
        return True
    keys = [value.key for value in (pair.first, pair.second) if isinstance(value, Item)]
    made = program.flow.calls(pair.rows, *keys, before=pair.order)
    return any(
        each.method in MIXES or (each.method in _CHANCE and "random" in each.name.lower() + each.method)
        for each in made
    )


def is_by_values(pair: Pair, program: Program) -> bool:
    """Tell whether rows with the same value of a column come to the same side: those of some customers, some sites."""
    if pair.how != "mask":
        return False
    keys = [value.key for value in (pair.first, pair.second) if isinstance(value, Item)]
    chosen = [each for each in program.flow.calls(*keys, before=pair.order) if each.method in _AMONG]
    return bool(chosen) and not any(".index." in each.name for each in chosen)


def first_names(program: Program) -> dict[Value, str]:
    """Return the first name that each value was bound to."""
    found: dict[Value, str] = {}
    for name, value in program.names:
        for option in value.options if isinstance(value, AnyOf) else (value,):
            found.setdefault(option, name)
    return found


def rows_given(program: Program, methods: frozenset[str]) -> set[Value]:
    """Return the rows that a model is fitted on, or asked about."""
    return {
        value
        for call in program.calls
        if call.method in methods or (call.name in _TRAINS and "fit" in methods)
        for value in rows_behind(program.flow, *_learned(call), before=call.order)
    }


def _learned(call: Call) -> Iterator[Value]:
    """Yield what a call is given, without what it only looks at while it learns."""
    if call.method == "fit" and not call.arguments.positional and call.base is not None:
        yield call.base  # which was given its rows when it was made: OLS(y, X).fit()
    yield from (argument.value for argument in call.arguments.positional)
    yield from (each.value for name, each in call.arguments.keywords.items() if name not in words("choices", "watched"))


def is_meant(pair: Pair, names: dict[Value, str], learned: set[Value], asked: set[Value], program: Program) -> bool:
    """Tell whether a table is taken apart to learn and to judge, and not only to look at two kinds of rows.

    It is where the parts are called so, one of them is learned from, chance decides, or a share of the rows does.
    """
    if pair.gap:
        return bool({pair.first, pair.second} & learned)
    if pair.how == "said" or any(named(names.get(value, "")) is not None for value in (pair.first, pair.second)):
        return True
    if {pair.first, pair.second} & learned or is_drawn(pair, program) or at_a_moment(pair.first):
        return True
    if pair.how == "slice" and {pair.first, pair.second} & asked:
        return True
    if pair.how == "mask" and in_time(pair.first, program) is not None and _meet(pair, program):
        return True
    keys = [value.key for value in (pair.first, pair.second) if isinstance(value, Item)]
    made = program.flow.calls(*keys, before=pair.order)
    return pair.how == "slice" and any(call.method in {"len", "int", "round", "floor"} for call in made)


def _meet(pair: Pair, program: Program) -> bool:
    """Tell whether a figure is made of both parts: ``precision_at_k(model, earlier, later)``."""
    for call in program.calls:
        if call.order > pair.order and is_metric(call.method):
            behind = [set(rows_behind(program.flow, given, before=call.order)) for given in call.arguments.values()]
            first, second = ([part in each for each in behind] for part in (pair.first, pair.second))
            if any(first) and any(second) and first != second:
                return True
    return False


def told_apart(pair: Pair, names: dict[Value, str], learned: set[Value]) -> Iterator[tuple[Value, Side]]:
    """Yield the two sides of a split by hand: told by their names, or by which of them is learned from."""
    first, second = (named(names.get(value, "")) for value in (pair.first, pair.second))
    if first is None and second is None:
        swapped = pair.second in learned and pair.first not in learned
        first, second = (Side.TEST, Side.TRAIN) if swapped else (Side.TRAIN, Side.TEST)
    other = {Side.TRAIN: Side.TEST, Side.TEST: Side.TRAIN, Side.VALID: Side.TRAIN}
    sides = first or other[second or Side.TEST], second or other[first or Side.TRAIN]
    yield pair.first, sides[0]
    yield pair.second, sides[1]
    if pair.how in {"mask", "rows", "slice"}:
        yield from ((value, sides[side]) for value, side in pair.alike)
