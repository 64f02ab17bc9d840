"""Model files that everybody on the machine may change or read: whoever changes one decides what it predicts.

Of models that the notebook only loads it is said whether everybody may change them.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.permissions import changeable, open_to_others, others_may
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.loaded_files import model_files
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.saved_models import saved_models


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    names = sorted({saved.name for saved in saved_models(program) if saved.name})
    loaded = [name for name in model_files(program, subject.folder) if name not in names]
    if (problem := changeable({name: others_may(subject.folder / name) for name in loaded}, "model")) is not None:
        return problem
    if not names:
        return unreadable(program) or not_applicable("the notebook writes no model whose file is known")
    modes = {name: others_may(subject.folder / name) for name in names}
    missing = [name for name, mode in modes.items() if mode is None]
    if (problem := open_to_others(modes, "model")) is not None:
        return problem
    if missing:
        return not_evidence(f"{listed(missing)} is not here", next_step="Fill in the checklist where the models are.")
    return passed(f"{count(len(names), 'model file')}, none open to everybody.")


PROBE = Probe(name="model-permissions", items=("TRN-08",), run=_run, docs=__doc__)
