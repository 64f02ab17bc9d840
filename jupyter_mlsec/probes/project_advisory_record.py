"""Records of advisories that nobody consulted or answered, or whose sources were not asked for too long."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_feeds import stale_feeds, unread_entries
from jupyter_mlsec.probes._folder.ledger_gaps import unanswered
from jupyter_mlsec.probes._folder.record_answer import records_about

_STEP = "Fetch them again, let somebody look at each, and write down who, and what follows."

PROBE = Probe(
    name="advisory-record",
    items=("GOV-05",),
    run=records_about("GOV-05", rows=(unanswered, stale_feeds, unread_entries), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
