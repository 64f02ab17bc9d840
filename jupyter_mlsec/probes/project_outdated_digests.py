"""Saved models whose digests, as they are kept beside them, belong to other bytes.

A digest that is noted and left behind when the model is saved once more looks like a proof and is none: nobody can tell
an exchanged file from a newer one. Model files are known by their format, or because the notebook's code names them and
reads no data from them. What is kept is read as for ``pinned-data``: lists of sums, and notes that programs write.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.off_digests import is_model, judged_by_digests, named_in
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import local_path, sources

_STEP = "Find out why the bytes are others; write the digest down after the last save, in the step that saves."


def _run(subject: ProjectSubject) -> Observation:
    program = read_program(subject.notebook)
    read = {local_path(each, subject.folder).resolve() for each in sources(program) if each.kind == "file"}
    named = named_in(subject.notebook)
    models = [path for path in require_files(subject) if is_model(path, named) and path.resolve() not in read]
    return judged_by_digests(models, subject.root, what="a saved model", step=_STEP)


PROBE = Probe(
    name="outdated-digests",
    items=("TRN-07",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
