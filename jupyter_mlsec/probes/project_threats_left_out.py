"""Threat models that lie in the project and leave out what the notebook itself invites.

From the code the techniques of MITRE ATLAS are derived that apply (a model is trained on data that were read, saved in
a format that runs code, served …); each is looked for in the documents, by its id or by what people call it.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import documents_about, parts
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.threats import threats
from jupyter_mlsec.probes._notebook.program import read_program

_STEP = "Add each with what is done about it, or with why nothing is: %mlsec declare threats aml-t0020=…"


def _run(subject: ProjectSubject) -> Observation:
    documents, unread = documents_about(subject, "threats")
    if unread:
        shown = listed(path.relative_to(subject.root).as_posix() for path in unread)
        return not_evidence(f"{shown} cannot be read", next_step="Repair the file.")
    if not documents:
        return not_applicable("no threat model lies in the project")
    invited = threats(read_program(subject.notebook))
    known = parts("techniques")
    text = "\n".join(each.text for each in documents)
    left = {key: why for key, why in sorted(invited.items()) if key in known and not known[key].search(text)}
    shown = listed(each.path.relative_to(subject.root).as_posix() for each in documents)
    if left:
        told = tuple(f"{key}: {why}" for key, why in left.items())
        said = f"{shown} says nothing about {listed(left)}, which the code of the notebook invites."
        return warned(said, *told, next_step=_STEP)
    if not invited:
        return not_applicable("the code of the notebook invites no technique that is known")
    return passed(f"{shown} speaks about {count(len(invited), 'threat')} that the code of the notebook invites.")


PROBE = Probe(name="threats-left-out", items=("GOV-03",), run=_run, partial=True, incidental=True, docs=__doc__)
