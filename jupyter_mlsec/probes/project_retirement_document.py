"""A retirement record that lies in the project and keeps too little: why, what follows, what is kept and how long."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import dates_in, documents_about, missing
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence


def _run(subject: ProjectSubject) -> Observation:
    records, unread = documents_about(subject, "retirement")
    if not records:
        if unread:
            shown = listed(path.relative_to(subject.root).as_posix() for path in unread)
            return not_evidence(f"{shown} cannot be read", next_step="Repair the file.")
        return not_applicable("no retirement record lies in the project")
    said = "\n".join(record.said for record in records)
    names = listed(record.path.relative_to(subject.root).as_posix() for record in records)
    lacks = missing(said, "retirement")
    if "date" not in lacks and not dates_in(said):
        lacks = ["date", *lacks]
    if lacks:
        step = "Write the day, the reason, the successor, and what is kept for how long."
        return failed(f"{names} says nothing about: {', '.join(lacks)}.", next_step=step)
    blanks = sum(record.blanks for record in records)
    if blanks:
        return failed(f"{names} has {count(blanks, 'place')} left to be filled in.", next_step="Fill them in.")
    more = missing(said, "retirement-more")
    if more:
        return warned(f"{names} says nothing about: {', '.join(more)}.", next_step="Say who used the model.")
    return passed(f"{names} keeps date, reason, successor, retention and consumers.")


PROBE = Probe(name="retirement-document", items=("RET-02",), run=_run, partial=True, incidental=True, docs=__doc__)
