"""Tables that break the limits which the project wrote down for them, and that a model learns from all the same.

The limits are read as they stand beside the table: ranges and allowed values of columns, what may be missing, what may
occur twice. What the notebook leaves out, fills or stops for before it learns is no defect.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_fields import plain
from jupyter_mlsec.probes._folder.table_limits import TableLimits, table_limits
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._notebook.consequences import Code, called
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.read_tables import ReadTable, is_absent, number_of, read_tables
from jupyter_mlsec.probes._tables.frames import label_of

_STEP = "Mend the table, or let the notebook stop where a limit is broken: assert share <= limit"
_LEARNS = frozenset(
    {"fit", "fit_predict", "fit_transform", "partial_fit", "train", "fit_generator", "train_test_split"}
)
_FILLS = frozenset({"dropna", "drop_nulls", "fillna", "fill_null", "interpolate", "SimpleImputer", "KNNImputer",
                    "IterativeImputer", "ffill", "bfill", "impute"})  # fmt: skip
_ONCE = frozenset({"drop_duplicates", "unique"})
_CUTS = frozenset({"clip", "query", "where", "mask", "filter", "replace", "winsorize", "replace_values"})
_CHOOSES = frozenset({"between", "isin", "is_between", "lt", "gt", "le", "ge", "duplicated", "is_in"})
_STOPS = frozenset({"exit", "quit", "abort", "_exit"})
_MOST = 0.5  # of the columns that the limits speak of stand in the table; else they are another table's


def _run(subject: ProjectSubject) -> Observation:
    program, code = read_program(subject.notebook), code_of(subject.notebook)
    tables = list(read_tables(program, subject.folder))
    pairs = [(limits, table) for limits in (table_limits(subject) if tables else ()) for table in tables
             if _is_about(limits, table)]  # fmt: skip
    if not pairs:
        return not_applicable("no table that the notebook reads has limits beside it")
    if not any(name in code.calls for name in _LEARNS):
        return not_applicable("the notebook learns nothing from a table that has limits")
    heeded = _heeded(code)
    broken = [
        f"{table.name}: {what} ({limits.place})"
        for limits, table in pairs
        for kind, what in _broken(limits, table)
        if kind not in heeded
    ]
    if broken:
        return warned(f"A model learns from a table outside its own limits: {listed(broken)}.", next_step=_STEP)
    return passed(
        f"{count(len(pairs), 'table')} held against the limits beside it; nothing outside them is learned from."
    )


def _is_about(limits: TableLimits, table: ReadTable) -> bool:
    known = limits.columns & table.columns.keys()
    return bool(known) and len(known) >= _MOST * len(limits.columns)


def _broken(limits: TableLimits, table: ReadTable) -> Iterator[tuple[str, str]]:
    """Yield what is broken: of which kind, and in words without any value."""
    shown = {name: [each for each in values if not is_absent(each)] for name, values in table.columns.items()}
    outside = [name for name, (low, high) in limits.ranges.items() if name in shown and any(
        (number := number_of(each)) is not None and not low <= number <= high for each in shown[name])]  # fmt: skip
    foreign = [name for name, allowed in limits.values.items() if not allowed.issuperset(shown.get(name, ()))]
    absent = [name for name in limits.required if name in shown and len(shown[name]) < table.rows]
    twice = [name for name in limits.unique if name in shown and len(set(shown[name])) < len(shown[name])]
    if outside:
        yield "range", f"values of {listed(map(label_of, sorted(outside)))} out of range"
    if foreign:
        yield "range", f"values of {listed(map(label_of, sorted(foreign)))} that are not allowed"
    worst = max((1 - len(each) / table.rows for each in shown.values()), default=0.0) if table.rows else 0.0
    if absent or (limits.missing is not None and worst > limits.missing):
        yield "missing", "more is missing than allowed"
    if twice or (limits.repeated is not None and _repeated(table, limits.repeated_of) > limits.repeated):
        yield "repeated", "more occurs twice than allowed"


def _repeated(table: ReadTable, of: str) -> float:
    """Return the share of rows that occurred before, by one column where the limit is about it."""
    named = [values for name, values in table.columns.items() if plain(name) in {of, of.removesuffix("s")}]
    rows = named[0] if named else list(zip(*table.columns.values(), strict=True))
    return 1 - len(set(rows)) / len(rows) if rows and (named or not of) else 0.0


def _heeded(code: Code) -> frozenset[str]:
    """Return the kinds of limits for which the notebook does something: leaves out, fills, cuts, or stops."""
    if any(isinstance(each, ast.Raise | ast.Assert) for each in code.nodes) or _STOPS & code.calls.keys():
        return frozenset({"range", "missing", "repeated"})
    found = set()
    if _FILLS & code.calls.keys():
        found.add("missing")
    if _ONCE & code.calls.keys():
        found.add("repeated")
    if _CUTS & code.calls.keys() or any(_chooses(each, code) for each in code.nodes):
        found |= {"range", "repeated", "missing"}
    return frozenset(found)


def _chooses(node: ast.AST, code: Code) -> bool:
    """Tell whether rows are chosen by what stands in them: ``df[df.age < 120]``, ``df.loc[mask]``."""
    if not isinstance(node, ast.Subscript):
        return False
    parts = [node.slice, *(given for each in ast.walk(node.slice) if isinstance(each, ast.Name)
                           for given in code.names.given.get(each.id, ()))]  # fmt: skip
    inner = [each for part in parts for each in ast.walk(part)]
    return any(
        isinstance(each, ast.Compare) or (isinstance(each, ast.Call) and called(each) in _CHOOSES) for each in inner
    )


PROBE = Probe(name="table-limits", items=("COL-02",), run=_run, partial=True, incidental=True, docs=__doc__)
