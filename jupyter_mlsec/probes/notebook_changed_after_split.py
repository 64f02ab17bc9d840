"""Training rows that are changed between the split and ``fit``, other than by a transformation of the same rows.

Rows or labels that are assigned, appended or overwritten after the split belong to nobody's recorded data: it is the
place where a poisoned row would be slipped in. They are followed into helpers that were only meant to look at them, and
through second names and views.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Seq, Value
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.changed_parts import changed_parts
from jupyter_mlsec.probes._notebook.one_sided_labels import one_sided_labels
from jupyter_mlsec.probes._notebook.paired_rows import pairs_of
from jupyter_mlsec.probes._notebook.program import Program, bindings, names_in, read_program
from jupyter_mlsec.probes._notebook.row_order import way_of
from jupyter_mlsec.probes._notebook.rows import roots, rows_behind
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Splits, find_splits

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
    found = find_splits(program)
    appended |= {*_joined_later(found), *_read_anew(found), *one_sided_labels(found)}
    written = set(changed_parts(subject.notebook, find_splits(program)))
    changed = sorted({number for number, name in _changes(subject, parts)} | appended | written)
    if changed:
        step = "Do it before the split, or inside a Pipeline, so that it is part of the recorded preparation."
        return warned(f"Cell {listed(map(str, changed))} changes rows after they were split.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not splits and not any(call.method == "fit" for call in program.calls):
        return not_applicable("the notebook fits no model")
    number = len(parts) or len(find_splits(program).kept())
    return passed(f"{count(number, 'part')} of the data reach fit as they were split.")


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


def _joined_later(splits: Splits) -> Iterator[int]:
    """Yield the cells in which rows of another file are joined to a part to learn from."""
    program = splits.program
    for call in program.calls:
        first = call.value(0, "objs")
        if call.method != "concat" or not isinstance(first, Seq) or call.constant("axis") in {1, "columns"}:
            continue
        parts = [splits.parts(each, before=call.order) for each in first.items]
        sides = {side for part in parts for split, side in part if not split.folds and split.name != "given"}
        own = {table for split in splits.all for table in roots(splits.whole(*split.rows, before=split.order))}
        others = [each for each, part in zip(first.items, parts, strict=True) if not part]
        read = {table for each in others for table in roots(rows_behind(program.flow, each, before=call.order))}
        if sides == {Side.TRAIN} and any(map(_is_read, read)) and not read & own:
            yield call.cell.number


def _read_anew(splits: Splits) -> Iterator[int]:
    """Yield the cells in which labels are fitted that were read elsewhere than those that were split with the rows."""
    program = splits.program
    for pair in pairs_of(program):
        split = next((split for split, side in splits.parts(pair.rows) if side is Side.TRAIN and not split.folds), None)
        if split is None or split.call is None or len(split.rows) < 2 or pair.call.order < split.order:  # noqa: PLR2004
            continue
        read = way_of(pair.labels, program, pair.call.order).values[-1:]
        before = [way_of(rows, program, split.order).values[-1:] for rows in split.rows]
        known = {where for each in before for where in map(program.flow.call_of, each)}
        calls = set(map(program.flow.call_of, read))
        if None in known or None in calls or not all(map(_is_read, (*read, *(each for way in before for each in way)))):
            continue
        told = {call.text(0) for call in known if call is not None}
        if any(call is not None and call.order > split.order and call.text(0) not in told for call in calls):
            yield pair.call.cell.number


def _is_read(table: Value) -> bool:
    return isinstance(table, Ref) and table.name.rpartition(".")[2].startswith(("read_", "load"))


def _whole_column(target: ast.Subscript) -> bool:
    """``X_train["age"] = …`` makes a feature for every row; ``X_train.loc[3] = …`` changes rows."""
    return isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str)


PROBE = Probe(name="changed-after-split", items=("TRN-05",), run=_run, partial=True, docs=__doc__)
