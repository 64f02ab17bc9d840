"""Upkeep that is overdue by the days and intervals of the project's own records."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_dealings import overdue
from jupyter_mlsec.probes._ground.base import ProjectSubject


def _run(subject: ProjectSubject) -> Observation:
    return records_about("MNT-01", overdue(subject.now.date()))(subject)


PROBE = Probe(name="overdue-upkeep", items=("MNT-01",), run=_run, partial=True, incidental=True, docs=__doc__)
