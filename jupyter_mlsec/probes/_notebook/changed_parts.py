"""Rows of a part that are written over between the split and the fit, by whatever name they are reached.

A helper that draws a picture of what it is given, a second name, a view of an array: who writes into these writes into
the rows that the model learns from. What is done to both parts alike is preparation, and so is a new column.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Func, Ref, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.lessons import lessons
from jupyter_mlsec.probes._notebook.paired_rows import pairs_of
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.row_order import way_of
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Splits
from jupyter_mlsec.probes._notebook.traced import UNNAMED, Item

_PLACES = frozenset({"at", "flat", "iat", "iloc", "loc", "values"})
_BY_PLACE = frozenset({"iat", "iloc"})
_VIEWS = (".values", ".T", ".loc", ".iloc", ".array", ".flat", ".ravel()", ".reshape()", ".to_numpy()", ".view()",
          ".squeeze()", ".transpose()", ".swapaxes()")  # fmt: skip
_ARRAYS = frozenset({"numpy.asarray", "numpy.ravel", "numpy.reshape", "numpy.squeeze", "torch.as_tensor",
                     "torch.from_numpy"})  # fmt: skip
_OWN = frozenset({"fill", "itemset", "partition", "put", "sort"})  # an array's methods that change it
_IN_PLACE = frozenset({"clip", "drop", "drop_duplicates", "dropna", "mask", "query", "replace", "update",
                       "where"})  # fmt: skip
_GIVEN = frozenset(
    {"copyto", "fill_diagonal", "place", "put", "putmask", "shuffle"}
)  # change what they are given first
_GAPS = re.compile(r"isna|isnull|isnan|is_null|isfinite|notna|notnull")
_SHOWS = re.compile(
    r"plot|show|print|descri|summar|report|overview|inspect|peek|draw|hist|display|profile|picture|chart"
)
_STEPS = 12


@dataclass(frozen=True, slots=True)
class _Write:
    """Where something is written into what ``name`` stands for; ``what`` is how, whatever it is called."""

    name: str
    node: ast.AST
    what: str
    result: ast.Call | None = None  # the call whose result is what was to be made


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
        for write in _writes(parsed.nodes, program):
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
            if name in written and not _hands_back(function, name):
                shown = "shown " if _shows(function) else ""
                yield f"{shown}{function.name} {id(function)} {name}", value, call.cell.number


def _own_writes(function: ast.FunctionDef | ast.AsyncFunctionDef, program: Program) -> Iterator[_Write]:
    """Yield what a function writes into its parameters, before it gives their names to something else."""
    shows = _shows(function)
    names = set(_parameters(function))
    for statement in function.body:
        inner = [*ast.walk(statement)]
        for write in _writes(inner, program):
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


def _writes(nodes: Iterable[ast.AST], program: Program) -> Iterator[_Write]:
    """Yield where something is written into rows that a name stands for."""
    for node in nodes:
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Subscript) and _is_of_rows(target, program):
                        yield from _write(target, node)
            case ast.AugAssign(target=ast.Name() as name):
                yield from _write(name, node)
            case ast.AugAssign(target=ast.Subscript() as target) if _is_of_rows(target, program):
                yield from _write(target, node)
            case ast.Expr(value=ast.Call(func=ast.Attribute() as function) as call):
                yield from _stated(function, call, node)
            case ast.Call():
                yield from _outer(node)
            case _:
                pass


def _stated(function: ast.Attribute, call: ast.Call, node: ast.Expr) -> Iterator[_Write]:
    """Yield what a call writes into whose result nobody takes."""
    method = function.attr
    in_place = _is_said(call, "inplace", value=True) and not _is_said(call, "axis", value=1)
    columns = any(each.arg == "columns" for each in call.keywords)
    own = method in _OWN and not call.keywords and not (method == "sort" and call.args)
    if own or (method in _IN_PLACE and in_place and not columns):
        yield from _write(function.value, node)
    elif method in _GIVEN and call.args:
        yield from _write(call.args[0], node)


def _outer(call: ast.Call) -> Iterator[_Write]:
    """Yield what a function writes its result into: ``out=y``, ``copy=False``."""
    out = next((each.value for each in call.keywords if each.arg == "out"), None)
    if out is not None:
        yield from _write(out, call, call)
    makes = [call]
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
        makes.append(call.func.value)  # StandardScaler(copy=False).fit_transform(X)
    plain = not isinstance(call.func, ast.Attribute) or call.func.attr not in {"array", "astype", "fit", "reindex"}
    if plain and call.args and any(_is_said(each, "copy", value=False) for each in makes):
        yield from _write(call.args[0], call, call)


def _is_said(call: ast.Call, name: str, *, value: object) -> bool:
    return any(
        each.arg == name and isinstance(each.value, ast.Constant) and each.value.value == value
        for each in call.keywords
    )


def _write(target: ast.expr, node: ast.AST, result: ast.Call | None = None) -> Iterator[_Write]:
    base = target
    while isinstance(base, ast.Subscript | ast.Attribute):
        base = base.value
    if isinstance(base, ast.Name) and (not isinstance(target, ast.Attribute) or target.attr in _PLACES):
        spelled = re.sub(rf"\b{re.escape(base.id)}\b", "_", ast.unparse(node))
        yield _Write(base.id, node, spelled, result)


def _is_of_rows(target: ast.Subscript, program: Program) -> bool:
    """Tell whether an assignment sets some rows, and no column: ``y[:5]``, ``x[x > 3]``, ``d.iloc[3:9, 4]``."""
    placed = isinstance(target.value, ast.Attribute) and target.value.attr in _PLACES
    key = target.slice
    if isinstance(key, ast.Tuple):
        first = key.elts[0] if key.elts else key
        return not (isinstance(first, ast.Slice) and first.lower is None and first.upper is None)
    if isinstance(key, ast.Constant):
        return not isinstance(key.value, str)
    if isinstance(key, ast.Name):
        return placed or _is_mask(key.id, program)
    return isinstance(key, ast.Slice | ast.Compare | ast.UnaryOp | ast.BoolOp | ast.BinOp | ast.Call) or placed


def _is_mask(name: str, program: Program) -> bool:
    """Tell whether a name stands for what says of each row whether it is meant, or for numbers of rows."""
    for known, value in program.names:
        if known == name and isinstance(value, Ref):
            written = program.written.get(value)
            if written is not None and isinstance(written.node, ast.Compare | ast.UnaryOp | ast.BoolOp):
                return True
            if value.name.removesuffix("()").rpartition(".")[2] in words("rows", "masks") | words("rows", "permutes"):
                return True
    return False
