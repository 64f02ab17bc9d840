"""Plans and settings of monitoring that say too little, or that it is off: nobody looks, no alarm rings, no limit.

A document is asked for the parts of a plan; settings are asked whether monitoring is on, compares with something, and
tells somebody.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.plans import Kind, judge
from jupyter_mlsec.probes._folder.record_answer import records_about, with_records
from jupyter_mlsec.probes._ground.base import ProjectSubject

_STEP = "Say who looks at what, where the alarm rings, and from which value on."
_KIND = Kind(
    name="monitoring",
    absent="no monitoring plan lies in the project",
    step=_STEP,
    more="Say what is done, and within which time.",
    whole="names owner, channel, metrics, threshold and response",
)
_settings = records_about("DEP-07", step=_STEP)


def _run(subject: ProjectSubject) -> Observation:
    return with_records(judge(subject, _KIND), _settings(subject))


PROBE = Probe(
    name="monitoring-document", items=("DEP-07",), run=_run, version=2, partial=True, incidental=True, docs=__doc__
)
