"""Model files that the notebook writes, scanned without loading them: what is in one runs when somebody loads it.

A model can be in a format that may run code and hold nothing but vetted names; and a file that was safe when it was
written can have been exchanged since.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.artifact_facts import judged
from jupyter_mlsec.probes._ground.base import NotebookSubject
from jupyter_mlsec.probes._ground.observations import not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.saved_models import saved_models


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    names = {saved.name for saved in saved_models(program) if saved.name}
    if not names:
        return unreadable(program) or not_applicable("the notebook writes no model whose file is known")
    return judged(names, subject.files, missing="Run the notebook, so that its models are on disk.")


PROBE = Probe(name="written-model-files", items=("TRN-07",), run=_run, cost=Cost.NORMAL, partial=True, docs=__doc__)
