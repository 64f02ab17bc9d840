"""Columns that a notebook fills with something it computes: what they hold is not what their names say any more."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.cells import nodes_of

_ASSIGNS = frozenset({"assign", "with_columns", "with_column", "mutate"})
_TABLES = frozenset({"DataFrame", "LazyFrame", "from_dict", "table"})
# What brings a value into order and leaves it what it was.
_TIDIES = frozenset({
    "astype", "bfill", "capitalize", "casefold", "cast", "copy", "ffill", "fillna", "fill_null", "lower", "lstrip",
    "normalize", "rstrip", "str", "strip", "title", "to_list", "to_lowercase", "to_numpy", "tolist", "upper", "values",
})  # fmt: skip


def filled_columns(notebook: Notebook) -> set[str]:
    """Return the columns that are computed in each place that writes them; copies and tidied ones are not."""
    computed, kept = set[str](), set[str]()
    for tree in trees_of(notebook):
        for name, value in _written(nodes_of(tree)):
            (kept if _is_kept(value) else computed).add(name)
    return computed - kept


def _written(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the columns that get a value for all rows: ``df["a"] = …``, ``assign(a=…)``, ``DataFrame({"a": …})``."""
    for node in nodes:
        named: list[tuple[str | None, ast.expr]] = []
        if isinstance(node, ast.Assign):
            named = [(_text(each.slice), node.value) for each in node.targets if isinstance(each, ast.Subscript)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = [*_by_call(node, node.func.attr)]
        yield from ((name, value) for name, value in named if name is not None)


def _by_call(node: ast.Call, method: str) -> Iterator[tuple[str | None, ast.expr]]:
    if method in _ASSIGNS:
        yield from ((each.arg, each.value) for each in node.keywords)
    elif method in _TABLES:
        for given in (*node.args, *(each.value for each in node.keywords)):
            if isinstance(given, ast.Dict):
                yield from ((_text(key), value) for key, value in zip(given.keys, given.values, strict=True))
    elif method == "withColumn" and len(node.args) == 2:  # noqa: PLR2004 - the name and the value
        yield _text(node.args[0]), node.args[1]


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_kept(value: ast.expr) -> bool:
    """Tell whether a value is a column, or written down, and nothing was done to it but bringing it into order."""
    if isinstance(value, ast.Constant | ast.List | ast.Tuple):
        return True
    if isinstance(value, ast.ListComp):
        return not isinstance(value.elt, ast.Call)
    if isinstance(value, ast.Subscript):  # a column, but for what is cut out of its texts
        return not (isinstance(value.value, ast.Attribute) and value.value.attr == "str")
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Attribute) and value.func.attr in _TIDIES and _is_kept(value.func.value)
    if isinstance(value, ast.Attribute):
        return value.attr not in _TIDIES or _is_kept(value.value)
    return False
