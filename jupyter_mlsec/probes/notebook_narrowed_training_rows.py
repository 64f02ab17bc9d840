"""Training rows that are left out between the split and ``fit``, where the part takes its own place.

``X_train = X_train[X_train["amount"] < 2500]``, made for a chart or to try something quickly, stays in force: the model
is fitted on other rows than those that were recorded, and nothing says so. Rows that are left out because values are
missing or doubled, or by a screen for outliers, are cleaning, and not meant here.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.narrowed import narrowed
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import Program, names_in, read_program

_SPLIT = "sklearn.model_selection.train_test_split"
_FITS = frozenset({"fit", "fit_resample", "fit_transform", "partial_fit", "train"})
_STEP = "Leave rows out before the split and say why, or give the smaller table a name of its own: small = X_train[…]"


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    parts = _learned_from(program)
    found = [
        (parsed.cell.ref.number, name)
        for parsed in parse_notebook(subject.notebook)
        for name in narrowed(parsed.nodes, parts)
    ]
    if found:
        cells = listed(map(str, in_order(number for number, _ in found)))
        names = listed(dict.fromkeys(name for _, name in found))
        return warned(f"Cell {cells} leaves out rows of {names} after the split and before the fit.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not parts:
        return not_applicable("no part of a split is seen to be fitted on")
    return passed(f"Models are fitted on all rows of {listed(sorted(parts))}.")


def _learned_from(program: Program) -> set[str]:
    """Return the parts of splits to learn from that a fit is given; every other part that a split returns is one."""
    parts = {
        name for call in program.calls if call.name == _SPLIT and len(call.targets) > 1 for name in call.targets[::2]
    }
    fitted = {name for call in program.calls if call.method in _FITS for name in names_in(call.node)}
    return parts & fitted


PROBE = Probe(name="training-rows-left-out", items=("TRN-05",), run=_run, partial=True, incidental=True, docs=__doc__)
