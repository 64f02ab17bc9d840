"""Start-up code that lies in the project: run in each kernel before the first cell, and part of no notebook.

IPython's start-up folders and settings, sitecustomize, path files that import, and the command that a kernel
specification starts. What fetches code there gives whoever owns the address every kernel of the team.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.startup import is_startup, startup_texts
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, verb
from jupyter_mlsec.probes._notebook.fetched_code import fetches_and_runs

_STEP = "Move what a notebook needs into the notebook or a package with a version, and remove the rest."


def _run(subject: ProjectSubject) -> Observation:
    found = [path for path in require_files(subject) if is_startup(path)]
    texts = {path: list(startup_texts(path, read_text(path))) for path in found}
    started = {path: pieces for path, pieces in texts.items() if pieces}
    grave = [path.relative_to(subject.root).as_posix() for path, pieces in started.items()
             if any(fetches_and_runs(piece) for piece in pieces)]  # fmt: skip
    if grave:
        does = verb(len(grave), "fetches code and runs it", "fetch code and run it")
        return failed(f"{listed(grave)} {does} before the first cell.", next_step=_STEP)
    own = [path.relative_to(subject.root).as_posix() for path in started if path.name != "kernel.json"]
    if own:
        what = f"{count(len(own), 'file')} of the project {verb(len(own), 'runs', 'run')} in a kernel"
        return warned(f"{what} before the first cell: {listed(own)}.", next_step=_STEP)
    return not_applicable("the project brings no start-up code")


PROBE = Probe(name="kernel-startup", items=("TRN-01",), run=_run, partial=True, incidental=True, docs=__doc__)
