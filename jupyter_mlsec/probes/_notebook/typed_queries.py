"""SQL queries of a notebook, and whether what somebody types becomes part of their text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.origin import typed
from jupyter_mlsec.code.values import Built, Const, Func, Ref, Value, options, walk
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.cells import nodes_of
from jupyter_mlsec.probes._notebook.program import Program

_SQL = re.compile(r"^\s*(?:select|insert|update|delete|with|create|drop|alter|merge|call|exec|from)\b", re.IGNORECASE)
_WRAPS = frozenset({"text", "SQL", "TextClause"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the cell that asks it, and whether its text holds what somebody typed."""

    cell: CellRef
    typed: bool


def queries_of_texts(program: Program, notebook: Notebook) -> Iterator[Asked]:
    """Yield the queries whose text is known in part at least."""
    asked = [
        (call.cell, value)
        for call in program.calls
        if call.method in words("queries", "asks")
        for value in _texts(call.value(0, "sql", "query", "statement", "operation"))
        if _begins(value)
    ]
    built = any(isinstance(value, Built) for _, value in asked)
    callbacks = {*_callbacks(program), *_decorated(notebook)} if built else set[str]()
    for cell, value in asked:
        yield Asked(cell, isinstance(value, Built) and _is_typed(value, callbacks))


def _texts(value: Value | None) -> Iterator[Value]:
    for option in options(value):
        wraps = isinstance(option, Ref) and option.name.removesuffix("()").rpartition(".")[2] in _WRAPS
        if isinstance(option, Ref) and wraps and option.made is not None:
            yield from _texts(option.made.find("text", 0))
        else:
            yield option


def _begins(value: Value) -> bool:
    first = value.parts[0] if isinstance(value, Built) and value.parts else value
    return isinstance(first, Const) and isinstance(first.value, str) and _SQL.match(first.value) is not None


def _is_typed(value: Built, callbacks: set[str]) -> bool:
    """Tell whether a part of a text comes from a person: typed, out of a widget, a request or a callback."""
    for part in value.parts:
        if typed(part) or any(isinstance(each, Ref) and _from_person(each, callbacks) for each in walk(part)):
            return True
    return False


def _from_person(value: Ref, callbacks: set[str]) -> bool:
    if any(value.name.startswith(name) for name in words("queries", "people")):
        return True
    if value.name.startswith(("ipywidgets.", "panel.widgets.")) and value.name.endswith((").value", ").text")):
        return True
    return value.name.removeprefix("?.").partition("[")[0] in callbacks and value.name.startswith("?.")


def _decorated(notebook: Notebook) -> Iterator[str]:
    """Yield the parameters of functions that a decorator hands to widgets or a web framework; numbers are none."""
    for tree in trees_of(notebook):
        for node in nodes_of(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(map(_hands_on, node.decorator_list)):
                yield from (each.arg for each in node.args.args if _is_text(each.annotation))


def _hands_on(decorator: ast.expr) -> bool:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )
    return name in words("queries", "calls_back") or name in words("queries", "routes")


def _is_text(annotation: ast.expr | None) -> bool:
    return annotation is None or "str" in ast.unparse(annotation)


def _callbacks(program: Program) -> Iterator[str]:
    """Yield the parameters of functions that widgets and web frameworks call with what a person gives."""
    for call in program.calls:
        if call.method in words("queries", "calls_back"):
            for value in call.arguments.values():
                for each in options(value):
                    if isinstance(each, Func):
                        yield from (argument.arg for argument in each.node.args.args)
