"""Rows that look back in time, split at random.

A lag, a rolling mean, a difference or a window carries the neighbours' values. Shuffled into training and test rows,
each test row then has its own past and future among the training rows.
"""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.code.values import Func, Klass
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.loose_splits import Loose, loose_splits
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.splits import find_splits
from jupyter_mlsec.probes._notebook.traced import Item

_LOOKS_BACK = frozenset({"diff", "ewm", "expanding", "pct_change", "rolling", "rolling_mean", "rolling_std", "shift",
                         "ewm_mean", "group_by_dynamic", "asfreq"})  # fmt: skip
_WINDOWS = frozenset({"TimeseriesGenerator", "as_strided", "lag", "sliding_window_view",
                      "timeseries_dataset_from_array", "unfold"})  # fmt: skip
_OTHER = ("numpy.", "torch.", "scipy.", "matplotlib.", "plotly.", "cv2.", "PIL.")
_FOLDS = frozenset({"KFold", "RepeatedKFold", "ShuffleSplit", "StratifiedKFold", "StratifiedShuffleSplit"})
_IN_ORDER = frozenset({"TimeSeriesSplit", "train_test_split"})
_SORTS = frozenset({"orderBy", "order_by", "sort", "sort_values"})
_ONE_EACH = frozenset(
    {"agg", "drop_duplicates", "dropDuplicates", "first", "groupby", "group_by", "last", "nth", "unique"}
)
_TIMES = re.compile(
    r"(?:\w+_)?(?:at|date|datetime|time|timestamp|ts|day|week|month|datum|zeit|zeitpunkt|zeitstempel|tag|fecha|hora|dia"
    r"|jour|heure|horodatage|data|ds)",
    re.IGNORECASE,
)
_STEP = "Split at a point in time: train_test_split(…, shuffle=False) or TimeSeriesSplit."
_ALWAYS = frozenset({"RepeatedKFold", "ShuffleSplit", "StratifiedShuffleSplit"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    lags = {call.method for call in program.calls if _looks_back(call)}
    if _cuts_windows(program):
        lags.add("windows")
    shuffled = {call.cell.number for call in program.calls if _shuffles(call)}
    shuffled |= {split.cell.number for split in find_splits(program).all if split.random}
    if not shuffled and not any(call.method in _IN_ORDER for call in program.calls):
        shuffled = {call.cell.number for call in program.calls if call.method == "sample" and call.number("frac") == 1}
    if lags and shuffled:
        cells = listed(map(str, sorted(shuffled)))
        return warned(
            f"Rows made with {listed(sorted(lags))} are shuffled into their splits in cell {cells}.", next_step=_STEP
        )
    if sorted_ := {loose.cell.number for loose in loose_splits(program) if _is_sorted(loose, program)}:
        cells = listed(map(str, sorted(sorted_)))
        return warned(f"Rows in the order of time are divided at random in cell {cells}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not lags:
        return not_applicable("no row of the notebook is made from its neighbours in time")
    return passed(f"Rows made with {listed(sorted(lags))} are not shuffled.")


def _is_sorted(loose: Loose, program: Program) -> bool:
    """Tell whether rows were put into the order of time, and not only to take the last one of each kind."""
    made = program.flow.calls(*loose.rows, before=loose.order)
    if any(call.method in _ONE_EACH for call in made):
        return False
    return any(
        call.method in _SORTS and any(_TIMES.fullmatch(text) for text in call.texts(0, "by", "keys")) for call in made
    )


def _looks_back(call: Call) -> bool:
    if call.method in _WINDOWS:
        return True
    return call.method in _LOOKS_BACK and not call.name.startswith(_OTHER)


def _cuts_windows(program: Program) -> bool:
    """Tell whether rows that are mixed are windows, cut one step apart: ``series[i : i + 24]``."""
    windows = {item for _, _, item in program.selections if _is_window(item.node)}
    if not windows:
        return False
    mixed = [*loose_splits(program)]
    behind = {value for loose in mixed for value in program.flow.behind(*loose.rows, before=loose.order)}
    return not windows.isdisjoint(behind) or not mixed or _in_a_data_set(windows, program)


def _is_window(key: ast.expr) -> bool:
    """Tell whether a choice is a window: its end is its beginning and something more."""
    return any(
        isinstance(node, ast.Slice)
        and isinstance(node.lower, ast.Name)
        and isinstance(node.upper, ast.BinOp)
        and isinstance(node.upper.op, ast.Add)
        and any(isinstance(each, ast.Name) and each.id == node.lower.id for each in ast.walk(node.upper))
        for node in (key.elts if isinstance(key, ast.Tuple) else [key])
    )


def _in_a_data_set(windows: set[Item], program: Program) -> bool:
    """Tell whether it is a data set of the notebook's own that cuts windows when it is asked for a row."""
    asked = (value for _, value in program.names if isinstance(value, Klass))
    methods = [klass.members.get("__getitem__") for klass in asked]
    nodes = {id(node) for method in methods if isinstance(method, Func) for node in ast.walk(method.node)}
    return any(id(item.node) in nodes for item in windows)


def _shuffles(call: Call) -> bool:
    """Tell whether a splitter of sklearn is made that mixes rows; what it is used on may stand elsewhere."""
    if not call.name.startswith("sklearn.model_selection.") or call.method not in _FOLDS:
        return False
    return call.method in _ALWAYS or call.constant("shuffle") is True


PROBE = Probe(name="shuffled-time-split", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
