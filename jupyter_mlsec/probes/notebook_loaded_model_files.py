"""Model and data files that the notebook loads, scanned without loading them: each may be somebody else's work.

Whatever a pickle names runs when it is loaded, before anybody has looked at what it gives.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.artifact_facts import judged
from jupyter_mlsec.probes._ground.base import NotebookSubject, warned
from jupyter_mlsec.probes._ground.observations import not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.loaded_files import loaded_files
from jupyter_mlsec.probes._notebook.program import read_program


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    paths = loaded_files(program)
    if paths is None:
        step = "Write the paths of what is loaded as constants, so that the files can be scanned."
        return warned("It is not known which file is loaded.", next_step=step)
    if not paths:
        return unreadable(program) or not_applicable("the notebook loads no model file")
    observation = judged(paths, subject.files, missing="Fill in the checklist where the files are.")
    if observation.status is Status.PASS and (problem := unreadable(program)) is not None:
        return problem
    return observation


PROBE = Probe(name="loaded-model-files", items=("TRN-12",), run=_run, cost=Cost.NORMAL, partial=True, docs=__doc__)
