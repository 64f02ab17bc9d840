"""Monitoring that nobody declared a plan of: who looks at what, where the alarm rings, and how fast somebody answers.

A plan that lies in the project as a file is looked at by ``monitoring-document``.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed
from jupyter_mlsec.probes._ground.observations import listed, to_declare
from jupyter_mlsec.probes._ground.said import is_blank

FIELDS = ("owner", "channel", "metrics", "threshold", "response")


def _run(subject: NotebookSubject) -> Observation:
    plans = declared(subject.declarations, "monitoring")
    if not plans:
        step = "Declare it: %mlsec declare monitoring owner=… channel=… metrics=… threshold=… response=…"
        return to_declare("No monitoring plan is declared", step)
    fields = {key for each in plans.values() for key, text in each.items() if not is_blank(text, person=True)}
    missing = [field for field in FIELDS if field not in fields]
    if missing:
        return failed(
            f"The monitoring plan says nothing about: {', '.join(missing)}.", next_step="Declare what is missing."
        )
    return passed(f"The monitoring plan names {listed(FIELDS)}.")


PROBE = Probe(name="monitoring-plan", items=("DEP-07",), run=_run, partial=True, docs=__doc__)
