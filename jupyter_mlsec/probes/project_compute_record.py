"""Records and settings that say that what training may cost has no limit."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="compute-record",
    items=("TRN-04",),
    run=records_about("TRN-04"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
