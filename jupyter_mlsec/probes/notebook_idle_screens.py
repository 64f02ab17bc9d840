"""Near copies, wrong labels or poisoned rows that are looked for and counted, and learnt all the same.

Copies that carry different labels, and labels that a screen doubts, have to be looked at or left out; a count that is
printed does neither.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.idle_screens import idle_screens, searched
from jupyter_mlsec.probes._notebook.program import read_program

_STEP = "Look at the rows that were found, compare their labels, and leave out or mend what is wrong."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    found = list(idle_screens(program, code_of(subject.notebook)))
    if found:
        told = listed(f"{what} (cell {call.cell.number})" for what, call in found)
        return warned(f"Looked for and counted, and all rows are kept: {told}.", next_step=_STEP)
    if not searched(program):
        return not_applicable("the notebook looks for no copies, wrong labels or poison")
    if (problem := unreadable(program)) is not None:
        return problem
    return passed("What the screens of the rows find is looked at or left out.")


PROBE = Probe(name="idle-screens", items=("PRE-04",), run=_run, partial=True, incidental=True, docs=__doc__)
