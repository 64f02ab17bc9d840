"""Data that are kept longer than was promised.

A data set's declaration says until when it may be kept (``retention=2027-05-01``). After that day it has to go,
with the models that remember it (GDPR Art. 5(1)(e)).
"""

from __future__ import annotations

from datetime import timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.said import day_of, is_forever

_FIELDS = ("retention", "retain-until", "delete-after", "keep-until")
_SOON = timedelta(days=30)


def _run(subject: NotebookSubject) -> Observation:
    ends = {
        name: fields[key]
        for name, fields in declared(subject.declarations, "dataset").items()
        for key in _FIELDS
        if fields.get(key)
    }
    if not ends:
        return not_applicable("no data set has a declared end of retention")
    endless = sorted(name for name, text in ends.items() if is_forever(text))
    if endless:
        step = "Say when it has to go: %mlsec declare dataset NAME retention=2027-05-01"
        return failed(f"{listed(endless)} is kept for ever.", next_step=step)
    days = {name: day_of(text) for name, text in ends.items()}
    unread = sorted(name for name, day in days.items() if day is None)
    today = subject.now.date()
    over = sorted(name for name, day in days.items() if day is not None and day < today)
    if over:
        step = "Delete it with proof, or get a new basis: %mlsec delete FILE, %mlsec declare dataset NAME retention=…"
        return failed(f"{listed(over)} is kept longer than was declared.", next_step=step)
    if unread:
        step = "Write the end as YYYY-MM-DD."
        return not_evidence(f"the end of retention of {listed(unread)} cannot be read", next_step=step)
    soon = sorted(name for name, day in days.items() if day is not None and day < today + _SOON)
    if soon:
        step = "Plan its deletion, and that of what was made from it."
        return warned(f"{listed(soon)} has to go within {_SOON.days} days.", next_step=step)
    return passed(f"{count(len(days), 'data set')} within its declared retention.")


PROBE = Probe(name="data-retention", items=("COL-01",), run=_run, partial=True, incidental=True, docs=__doc__)
