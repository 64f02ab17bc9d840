"""Models that the notebook loads and whose bytes are not those of the digest that is kept of them.

Whoever published the model, or whoever vetted it, wrote a digest down; the file that is loaded is another one. Files
are known by the path that the code opens or loads; what is kept is read as for ``outdated-digests``.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.off_digests import is_model, judged_by_digests, named_in
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.loaded_files import loaded_files, model_files
from jupyter_mlsec.probes._notebook.program import read_program
from jupyter_mlsec.probes._notebook.sources import local_path, sources

_STEP = "Do not use it. Find out who exchanged the file, and fetch the one that was vetted."


def _run(subject: ProjectSubject) -> Observation:
    program = read_program(subject.notebook)
    tables = {
        local_path(each, subject.folder).resolve()
        for each in sources(program)
        if each.kind == "file" and not is_model(local_path(each, subject.folder), set())
    }
    loaded = {*(loaded_files(program) or ()), *model_files(program, subject.folder)}
    known = {(subject.folder / name).resolve() for name in loaded}
    named = named_in(subject.notebook, read=True)
    models = [
        path
        for path in require_files(subject)
        if path.resolve() not in tables and (path.resolve() in known or (path.name in named and is_model(path, named)))
    ]
    return judged_by_digests(models, subject.root, what="a model that is loaded", step=_STEP)


PROBE = Probe(
    name="exchanged-models", items=("TRN-12",), run=_run, cost=Cost.NORMAL, partial=True, incidental=True, docs=__doc__
)
