"""A report of an evaluation that says that nobody asked the model about what it cannot know."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="abstention-record",
    items=("EVA-09",),
    run=records_about("EVA-09", broken_limits("EVA-09")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
