"""Every model file of the project, scanned without loading it: a file that runs code has been tampered with.

It does not look for backdoors in what a model has learned; that needs the model and data.
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.suffixes import is_artifact_name
from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.artifact_facts import judged
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._ground.observations import count, not_applicable, not_evidence

_MOST = 200


def _run(subject: ProjectSubject) -> Observation:
    names = [str(path) for path in require_files(subject) if is_artifact_name(path.name)]
    if not names:
        return not_applicable("the project holds no model file")
    if len(names) > _MOST:
        step = "Scan them by themselves: mlsec scan FOLDER"
        return not_evidence(f"{count(len(names), 'model file')} are too many to look at here", next_step=step)
    return judged(names, subject.artifacts, missing="Look whether it can be read.")


PROBE = Probe(name="model-files", items=("EVA-08",), run=_run, cost=Cost.NORMAL, partial=True, docs=__doc__)
