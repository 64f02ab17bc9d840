"""Groups of people who are set aside for a comparison that nobody makes: the model is judged over all rows at once.

Somebody who keeps sex and origin out of the features under a name of their own, or imports a library of fairness, means
to compare. What is said is only that nothing of it is used once the model has answered; a notebook that never speaks of
groups is left to a person.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._names.read import table
from jupyter_mlsec.probes._notebook.answers import is_metric
from jupyter_mlsec.probes._notebook.consequences import called

_FORMS = frozenset({
    "array", "asarray", "astype", "copy", "drop_duplicates", "fillna", "iloc", "loc", "reset_index", "to_numpy",
    "tolist",
})  # fmt: skip
_SPLITS = frozenset({"train_test_split"})
_OUT = frozenset({"drop", "difference", "pop", "select", "exclude"})
_DEEPEST = 4
_SET_ASIDE = "groups are set aside and never compared"
_UNUSED = "what compares groups is imported and never used"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("persons", "groups")[name], re.IGNORECASE)


def uncompared_groups(reading: Reading) -> Iterator[Wrong]:
    """Yield that groups are prepared, and that a figure is taken of all rows alone."""
    figure = _first_figure(reading)
    if figure is None or _is_compared(figure, reading):
        return
    aside = next((node for node in reading.code.nodes if _is_set_aside(node, reading)), None)
    if aside is not None:
        yield Wrong("EVA-06", reading.cell(figure), _SET_ASIDE)
    elif _has_idle_library(reading):
        yield Wrong("EVA-06", reading.cell(figure), _UNUSED)


def _first_figure(reading: Reading) -> ast.Call | None:
    """Return the first figure of a model's answers."""
    for call in reading.program.calls:
        if id(call.node) not in reading.code.order:
            continue  # of code that a string holds
        if is_metric(call.method) and reading.asked(*call.arguments.values()):
            return call.node
        if call.method in {"score", "evaluate"} and call.base is not None and call.arguments.positional:
            return call.node
        if call.method in {"mean", "sum"} and reading.asked(call.base, *call.arguments.values()):
            return call.node
    return None


def _is_compared(figure: ast.Call, reading: Reading) -> bool:
    """Tell whether anything speaks of groups after the model answered, or in a function that may run then."""
    start, home = reading.code.order[id(figure)], reading.code.function_of(figure)
    for node in reading.code.nodes:
        if not _speaks_of_groups(node, reading) or _is_left_out(node, reading):
            continue
        function = reading.code.function_of(node)
        if reading.code.order[id(node)] > start or (function is not None and function is not home):
            return True
    return False


def _speaks_of_groups(node: ast.AST, reading: Reading) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return len(node.value) < 60 and _pattern("column").search(node.value) is not None  # noqa: PLR2004 - of a column's name
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return node.id in _aside_names(reading)
    return isinstance(node, ast.Attribute) and _pattern("column").fullmatch(node.attr) is not None


def _aside_names(reading: Reading) -> frozenset[str]:
    """Return the names that columns of groups are bound to."""
    found = {
        target.id
        for node in reading.code.nodes
        if isinstance(node, ast.Assign) and _is_of_groups(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(found)


def _is_left_out(node: ast.AST, reading: Reading) -> bool:
    """Tell whether a column is named only to be left out: ``drop(columns=["sex"])``."""
    return any(isinstance(place, ast.Call) and called(place) in _OUT for place in reading.code.around(node))


def _is_of_groups(value: ast.expr) -> bool:
    """Tell whether an expression is columns of groups and nothing else: ``df[["sex", "race"]]``, ``df.pop("sex")``."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _FORMS:
        value = value.func.value
    if isinstance(value, ast.Attribute) and value.attr == "values":
        value = value.value
    if isinstance(value, ast.Call) and called(value) == "pop" and value.args:
        return _are_groups(value.args[0])
    if isinstance(value, ast.Subscript):
        index = value.slice
        return _are_groups(index.elts[-1] if isinstance(index, ast.Tuple) and index.elts else index)
    return False


def _are_groups(node: ast.expr) -> bool:
    parts = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    texts = [each.value for each in parts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return bool(texts) and len(texts) == len(parts) and all(_pattern("column").search(each) for each in texts)


def _is_set_aside(node: ast.AST, reading: Reading) -> bool:
    """Tell whether a statement binds columns of groups, or a list that is called after them, to a name nobody uses."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return False
    name = node.targets[0].id
    listed = isinstance(node.value, ast.List | ast.Tuple) and _are_groups(node.value)
    named = _pattern("name").search(name) is not None and isinstance(node.value, ast.Subscript) and _is_of_texts(node)
    return (_is_of_groups(node.value) or named or (listed and len(node.value.elts) > 1)) and _is_dead(name, reading)  # type: ignore[attr-defined]


def _is_of_texts(node: ast.Assign) -> bool:
    """Tell whether columns are chosen by their names."""
    index = node.value.slice if isinstance(node.value, ast.Subscript) else None
    parts = index.elts if isinstance(index, ast.List) else [index]
    return all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in parts)


def _is_dead(name: str, reading: Reading, depth: int = 0) -> bool:
    """Tell whether a name is never read, or only to be split, cut, or left out under names that nobody reads."""
    if depth > _DEEPEST:
        return False
    return all(_is_dead_read(each, reading, depth) for each in reading.code.reads.get(name, ()))


def _is_dead_read(read: ast.Name, reading: Reading, depth: int) -> bool:
    if _is_left_out(read, reading):
        return True
    statement = reading.statement(read)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target, value = statement.targets[0], statement.value
    if isinstance(target, ast.Name) and _is_cut(value, read):
        return _is_dead(target.id, reading, depth + 1)
    if (
        isinstance(target, ast.Tuple)
        and isinstance(value, ast.Call)
        and called(value) in _SPLITS
        and read in value.args
    ):
        place = value.args.index(read)
        parts = target.elts[2 * place : 2 * place + 2]
        return bool(parts) and all(
            isinstance(each, ast.Name) and _is_dead(each.id, reading, depth + 1) for each in parts
        )
    return False


def _is_cut(value: ast.expr, read: ast.Name) -> bool:
    """Tell whether an expression is some rows of what a name holds, or the same in another form."""
    while True:
        if value is read:
            return True
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _FORMS:
            value = value.func.value
        elif isinstance(value, ast.Subscript | ast.Attribute):
            value = value.value
        else:
            return False


def _has_idle_library(reading: Reading) -> bool:
    """Tell whether a library that compares groups is imported, and no name of it read."""
    names: list[str] = []
    for node in reading.code.nodes:
        if isinstance(node, ast.ImportFrom) and _pattern("libraries").match(node.module or ""):
            names.extend(each.asname or each.name for each in node.names)
        elif isinstance(node, ast.Import):
            found = (each for each in node.names if _pattern("libraries").match(each.name))
            names.extend(each.asname or each.name.partition(".")[0] for each in found)
    return bool(names) and not any(reading.code.reads.get(name) for name in names)
