"""Test rows that are left out because a model is wrong about them, before its figures are shown.

An error over the rows that are left is that of the easy ones. Rows may be left out for what they are (duplicates,
values that cannot be), before anything is predicted; those with the largest errors are what one wants to look at.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.dropped import dropped_rows
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.splits import find_splits

_STEP = "Show the figures of all test rows; leave rows out by what they are, before anything is predicted about them."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program)
    found = in_order(cell.number for cell in dropped_rows(splits))
    if found:
        what = f"Test rows are left out by how wrong a model is about them in cell {listed(map(str, found))}"
        return warned(f"{what}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not any(not split.folds for split in splits.all):
        return not_applicable("no split into training and test rows is seen in the notebook")
    return passed("No test rows are left out by how a model does on them.")


PROBE = Probe(name="dropped-test-rows", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
