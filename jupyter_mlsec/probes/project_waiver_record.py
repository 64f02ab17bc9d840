"""Waivers without an end or a reason, or that were approved by who asked for them."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_dealings import loose_waivers
from jupyter_mlsec.probes._ground.base import ProjectSubject


def _run(subject: ProjectSubject) -> Observation:
    return records_about("GOV-08", loose_waivers(subject.now.date()))(subject)


PROBE = Probe(name="waiver-record", items=("GOV-08",), run=_run, partial=True, incidental=True, docs=__doc__)
