"""Records of trainings that somebody has still to take, that are long past, or over by their own validity."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import valid_still
from jupyter_mlsec.probes._folder.ledger_gaps import untrained
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.training_tables import trainings_left_open

PROBE = Probe(
    name="awareness-record",
    items=("GOV-04",),
    run=records_about(
        "GOV-04",
        rows=(untrained, valid_still("of_training", "a training is over by its own validity")),
        others=trainings_left_open,
        step="Hold the training, and write down the day and its proof.",
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
