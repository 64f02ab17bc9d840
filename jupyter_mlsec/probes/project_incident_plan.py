"""An incident plan that is missing, or lacks a step: found out, contained, removed, recovered, reported, by whom.

Plans in several languages, as prose or as settings, are read; a step whose place holds nothing, or a placeholder, is
no step.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import dates_in, documents_about, missing
from jupyter_mlsec.probes._folder.plans import lacking, unreadable
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare


def _run(subject: ProjectSubject) -> Observation:
    plans, unread = documents_about(subject, "incident")
    if not plans:
        if unread:
            return unreadable(subject, unread)
        step = "Write INCIDENT_RESPONSE.md: who is called, and how the model is found out, contained and replaced."
        return to_declare("There is no incident plan in the project", step)
    said = "\n".join(plan.said for plan in plans)
    names = listed(plan.path.relative_to(subject.root).as_posix() for plan in plans)
    lacks = [part for part in missing(said, "incident") if part != "model"]
    lacks += [] if dates_in(said) else ["date"]
    lacks += ["model"] if "model" in missing(said, "incident") else []
    blanks = sum(plan.blanks for plan in plans)
    if lacks:
        return lacking(
            names, lacks, plans, "incident", "incident-other", step="Add what is missing, with names.", blanks=blanks
        )
    if blanks:
        return failed(f"{names} has {count(blanks, 'place')} left to be filled in.", next_step="Fill them in.")
    return passed(f"{names} covers every step, with contacts and a date.")


PROBE = Probe(name="incident-plan", items=("MNT-03",), run=_run, version=2, docs=__doc__)
