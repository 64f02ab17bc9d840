"""Records of releases that nobody can make again: from uncommitted changes, of no commit, of files without a digest."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_releases import unrepeatable
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Commit, run again from the commit, and write down its digests: mlsec run NOTEBOOK -o BUNDLE"

PROBE = Probe(
    name="release-source",
    items=("DEP-06",),
    run=ledgers_about(unrepeatable, step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
