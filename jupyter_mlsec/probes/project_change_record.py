"""A record of a change that was not tested, or not approved by anybody else."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_dealings import own_approval

PROBE = Probe(
    name="change-record",
    items=("MNT-02",),
    run=records_about("MNT-02", own_approval),
    partial=True,
    incidental=True,
    docs=__doc__,
)
