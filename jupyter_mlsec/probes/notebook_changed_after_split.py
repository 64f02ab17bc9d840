"""Training rows that are changed between the split and ``fit``, other than by a transformation of the same rows.

Rows or labels that are assigned, appended or overwritten after the split belong to nobody's recorded data: it is the
place where a poisoned row would be slipped in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.program import Program, bindings, names_in, read_program

_MUTATORS = frozenset(
    {"append", "extend", "insert", "pop", "update", "sort", "fill", "put", "itemset", "drop", "shuffle"}
)

_JOINS = frozenset({"append", "concat", "concatenate", "hstack", "row_stack", "vstack"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = [
        call for call in program.calls if call.name == "sklearn.model_selection.train_test_split" and call.targets
    ]
    parts = {name for split in splits for name in split.targets}
    made_of = {name for split in splits for argument in split.node.args for each in names_in(argument)
               for name in program.ancestors(each)} - _imported(subject)  # fmt: skip
    appended = set(_appended(subject, parts, made_of | parts, program))
    changed = sorted({number for number, name in _changes(subject, parts)} | appended)
    if changed:
        step = "Do it before the split, or inside a Pipeline, so that it is part of the recorded preparation."
        return warned(f"Cell {listed(map(str, changed))} changes rows after they were split.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not splits and not any(call.method == "fit" for call in program.calls):
        return not_applicable("the notebook fits no model")
    return passed(f"{count(len(parts), 'part')} of the data reach fit as they were split.")


def _changes(subject: NotebookSubject, parts: set[str]) -> Iterator[tuple[int, str]]:
    for parsed in parse_notebook(subject.notebook):
        for node in parsed.nodes:
            targets: list[ast.expr] = []
            match node:
                case ast.Assign(targets=assigned):
                    targets = [each for each in assigned if isinstance(each, ast.Subscript) and not _whole_column(each)]
                case ast.AugAssign(target=target):
                    targets = [target]
                case ast.Delete(targets=deleted):
                    targets = deleted
                case ast.Call(func=ast.Attribute(value=value, attr=attribute)) if attribute in _MUTATORS:
                    in_place = any(each.arg == "inplace" for each in node.keywords)
                    targets = [value] if in_place or attribute not in {"drop", "sort", "update"} else []
                case _:
                    pass
            yield from ((parsed.cell.ref.number, name) for each in targets for name in names_in(each) if name in parts)


def _imported(subject: NotebookSubject) -> set[str]:
    """Return the names of modules, from which all data come and which therefore tell nothing."""
    return {
        name
        for parsed in parse_notebook(subject.notebook)
        for node in parsed.nodes
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in bindings(node)
    }


def _appended(subject: NotebookSubject, parts: set[str], own: set[str], program: Program) -> Iterator[int]:
    """Yield the cells in which rows from elsewhere are joined to a part."""
    for parsed in parse_notebook(subject.notebook):
        for node in parsed.nodes:
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(attr=joins), args=[first, *_])
                ) if name in parts and joins in _JOINS:
                    for each in first.elts if isinstance(first, (ast.List, ast.Tuple)) else ():
                        roots = {root for used in names_in(each) for root in program.ancestors(used)}
                        if not roots & own:
                            yield parsed.cell.ref.number
                case _:
                    pass


def _whole_column(target: ast.Subscript) -> bool:
    """``X_train["age"] = …`` makes a feature for every row; ``X_train.loc[3] = …`` changes rows."""
    return isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)


PROBE = Probe(name="changed-after-split", items=("TRN-05",), run=_run, partial=True, docs=__doc__)
