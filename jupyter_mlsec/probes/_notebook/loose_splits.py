"""Splits that chance decides, by whatever makes them: which rows are divided one by one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.flow import inside
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.splits import Split, Splits, find_splits
from jupyter_mlsec.probes._notebook.traced import Item, is_list

_CROSSES = frozenset({"cross_val_predict", "cross_val_score", "cross_validate", "learning_curve", "validation_curve"})
_SEARCH = re.compile(r"\w*Search(?:CV)?\(\)\.fit$")
_AWARE = re.compile(r"Group|PredefinedSplit|TimeSeries|Purged|Blocking")
_CHOSEN = re.compile(r"\.is_?in\(|isin\(| in ")
_ENDS = frozenset({"head", "nlargest", "nsmallest", "tail"})
_CHANCE = re.compile(r"ShuffleSplit|RepeatedKFold|RepeatedStratifiedKFold")


@dataclass(frozen=True, slots=True)
class Loose:
    """Rows that are divided at random, where and when; ``call`` is what divides them, if a call does."""

    rows: tuple[Value, ...]
    order: int
    cell: CellRef
    call: Call | None = None


def loose_splits(program: Program) -> Iterator[Loose]:
    """Yield the splits in which each row may come on either side, whatever its neighbours do."""
    splits = find_splits(program)
    named = {order for order, _, item in program.selections if _by_names(item)}
    for split in splits.all:
        grouped = split.call is not None and _AWARE.search(split.call.name) is not None
        grouped = (
            grouped
            or split.order in named
            or any(_by_names(value) for value, side in splits.kept().items() if side[0] is split)
        )
        drawn = split.random and not _is_an_end(split, splits, program)
        if not grouped and (drawn or _mixed_before(split, program)):
            yield Loose(split.rows, split.order, split.cell, split.call)
    for call in program.calls:
        if call.method not in _CROSSES and _SEARCH.search(call.name) is None:
            continue
        made = [call] if call.method in _CROSSES else program.flow.calls(call.base, before=call.order)
        folds = next((found for each in made if (found := each.value(None, "cv")) is not None), None)
        maker = program.flow.call_of(folds) if folds is not None else None
        if maker is not None and _mixes(maker, program):
            yield Loose(tuple(given.value for given in call.arguments.positional), call.order, call.cell, call)


def _by_names(value: Value) -> bool:
    """Tell whether rows are chosen by a list of names: ``df[df["document"].isin(chosen)]``."""
    return isinstance(value, Item) and _CHOSEN.search(ast.unparse(value.node)) is not None


def _is_an_end(split: Split, splits: Splits, program: Program) -> bool:
    """Tell whether what one side took is the end of the rows: ``rows.tail(90)``, and the rest is the other."""
    calls = (program.flow.call_of(value) for value, side in splits.kept().items() if side[0] is split)
    return split.name == "sample" and any(call is not None and call.method in _ENDS for call in calls)


def _mixed_before(split: Split, program: Program) -> bool:
    """Tell whether a list was mixed where it lies before it was cut in two: ``random.shuffle(rows)``."""
    held = {*split.rows, *(each for rows in split.rows if is_list(rows) for each in inside(rows))}
    return any(
        call.method == "shuffle" and call.order < split.order and call.value(0) in held for call in program.calls
    )


def _mixes(maker: Call, program: Program) -> bool:
    """Tell whether folds are made that mix rows: ``KFold(5, shuffle=True)``, or what its ``split`` gave."""
    if maker.method == "split" and maker.base is not None:
        owner = program.flow.call_of(maker.base)
        return owner is not None and _mixes(owner, program)
    if _AWARE.search(maker.method):
        return False
    return _CHANCE.search(maker.method) is not None or maker.constant("shuffle") is True
