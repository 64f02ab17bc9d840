"""Records that claim differential privacy without a budget, or with one that protects nobody."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_methods import claimed_privacy

PROBE = Probe(
    name="privacy-record",
    items=("TRN-09",),
    run=records_about("TRN-09", claimed_privacy),
    partial=True,
    incidental=True,
    docs=__doc__,
)
