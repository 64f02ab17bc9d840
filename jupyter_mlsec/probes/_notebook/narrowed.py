"""Rows of a table that are left out where the table takes its own place: ``X_train = X_train[X_train["age"] < 40]``."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

_SHARES = frozenset({"head", "limit", "nlargest", "nsmallest", "query", "sample", "tail", "filter_rows"})
_TIDIES = frozenset({"copy", "reset_index", "sort_index", "sort_values", "astype", "to_numpy", "rename"})
_PLACES = frozenset({"loc", "iloc"})
# Rows are left out for what is missing or doubled, or by a screen: that is cleaning, which others look at.
_CLEANS = frozenset({
    "dropna", "drop_duplicates", "duplicated", "fit_predict", "isfinite", "isin", "isna", "isnan", "isnull", "notna",
    "notnull", "predict", "between", "zscore", "decision_function", "score_samples", "any", "all",
})  # fmt: skip


def narrowed(nodes: Iterable[ast.AST], names: set[str]) -> Iterator[str]:
    """Yield the tables among ``names`` that are assigned to fewer rows of themselves, by a condition or a number."""
    nodes = list(nodes)
    bound = {
        node.targets[0].id: node.value
        for node in nodes
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    }
    for node in nodes:
        for target, value in _assigned(node):
            if isinstance(target, ast.Name) and target.id in names and _is_share_of(value, target.id, bound):
                yield target.id


def _assigned(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what is assigned to what, one by one where several are."""
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=False)
        else:
            yield target, node.value


def _is_share_of(value: ast.expr, name: str, bound: Mapping[str, ast.expr]) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if value.func.attr in _TIDIES:
            return _is_share_of(value.func.value, name, bound)
        return value.func.attr in _SHARES and _is_named(value.func.value, name) and not _is_shuffle(value)
    if not isinstance(value, ast.Subscript):
        return False
    table = value.value
    if isinstance(table, ast.Attribute) and table.attr in _PLACES:
        table = table.value
    if not _is_named(table, name):
        return False
    rows = value.slice.elts[0] if isinstance(value.slice, ast.Tuple) and value.slice.elts else value.slice
    return _leaves_out(rows, bound)


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_shuffle(call: ast.Call) -> bool:
    """Tell whether all rows stay: ``sample(frac=1)``."""
    whole = (each.value for each in call.keywords if each.arg in {"frac", "fraction"})
    return any(isinstance(each, ast.Constant) and each.value == 1 for each in whole)


def _leaves_out(rows: ast.expr, bound: Mapping[str, ast.expr]) -> bool:
    if isinstance(rows, ast.Slice):
        return any(each is not None for each in (rows.lower, rows.upper)) or _is_stride(rows.step)
    if isinstance(rows, ast.Name):
        held = bound.get(rows.id)
        return held is not None and not isinstance(held, ast.Name | ast.Slice) and _leaves_out(held, {})
    return _is_condition(rows)


def _is_stride(step: ast.expr | None) -> bool:
    return isinstance(step, ast.Constant) and isinstance(step.value, int) and step.value > 1


def _is_condition(rows: ast.expr) -> bool:
    """Tell whether rows are chosen by what they hold, other than for what is missing, doubled or screened."""
    if any(isinstance(each, ast.Attribute | ast.Name) and _last(each) in _CLEANS for each in ast.walk(rows)):
        return False
    if isinstance(rows, ast.UnaryOp):
        return isinstance(rows.op, ast.Invert) and _is_condition(rows.operand)
    if isinstance(rows, ast.BinOp):
        return isinstance(rows.op, ast.BitAnd | ast.BitOr) and any(map(_is_condition, (rows.left, rows.right)))
    return isinstance(rows, ast.Compare)


def _last(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id
