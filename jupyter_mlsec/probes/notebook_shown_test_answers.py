"""Test questions that are answered by somebody who has been given test answers.

Examples in a prompt that are taken from the test rows, an index of known cases that holds the ones that are looked
up in it: both answer by heart what they are asked.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.shown import shown_answers
from jupyter_mlsec.probes._notebook.splits import find_splits

_STEP = "Take examples and known cases from the training rows only; keep the rows that are asked about out of them."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program)
    found = in_order(cell.number for cell in shown_answers(splits))
    if found:
        what = f"Test answers are at hand where test rows are asked about in cell {listed(map(str, found))}"
        return warned(f"{what}.", next_step=_STEP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not any(not split.folds for split in splits.all):
        return not_applicable("no split into training and test rows is seen in the notebook")
    return passed("No test answers are shown to what is asked about them.")


PROBE = Probe(name="shown-test-answers", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
