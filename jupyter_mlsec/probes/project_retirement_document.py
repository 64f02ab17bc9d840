"""A retirement record that lies in the project and keeps too little: why, what follows, what is kept and how long.

Records by another name are asked whether they leave such a field open; of a document that lacks parts, these are told.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.plans import Kind, judge
from jupyter_mlsec.probes._folder.record_answer import records_about, with_records
from jupyter_mlsec.probes._ground.base import ProjectSubject

_STEP = "Write the day, the reason, the successor, and what is kept for how long."
_KIND = Kind(
    name="retirement",
    absent="no retirement record lies in the project",
    step=_STEP,
    more="Say who used the model.",
    whole="keeps date, reason, successor, retention and consumers",
    dated=True,
)
_fields = records_about("RET-02", step=_STEP)


def _run(subject: ProjectSubject) -> Observation:
    document = judge(subject, _KIND)
    return document if document.status is Status.FAIL else with_records(document, _fields(subject))


PROBE = Probe(
    name="retirement-document", items=("RET-02",), run=_run, version=2, partial=True, incidental=True, docs=__doc__
)
