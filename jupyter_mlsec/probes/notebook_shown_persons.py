"""Rows of people that a cell shows, logs or sends to a tracker: outputs and logs travel further than the table does.

Looked at is what is printed, displayed, logged or left as a cell's result, by the names of its columns.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.columns import columns_of, personal, touched
from jupyter_mlsec.probes._notebook.program import Call, read_program
from jupyter_mlsec.probes._tables.frames import label_of

_STEP = "Show columns that name nobody, or counts: df.drop(columns=[…]).head()"


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    shows = [call for call in program.calls if _is_shown(call)]
    found = {name: call.cell.number for call in shows for name in personal(sorted(_names(call)))}
    found |= dict(_results(subject))
    if found:
        cells = listed(map(str, sorted(set(found.values()))))
        return warned(f"Cell {cells} shows {listed(map(label_of, found))}, which identifies people.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    known = [call for call in shows if _names(call)]
    if not known:
        return not_applicable("no cell is seen to show a column by its name")
    return passed(f"{count(len(known), 'place')} that shows columns, none of which names people.")


def _is_shown(call: Call) -> bool:
    if call.method in words("persons", "shows"):
        return True
    return (
        call.method in words("persons", "logs")
        and ("." in call.name)
        and not call.name.startswith(("numpy.", "math.", "torch.", "cmath."))
    )


def _names(call: Call) -> set[str]:
    values: list[Value] = [argument.value for argument in call.arguments.positional]
    values += [argument.value for argument in call.arguments.keywords.values()]
    return {name for value in values if not _tells(value) for name in columns_of(value) | _touched_rows(value)}


def _touched_rows(value: Value) -> set[str]:
    """Return the columns whose values go into a text: ``f"{row['email']}"``."""
    return touched(value)


def _tells(value: Value) -> bool:
    """Tell whether a value only says how many there are, or of which kind."""
    name = getattr(value, "name", "")
    parts = getattr(value, "parts", ())
    told = any(part.removesuffix("()") in words("persons", "tells") for part in str(name).replace("[]", "").split("."))
    return told or (bool(parts) and all(_tells(part) for part in parts if getattr(part, "name", "")))


def _results(subject: NotebookSubject) -> Iterator[tuple[str, int]]:
    """Yield the columns of people in what a cell leaves as its result."""
    for parsed in parse_notebook(subject.notebook):
        last = parsed.tree.body[-1] if parsed.tree is not None and parsed.tree.body else None
        if not isinstance(last, ast.Expr) or parsed.cell.source.content.rstrip().endswith(";"):
            continue
        if isinstance(last.value, ast.Call) and _name_of(last.value) not in words("persons", "rows"):
            continue
        if any(_name_of(node) in words("persons", "tells") for node in ast.walk(last.value)):
            continue
        chosen = [
            node.slice for node in ast.walk(last.value) if isinstance(node, ast.Subscript) and not _is_mask(node.slice)
        ]
        names = [each.value for part in chosen for each in ast.walk(part)
                 if isinstance(each, ast.Constant) and isinstance(each.value, str)]  # fmt: skip
        yield from ((name, parsed.cell.ref.number) for name in personal(names))


def _is_mask(key: ast.expr) -> bool:
    return any(isinstance(each, ast.Compare) for each in ast.walk(key))


def _name_of(node: ast.AST) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


PROBE = Probe(name="shown-persons", items=("PRE-07",), run=_run, partial=True, incidental=True, docs=__doc__)
