"""Records and settings that say that nothing screens what a model learns from."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="screening-record",
    items=("PRE-04",),
    run=records_about("PRE-04"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
