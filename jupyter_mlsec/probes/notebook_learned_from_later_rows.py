"""Rows to learn from that lie behind the rows to judge on.

What is to be forecast was known when the model learned: the level of prices, who had left by then. A model that is
fitted on the last years and judged on those before says nothing about the years to come. The same goes, for the last
rows before the border, where the answer is what happens in the thirty days after.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.border_answers import border_answers
from jupyter_mlsec.probes._notebook.places import in_order
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.reversed_splits import divided_in_time, reversed_splits
from jupyter_mlsec.probes._notebook.splits import find_splits

_GAP = "Leave a gap before the border that is as long as the answer looks ahead: train = df[df.day < cut - horizon]."
_STEP = "Learn from what comes first and judge on what comes after: train = df[df.day < cut], test = df[df.day >= cut]."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    splits = find_splits(program)
    found: list[CellRef] = [*reversed_splits(splits)]
    if found:
        cells = listed(map(str, in_order(cell.number for cell in found)))
        return warned(f"Rows to learn from lie behind those to judge on in cell {cells}.", next_step=_STEP)
    if reaching := {lesson.cell.number for lesson in border_answers(program)}:
        cells = listed(map(str, sorted(reaching)))
        return warned(f"Answers that are learned in cell {cells} reach into the time that is judged.", next_step=_GAP)
    if (problem := unreadable(program)) is not None:
        return problem
    if not divided_in_time(splits):
        return not_applicable("no rows are divided at a moment")
    return passed("What is learned from lies before what is judged on.")


PROBE = Probe(name="learned-from-later-rows", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)
