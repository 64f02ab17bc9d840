"""Models that go to production straight after their training: nothing is compared, and nobody is asked.

A notebook that trains a model and gives it the stage, alias, approval or folder of production whatever came out has
made a change that was neither tested nor approved. It is asked enough where the promotion hangs on a condition. What
other programs of the project promote is looked at by ``unmatched-promotion``.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.promotions import promotions

_STEP = "Register it as a candidate, hold it against the model that serves, and promote it when somebody else agrees."


def _run(subject: NotebookSubject) -> Observation:
    found = list(promotions(subject.notebook))
    loose = [each for each in found if not each.asked]
    if loose:
        what = listed(sorted({each.what for each in loose}))
        cells = listed(sorted({each.cell for each in loose}))
        if not any(each.measured for each in loose):
            return failed(f"Cell {cells} promotes a model ({what}), and nothing has measured it.", next_step=_STEP)
        return warned(f"Cell {cells} promotes a model ({what}), whatever its figures are.", next_step=_STEP)
    if (problem := unreadable(read_program(subject.notebook))) is not None:
        return problem
    if not found:
        return not_applicable("no cell is seen to promote a model that the notebook trained")
    return passed(f"{count(len(found), 'promotion')} of models, each on a condition.")


PROBE = Probe(name="unasked-promotion", items=("MNT-02",), run=_run, partial=True, incidental=True, docs=__doc__)
