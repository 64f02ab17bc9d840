"""Masks of people's columns that leave most of a value as it is, or that only some rows get."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.cells import nodes_of
from jupyter_mlsec.probes._notebook.columns import personal

_MASK = re.compile(r"[*xX#•_.\-?\s]{0,30}[*xX#•][*xX#•_.\-?\s]{0,30}")
_WORD = re.compile(
    r".*(?:redact|mask|masq|anonym|hidden|removed|censored|geschw[aä]rzt|entfernt|ocult|privad|cach|nascost|oscurat|verborgen)\w*.*",
    re.IGNORECASE,
)
_FEW = 4  # characters at an end, which are tried in no time
_MOST = 9  # characters from the beginning, which are most of a number
_DOMAIN = re.compile(r"\^?\(?@[^|]*")
_ENDS = re.compile(r"(?:\\d|\[0-9\]|\\w|\.)(?:\{1,?[1-4]\}|\{[1-4]\})?\$|\^(?:\\d|\[0-9\]|\\w|\.)(?:\{[1-3]\})?")
_TAKES = frozenset({"slice", "head", "tail", "str_slice", "substr", "substring"})
_MISSING = frozenset({"isna", "isnull", "is_null", "isNull"})
_PRESENT = frozenset({"notna", "notnull", "is_not_null", "isNotNull"})
_LEAVES = frozenset({"drop", "pop", "drop_columns", "remove_columns", "exclude"})
_CHOOSES = frozenset({"where", "mask", "when", "if_else", "select"})
PARTLY = "most of it is left as it was"
SOME_ROWS = "only some of its rows are masked"


@dataclass(frozen=True, slots=True)
class _Assigned:
    """What is assigned to columns of a table: their names, which rows (None: all), and what."""

    names: tuple[str, ...]
    rows: ast.expr | None
    value: ast.expr


def partial_masks(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """Yield the columns of people that are masked in part, and in which way."""
    nodes = [node for tree in trees_of(notebook) for node in nodes_of(tree)]
    functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    assigned = [*_assignments(nodes), *_conditional(nodes)]
    for each in assigned:
        for name in personal(each.names):
            if _is_of(each.value, name) and keeps_most(_body(each.value, functions)):
                yield name, PARTLY
            elif _some_rows(each, name) and not _mended(each, name, assigned, nodes):
                yield name, SOME_ROWS


def _conditional(nodes: list[ast.AST]) -> Iterator[_Assigned]:
    """Yield what functions over rows assign under a condition: ``if row["consent"] == "no": row["email"] = "X"``."""
    for function in nodes:
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                for statement in (*node.body, *node.orelse) if isinstance(node, ast.If) else ():
                    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
                    if (
                        isinstance(node, ast.If)
                        and isinstance(statement, ast.Assign)
                        and isinstance(target, ast.Subscript)
                    ):
                        yield _Assigned(tuple(_names(target.slice)), node.test, statement.value)


def _lists(nodes: list[ast.AST]) -> dict[str, tuple[str, ...]]:
    """Return the texts that names stand for: of lists, and of what loops go through."""
    found: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = tuple(_names(node.value))
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            named = found.get(node.iter.id, ()) if isinstance(node.iter, ast.Name) else tuple(_names(node.iter))
            found[node.target.id] = named
    return {name: texts for name, texts in found.items() if texts}


def _assignments(nodes: list[ast.AST]) -> Iterator[_Assigned]:
    lists = _lists(nodes)
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Subscript):
            target = node.targets[0]
            parts = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
            rows = parts[0] if len(parts) > 1 else None
            column = parts[-1]
            names = lists.get(column.id, ()) if isinstance(column, ast.Name) else tuple(_names(column))
            yield _Assigned(names, rows, node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"assign", "with_columns"}:
                yield from (_Assigned((each.arg,), None, each.value) for each in node.keywords if each.arg)
            elif node.func.attr == "withColumn" and len(node.args) > 1:
                yield _Assigned(tuple(_names(node.args[0])), None, node.args[1])
            elif node.func.attr == "alias" and node.args:
                yield _Assigned(tuple(_names(node.args[0])), None, node.func.value)


def _names(node: ast.expr) -> Iterator[str]:
    for each in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _is_of(value: ast.expr, name: str) -> bool:
    """Tell whether a value is made of the column that it takes the place of."""
    return any(
        (isinstance(node, ast.Constant) and node.value == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
        for node in ast.walk(value)
    )


def _body(value: ast.expr, functions: dict[str, ast.FunctionDef]) -> list[ast.AST]:
    """Return an expression's nodes, with those of the notebook's functions that it maps over a column."""
    own = list(ast.walk(value))
    named = [functions[node.id] for node in own if isinstance(node, ast.Name) and node.id in functions]
    return [*own, *(node for function in named for node in ast.walk(function))]


def keeps_most(nodes: list[ast.AST]) -> bool:
    """Tell whether a mask covers a few characters only: ``v[:-3] + "***"``, ``re.sub(r"@.*", "@x", v)``."""
    bound = {
        node.targets[0].id: node.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    return any(_joins_mask(node, bound) or _replaces_little(node) or _keeps_address(node) for node in nodes)


def _joins_mask(node: ast.AST, bound: Mapping[str, ast.expr]) -> bool:
    parts: list[ast.expr] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [node.left, node.right]
    elif isinstance(node, ast.JoinedStr):
        parts = [each.value if isinstance(each, ast.FormattedValue) else each for each in node.values]
    parts = [bound.get(each.id, each) if isinstance(each, ast.Name) else each for each in parts]
    return any(_is_mask(each) for each in parts) and any(_takes_most(each) for each in parts)


def _is_mask(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return _is_mask(node.left) or _is_mask(node.right)
    if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Attribute) and node.func.attr == "lit":
        return _is_mask(node.args[0])
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and _MASK.fullmatch(node.value) is not None


def _takes_most(node: ast.expr) -> bool:
    """Tell whether a part of a text is most of it: all but a few characters at one end."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        low, high = _number(node.slice.lower) or 0, _number(node.slice.upper)
        return _is_most(low, high)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TAKES:
        given = [_number(each) for each in node.args]
        if node.func.attr == "head":
            return bool(given) and _is_most(0, given[0])
        return bool(given) and _is_most(given[0] or 0, given[1] if len(given) > 1 else None)
    return False


def _is_most(low: int, high: int | None) -> bool:
    if high is None:
        return 0 < low < _FEW
    return low == 0 and (-_FEW <= high < 0 or high >= _MOST)


def _number(node: ast.expr | None) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -node.operand.value if isinstance(node.operand.value, int) else None
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else None


def _replaces_little(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return False
    if node.func.attr not in {"replace", "sub", "regexp_replace", "replace_all"}:
        return False
    texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    pattern = texts[0] if texts else ""
    if len(texts) < 2:  # noqa: PLR2004 - what is replaced, and by what
        return False
    return bool(_DOMAIN.fullmatch(pattern)) or bool(_ENDS.fullmatch(pattern) and _MASK.fullmatch(texts[1]))


def _keeps_address(node: ast.AST) -> bool:
    """Tell whether the part of an address before the @ is kept: ``email.split("@")[0]``."""
    if not (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value == 0):
        return False
    inner = node.value.value if isinstance(node.value, ast.Attribute) and node.value.attr == "str" else node.value
    if not (isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute)):
        return False
    at = [each.value for each in inner.args if isinstance(each, ast.Constant)]
    return inner.func.attr in {"split", "partition"} and at[:1] == ["@"]


def _some_rows(each: _Assigned, name: str) -> bool:
    if each.rows is not None:
        return _is_word(each.value) and not _all_rows(each.rows)
    for node in ast.walk(each.value):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _CHOOSES | {"otherwise"}
        ):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            condition = given[0] if given and node.func.attr != "otherwise" else None
            if condition is not None and _all_rows(condition):
                return False
    return _chooses(each.value, name)


def _chooses(value: ast.expr, name: str) -> bool:
    """Tell whether an expression gives a mask for some rows, and the column as it was for the others."""
    calls = [node for node in ast.walk(value) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    chosen = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in _CHOOSES]
    if not chosen:
        return False
    ends = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr in {"otherwise", "then"}]
    alternatives = [each for node in (*chosen, *ends) for each in node.args[0 if node in ends else 1 :]]
    alternatives += [
        node.func.value
        for node in chosen
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"where", "mask"}
    ]
    masked = any(_is_word(each) for each in alternatives)
    return masked and any(_is_column(each, name) for each in alternatives)


def _is_column(node: ast.expr, name: str) -> bool:
    if isinstance(node, ast.Subscript):
        return name in _names(node.slice)
    if isinstance(node, ast.Attribute):
        return node.attr == name
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "col"
    return named and isinstance(node, ast.Call) and bool(node.args) and name in _names(node.args[0])


def _is_word(node: ast.expr) -> bool:
    """Tell whether a text stands for a value that is hidden."""
    if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Attribute) and node.func.attr == "lit":
        return _is_word(node.args[0])
    if isinstance(node, ast.List | ast.Tuple) and node.elts:
        return all(_is_word(each) for each in node.elts)
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
    return text is not None and bool(text.strip()) and bool(_MASK.fullmatch(text) or _WORD.fullmatch(text))


def _all_rows(rows: ast.expr) -> bool:
    """Tell whether all rows are meant, or those in which something is missing or stands at all."""
    if isinstance(rows, ast.Slice):
        return rows.lower is None and rows.upper is None
    if isinstance(rows, ast.Attribute) and rows.attr == "index":
        return True
    called = rows.func.attr if isinstance(rows, ast.Call) and isinstance(rows.func, ast.Attribute) else ""
    return called in _MISSING | _PRESENT


def _mended(each: _Assigned, name: str, assigned: list[_Assigned], nodes: list[ast.AST]) -> bool:
    """Tell whether the other rows are masked as well, or the column is left out in the end."""
    others = [other for other in assigned if other.value is not each.value and name in other.names]
    if any(_is_word(other.value) or other.rows is None for other in others):
        return True
    return any(_leaves(node, name) for node in nodes)


def _leaves(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.Delete):
        return any(isinstance(each, ast.Subscript) and name in _names(each.slice) for each in node.targets)
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _LEAVES):
        return False
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    return any(isinstance(inner, ast.Constant) and inner.value == name for each in given for inner in ast.walk(each))
