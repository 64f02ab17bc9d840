"""A report of an evaluation that says that nobody attacked the model, or that the attack won."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_limits import broken_limits

PROBE = Probe(
    name="attack-record",
    items=("EVA-03",),
    run=records_about("EVA-03", broken_limits("EVA-03")),
    partial=True,
    incidental=True,
    docs=__doc__,
)
