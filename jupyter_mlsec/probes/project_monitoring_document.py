"""A monitoring plan that lies in the project and says too little: nobody looks, no alarm rings, no limit is named."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.plans import Kind, judge
from jupyter_mlsec.probes._ground.base import ProjectSubject

_KIND = Kind(
    name="monitoring",
    absent="no monitoring plan lies in the project",
    step="Say who looks at what, where the alarm rings, and from which value on.",
    more="Say what is done, and within which time.",
    whole="names owner, channel, metrics, threshold and response",
)


def _run(subject: ProjectSubject) -> Observation:
    return judge(subject, _KIND)


PROBE = Probe(
    name="monitoring-document", items=("DEP-07",), run=_run, version=2, partial=True, incidental=True, docs=__doc__
)
