"""Rows of a part that are written over between the split and the fit, by whatever name they are reached.

A helper that draws a picture of what it is given, a second name, a view of an array: who writes into these writes into
the rows that the model learns from. What is done to both parts alike is preparation, and so is a new column.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from jupyter_mlsec.code.values import Func, Ref, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.lessons import lessons
from jupyter_mlsec.probes._notebook.paired_rows import pairs_of
from jupyter_mlsec.probes._notebook.program import Call, Program, names_in
from jupyter_mlsec.probes._notebook.row_order import way_of
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Splits
from jupyter_mlsec.probes._notebook.traced import UNNAMED, Item
from jupyter_mlsec.probes._notebook.writes import Write, writes

_BY_PLACE = frozenset({"iat", "iloc"})
_VIEWS = (".values", ".T", ".loc", ".iloc", ".array", ".flat", ".ravel()", ".reshape()", ".to_numpy()", ".view()",
          ".squeeze()", ".transpose()", ".swapaxes()")  # fmt: skip
_ARRAYS = frozenset({"numpy.asarray", "numpy.ravel", "numpy.reshape", "numpy.squeeze", "torch.as_tensor",
                     "torch.from_numpy"})  # fmt: skip
_GAPS = re.compile(r"isna|isnull|isnan|is_null|isfinite|notna|notnull")
_SHOWS = re.compile(
    r"plot|show|print|descri|summar|report|overview|inspect|peek|draw|hist|display|profile|picture|chart"
)
_STEPS = 12


def changed_parts(notebook: Notebook, splits: Splits) -> Iterator[int]:
    """Yield the numbers of the cells in which rows that are learned from are written over after their split."""
    program = splits.program
    learned = {
        value
        for pair in pairs_of(program)
        if "split" not in pair.call.method
        for given in (pair.rows, pair.labels)
        for value in way_of(given, program, pair.call.order).values
    }
    if not learned:
        return
    found: dict[str, set[Side]] = {}
    places: list[tuple[str, int]] = []
    for what, value, cell in (*_written(notebook, splits), *_helped(splits)):
        parts = [(each, side) for each in _seen_through(value, splits) if (side := _side(each, splits)) is not None]
        found.setdefault(what, set()).update(side for _, side in parts)
        if any(side is Side.TRAIN and part in learned for part, side in parts):
            places.append((what, cell))
    for what, cell in places:
        if what.startswith("shown ") or found[what] == {Side.TRAIN}:
            yield cell


def _side(value: Value, splits: Splits) -> Side | None:
    """Return the side of a split in the notebook that rows are on; None where they come apart as they are."""
    known = splits.side(value)
    parts = splits.parts(value) if known is None else {known}
    sides = {side for split, side in parts if not split.folds and split.name != "given"}
    return next(iter(sides)) if len(sides) == len(parts) == 1 else None


def _seen_through(value: Value, splits: Splits) -> Iterator[Value]:
    """Yield a value, and what it is a view of, up to the part that was split off."""
    current: Value | None = value
    for _ in range(_STEPS):
        if not isinstance(current, Ref):
            return
        yield current
        if splits.side(current) is not None:
            return
        call = splits.program.flow.call_of(current)
        if call is not None and call.name in _ARRAYS:
            current = call.value(0, "a", "data")
        elif (isinstance(current, Item) and _is_view(current.node)) or current.name.endswith(_VIEWS):
            current = current.base
        else:
            return


def _is_view(node: ast.expr) -> bool:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return all(isinstance(each, ast.Slice) or _is_text(each) for each in parts)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _written(notebook: Notebook, splits: Splits) -> Iterator[tuple[str, Value, int]]:
    """Yield what is written into by name in the cells, other than into a function's own parameters."""
    program = splits.program
    answers = {lesson.answer for lesson in lessons(program)}
    held: dict[str, list[Value]] = {}
    for name, value in program.names:
        if isinstance(value, Ref):
            held.setdefault(name, []).append(value)
    for parsed in parse_notebook(notebook):
        own = {name for node in parsed.nodes if isinstance(node, ast.FunctionDef) for name in _parameters(node)}
        for write in writes(parsed.nodes, program):
            if write.name in own or _fills(write.node) or not _is_sure(write.node, answers):
                continue
            for value in _before(held.get(write.name, ()), write.node):
                if write.result is None or not _is_learned(write.result, program):
                    yield write.what, value, parsed.cell.ref.number


def _before(values: Iterable[Value], node: ast.AST) -> Iterator[Value]:
    """Yield what a name stood for, also before ``name -= …`` gave it to what was made of that."""
    for value in values:
        yield value
        if (
            isinstance(node, ast.AugAssign)
            and isinstance(value, Ref)
            and value.name == UNNAMED
            and value.made is not None
        ):
            yield from value.made.values()


def _is_learned(result: ast.Call, program: Program) -> bool:
    """Tell whether it is what a call gave that is learned from: ``scale(X, copy=False)`` and the result of it."""
    made = [call for call in program.calls if call.node is result]
    return any(
        isinstance(value, Ref) and value.made is not None and value.made is call.arguments
        for pair in pairs_of(program)
        for value in way_of(pair.rows, program, pair.call.order).values
        for call in made
    )


def _is_sure(node: ast.AST, answers: set[str | None]) -> bool:
    """Tell whether rows are changed, and not one column of features put right: ``d.loc[d.age > 120, "age"] = 120``."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []
    for target in targets:
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Tuple) and len(target.slice.elts) > 1:
            column = target.slice.elts[1]
            placed = isinstance(target.value, ast.Attribute) and target.value.attr in _BY_PLACE
            if not placed and _is_text(column) and isinstance(column, ast.Constant):
                return column.value in answers
    return True


def _helped(splits: Splits) -> Iterator[tuple[str, Value, int]]:
    """Yield what functions of the notebook write into although it belongs to whoever calls them."""
    program = splits.program
    for call in program.calls:
        if not isinstance(call.base, Func) or isinstance(call.base.node, ast.Lambda):
            continue
        function = call.base.node
        written = {write.name for write in _own_writes(function, program)}
        for name, value in _given(call, function) if written else ():
            if name in written and (not _hands_back(function, name) or _is_beside(call, program)):
                shown = "shown " if _shows(function) else ""
                yield f"{shown}{function.name} {id(function)} {name}", value, call.cell.number


def _is_beside(call: Call, program: Program) -> bool:
    """Tell whether what a call gives gets a name of its own, and models go on to learn from what was handed in."""
    given = {each.id for each in (*call.node.args, *(each.value for each in call.node.keywords))
             if isinstance(each, ast.Name)}  # fmt: skip
    learned = {each for pair in pairs_of(program) for each in names_in(pair.call.node)}
    return bool(call.targets) and (given | learned).isdisjoint(call.targets)


def _own_writes(function: ast.FunctionDef | ast.AsyncFunctionDef, program: Program) -> Iterator[Write]:
    """Yield what a function writes into its parameters, before it gives their names to something else."""
    shows = _shows(function)
    names = set(_parameters(function))
    for statement in function.body:
        inner = [*ast.walk(statement)]
        for write in writes(inner, program):
            if write.name in names and (shows or not _fills(write.node)):
                yield write
        names -= {
            target.id
            for node in inner
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    yield from (each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs))


def _given(call: Call, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, Value]]:
    names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    yield from zip(names, (each.value for each in call.arguments.positional), strict=False)
    yield from ((name, each.value) for name, each in call.arguments.keywords.items())


def _hands_back(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    """Tell whether a function gives back what it was given: a step of the preparation."""
    returned = (node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None)
    return any(isinstance(node, ast.Name) and node.id == name for value in returned for node in ast.walk(value))


def _shows(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function is there to look at what it is given."""
    called = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    names = [each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in called]
    return any(_SHOWS.search(name) is not None for name in (function.name, *names))


def _fills(node: ast.AST) -> bool:
    """Tell whether gaps are filled, which is preparation."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node
    return _GAPS.search(ast.unparse(target)) is not None
