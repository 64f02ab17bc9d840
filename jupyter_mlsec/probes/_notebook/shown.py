"""Test answers that whoever is asked about test rows has before it: as examples in a prompt, or in a store."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.answers import answered, method_of
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._notebook.rows import tables
from jupyter_mlsec.probes._notebook.sides import Side, named
from jupyter_mlsec.probes._notebook.splits import Split, Splits
from jupyter_mlsec.probes._notebook.traced import Item

_EXAMPLES = "trainset"


def shown_answers(splits: Splits) -> Iterator[CellRef]:
    """Yield where somebody is asked about test rows who has test rows and their answers at hand."""
    apart = splits.apart
    for call in splits.program.calls:
        found = call.method in words("choices", "optimises") and _learns_prompts(call, splits)
        if found or (apart and ((_is_asked(call) and _shows(call, splits)) or _finds(call, splits))):
            yield call.cell


def _is_asked(call: Call) -> bool:
    return call.method in words("choices", "asks") or call.name.endswith("pipeline()")


def _learns_prompts(call: Call, splits: Splits) -> bool:
    """Tell whether prompts are made of what is called test rows, whoever handed them out."""
    argument = call.arguments.keywords.get(_EXAMPLES)
    if argument is None:
        return False
    if Side.TEST in splits.sides(argument.value, before=call.order):
        return True
    node = argument.node
    return isinstance(node, ast.Name) and named(node.id) is Side.TEST and not splits.parts(argument.value)


def _shows(call: Call, splits: Splits) -> bool:
    """Tell whether a text holds some test rows that were taken out, and the one that is asked about."""
    flow = splits.program.flow
    given = tuple(call.arguments.values())
    behind = flow.behind(*given, before=call.order)
    taken = {each for each in behind if _is_taken(each) and _test(splits, each)}
    if not taken:
        return False

    def edges(value: Value) -> tuple[Value, ...] | None:
        return () if value in taken else None

    rest = flow.behind(*given, before=call.order, edges=edges)
    asked = {split for each in rest if each not in taken for split in _own_side(splits, each)}
    return any(asked & _test(splits, each) for each in taken)


def _is_taken(value: Value) -> bool:
    """Tell whether a value is some rows of others: ``test.sample(5)``, ``test[:5]``, ``random.sample(test, 5)``."""
    if isinstance(value, Item):
        return (
            isinstance(value.node, ast.Slice)
            and value.node.lower is None
            and isinstance(value.node.upper, ast.Constant)
        )
    return isinstance(value, Ref) and value.name.endswith("()") and method_of(value) in words("choices", "takes")


def _test(splits: Splits, value: Value) -> set[Split]:
    return {split for split, side in splits.parts(value) if side is Side.TEST and not split.folds}


def _own_side(splits: Splits, value: Value) -> Iterator[Split]:
    side = splits.side(value)
    if side is not None and side[1] is Side.TEST:
        yield side[0]


def _finds(call: Call, splits: Splits) -> bool:
    """Tell whether test rows are looked up where they lie themselves."""
    if call.method not in words("choices", "queries") or not isinstance(call.base, Ref) or answered(call.base):
        return False
    asked = {split for value in call.arguments.values() for split in _test(splits, value)}
    if not asked:
        return False
    stored = splits.parts(call.base, before=call.order)
    if any(split in asked and side is Side.TEST for split, side in stored):
        return True
    whole = tables(splits.whole(call.base, before=call.order))
    return any(
        split not in {each for each, _ in stored} and whole & tables(splits.whole(*split.rows, before=split.order))
        for split in asked
    )
