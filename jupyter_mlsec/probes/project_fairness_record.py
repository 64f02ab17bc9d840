"""A report of an evaluation that says that groups were not compared, or differ by more than its own limit."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="fairness-record",
    items=("EVA-06",),
    run=records_about("EVA-06", broken_limits("EVA-06")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
