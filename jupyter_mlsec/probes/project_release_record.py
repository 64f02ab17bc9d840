"""Records of releases without a signature, provenance or digest, or that nobody can make again from a commit."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_releases import unrepeatable
from jupyter_mlsec.probes._folder.record_answer import records_about

_STEP = "Commit, run again from the commit, sign it, and write down its digests: mlsec run NOTEBOOK -o BUNDLE"

PROBE = Probe(
    name="release-record",
    items=("DEP-06",),
    run=records_about("DEP-06", rows=(unrepeatable,), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
