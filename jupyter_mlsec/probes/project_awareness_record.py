"""A training record of people who were not trained, or whose training is long past."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.training_tables import trainings_left_open
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed
from jupyter_mlsec.probes._ground.observations import listed

_STEP = "Train them, and write the day into the record."
_records = records_about("GOV-04")


def _run(subject: ProjectSubject) -> Observation:
    opened = list(trainings_left_open(subject))
    if opened:
        told = listed(f"{place}: {what}" for place, what in opened)
        return failed(f"The records say it themselves. {told}.", next_step=_STEP)
    return _records(subject)


PROBE = Probe(name="awareness-record", items=("GOV-04",), run=_run, partial=True, incidental=True, docs=__doc__)
