"""A training record of people who were not trained, or whose training is long past."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.records import records_about

PROBE = Probe(
    name="awareness-record",
    items=("GOV-04",),
    run=records_about("GOV-04"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
