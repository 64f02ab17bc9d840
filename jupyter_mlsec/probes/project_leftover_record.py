"""A record of a retired model whose leftovers nobody has looked for."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_dealings import still_led_to
from jupyter_mlsec.probes._ground.base import ProjectSubject


def _run(subject: ProjectSubject) -> Observation:
    return records_about("RET-03", still_led_to(subject.now.date()))(subject)


PROBE = Probe(name="leftover-record", items=("RET-03",), run=_run, partial=True, incidental=True, docs=__doc__)
