"""Labels that are overwritten for rows that were drawn at random."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.held_columns import column_of
from jupyter_mlsec.probes._notebook.paired_rows import Pair
from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.row_order import way_of

_DRAWS = frozenset({
    "rand", "random", "random_sample", "choice", "choices", "sample", "permutation", "randperm", "binomial", "uniform",
    "integers", "randint", "bernoulli", "rand_like",
})  # fmt: skip
_UNLABELLED = ("-1", "np.nan", "numpy.nan", "None", "float('nan')")  # for learners that take rows without labels


def random_labels(program: Program, pairs: Iterable[Pair], notebook: Notebook) -> Iterator[CellRef]:
    """Yield the cells in which labels that are fitted are overwritten at random."""
    labels = [(pair, way_of(pair.labels, program, pair.call.order).values) for pair in pairs if not pair.joined]
    columns = {column[1] for pair, _ in labels if (column := column_of(pair.labels)) is not None}
    values = {value for _, way in labels for value in way}
    yield from _chosen(program, values)
    drawn = {name for name, value in program.names if _is_drawn(value, program)}
    held = {name for name, value in program.names if value in values}
    for parsed in parse_notebook(notebook):
        for node in parsed.nodes:
            if isinstance(node, ast.Assign) and ast.unparse(node.value) not in _UNLABELLED:
                for target in node.targets:
                    if isinstance(target, ast.Subscript) and _overwrites(target, drawn, held, columns):
                        yield parsed.cell.ref


def _chosen(program: Program, values: set[Value]) -> Iterator[CellRef]:
    """Yield where a random mask chooses between a label and another: ``np.where(flip, 1 - y, y)``."""
    for call in program.calls:
        made = next((value for value in values if program.flow.call_of(value) is call), None)
        chooses = call.method == "where" and len(call.node.args) == 3  # noqa: PLR2004 - a mask and two alternatives
        if made is not None and chooses and _is_drawn(call.value(0), program) and _keeps(call.node.args):
            yield call.cell


def _keeps(alternatives: list[ast.expr]) -> bool:
    """Tell whether one of two alternatives is a label as it was, and no row is left without one."""
    texts = [ast.unparse(each) for each in alternatives[1:]]
    return any(isinstance(each, ast.Name | ast.Subscript | ast.Attribute) for each in alternatives[1:]) and not (
        set(texts) & set(_UNLABELLED)
    )


def _is_drawn(value: Value | None, program: Program) -> bool:
    """Tell whether a value says at random which rows are meant."""
    if isinstance(value, Const) or value is None:
        return False
    near: list[Value] = [value]
    if isinstance(value, Ref):
        written = program.written.get(value)
        near += list(written.parts) if written is not None else []
        near += [value.base] if value.name.endswith(".index") and value.base is not None else []
    return any(_draws(each) for each in near)


def _draws(value: Value) -> bool:
    return isinstance(value, Ref) and value.name.endswith("()") and value.name[:-2].rpartition(".")[2] in _DRAWS


def _says_drawn(node: ast.AST, drawn: set[str]) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in _DRAWS
    return isinstance(node, ast.Name) and node.id in drawn


def _overwrites(target: ast.Subscript, drawn: set[str], held: set[str], columns: set[str]) -> bool:
    """Tell whether an assignment sets labels of drawn rows: ``y[flip] = …``, ``df.loc[flip, "y"] = …``."""
    parts = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
    if not any(_says_drawn(node, drawn) for node in ast.walk(parts[0])):
        return False
    base = target.value
    while isinstance(base, ast.Attribute | ast.Subscript):
        base = base.value
    named = isinstance(base, ast.Name) and base.id in held
    if len(parts) == 1:
        return named
    column = parts[1].value if isinstance(parts[1], ast.Constant) else None
    return column in columns
