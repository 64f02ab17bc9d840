"""Changes that were not tested, that their author approved, or that were let out before there was evidence."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import in_order
from jupyter_mlsec.probes._folder.ledger_people import one_hand
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_dealings import own_approval

PROBE = Probe(
    name="change-record",
    items=("MNT-02",),
    run=records_about(
        "MNT-02",
        own_approval,
        rows=(
            one_hand("of_changes", otherwise=("of_waivers", "of_reviews", "of_retired")),
            in_order("of_changes", "evidence", "decided", "it was decided before there was evidence"),
        ),
        step="Measure first, and ask for the approval of somebody else.",
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)
