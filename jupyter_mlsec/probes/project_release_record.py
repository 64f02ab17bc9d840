"""A release record without a signature, provenance or digest, and admission that lets it in all the same."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.record_answer import records_about

PROBE = Probe(
    name="release-record",
    items=("DEP-06",),
    run=records_about("DEP-06"),
    partial=True,
    incidental=True,
    docs=__doc__,
)
