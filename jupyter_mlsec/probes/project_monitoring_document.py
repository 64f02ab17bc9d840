"""A monitoring plan that lies in the project and says too little: nobody looks, no alarm rings, no limit is named."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import documents_about, missing
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence


def _run(subject: ProjectSubject) -> Observation:
    plans, unread = documents_about(subject, "monitoring")
    if not plans:
        if unread:
            shown = listed(path.relative_to(subject.root).as_posix() for path in unread)
            return not_evidence(f"{shown} cannot be read", next_step="Repair the file.")
        return not_applicable("no monitoring plan lies in the project")
    said = "\n".join(plan.said for plan in plans)
    names = listed(plan.path.relative_to(subject.root).as_posix() for plan in plans)
    lacks = missing(said, "monitoring")
    if lacks:
        step = "Say who looks at what, where the alarm rings, and from which value on."
        return failed(f"{names} says nothing about: {', '.join(lacks)}.", next_step=step)
    blanks = sum(plan.blanks for plan in plans)
    if blanks:
        return failed(f"{names} has {count(blanks, 'place')} left to be filled in.", next_step="Fill them in.")
    more = missing(said, "monitoring-more")
    if more:
        step = "Say what is done, and within which time."
        return warned(f"{names} says nothing about: {', '.join(more)}.", next_step=step)
    return passed(f"{names} names owner, channel, metrics, threshold and response.")


PROBE = Probe(name="monitoring-document", items=("DEP-07",), run=_run, partial=True, incidental=True, docs=__doc__)
