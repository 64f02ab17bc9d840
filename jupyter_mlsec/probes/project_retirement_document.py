"""A retirement record that lies in the project and keeps too little: why, what follows, what is kept and how long."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.plans import Kind, judge
from jupyter_mlsec.probes._ground.base import ProjectSubject

_KIND = Kind(
    name="retirement",
    absent="no retirement record lies in the project",
    step="Write the day, the reason, the successor, and what is kept for how long.",
    more="Say who used the model.",
    whole="keeps date, reason, successor, retention and consumers",
    dated=True,
)


def _run(subject: ProjectSubject) -> Observation:
    return judge(subject, _KIND)


PROBE = Probe(
    name="retirement-document", items=("RET-02",), run=_run, version=2, partial=True, incidental=True, docs=__doc__
)
