"""Services, routes, schedules and aliases of a model that a register of the project calls retired."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_retired import still_served
from jupyter_mlsec.probes._folder.ledgers import ledgers_of
from jupyter_mlsec.probes._folder.record_answer import answer
from jupyter_mlsec.probes._ground.base import ProjectSubject

_STEP = "Take it out of service, or correct the register."


def _run(subject: ProjectSubject) -> Observation:
    return answer(still_served(ledgers_of(subject), subject), _STEP)


PROBE = Probe(name="retired-service", items=("RET-03",), run=_run, partial=True, incidental=True, docs=__doc__)
