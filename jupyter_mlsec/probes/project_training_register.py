"""Registers of trainings that somebody has still to take, or that are over by their own validity."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import valid_still
from jupyter_mlsec.probes._folder.ledger_gaps import untrained
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Hold the training, and write down the day and its proof."

PROBE = Probe(
    name="training-register",
    items=("GOV-04",),
    run=ledgers_about(untrained, valid_still("of_training", "a training is over by its own validity"), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
