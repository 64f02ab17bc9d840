"""Rows that look back in time, split at random.

A lag, a rolling mean or a difference carries the neighbours' values. Shuffled into training and test rows, each test
row then has its own past and future among the training rows.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, read_program

_LOOKS_BACK = frozenset({"diff", "ewm", "expanding", "pct_change", "rolling", "shift"})
_OTHER = ("numpy.", "torch.", "scipy.", "matplotlib.", "plotly.", "cv2.", "PIL.")
_SPLITS = frozenset({"train_test_split"})
_FOLDS = frozenset({"KFold", "RepeatedKFold", "ShuffleSplit", "StratifiedKFold", "StratifiedShuffleSplit"})
_IN_ORDER = frozenset({"TimeSeriesSplit", *_SPLITS})
_ALWAYS = frozenset({"RepeatedKFold", "ShuffleSplit", "StratifiedShuffleSplit"})


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    lags = [call for call in program.calls if call.method in _LOOKS_BACK and not call.name.startswith(_OTHER)]
    shuffled = [call for call in program.calls if _shuffles(call)]
    if not shuffled and not any(call.method in _IN_ORDER for call in program.calls):
        shuffled = [call for call in program.calls if call.method == "sample" and call.number("frac") == 1]
    if lags and shuffled:
        cells = listed(map(str, sorted({call.cell.number for call in shuffled})))
        what = listed(sorted({call.method for call in lags}))
        step = "Split at a point in time: train_test_split(…, shuffle=False) or TimeSeriesSplit."
        return warned(f"Rows made with {what} are shuffled into their splits in cell {cells}.", next_step=step)
    if (problem := unreadable(program)) is not None:
        return problem
    if not lags:
        return not_applicable("no row of the notebook is made from its neighbours in time")
    return passed(f"Rows made with {listed(sorted({call.method for call in lags}))} are not shuffled.")


def _shuffles(call: Call) -> bool:
    if not call.name.startswith("sklearn.model_selection."):
        return False
    if call.method in _SPLITS:
        return call.constant("shuffle") is not False
    return call.method in _FOLDS and (call.method in _ALWAYS or call.constant("shuffle") is True)


PROBE = Probe(name="shuffled-time-split", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
