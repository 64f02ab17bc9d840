"""Lists of who may change a repository of models: everybody, people who left, or nobody has looked for too long."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_calendar import on_calendar
from jupyter_mlsec.probes._folder.ledger_grants import about_access, loose_grants
from jupyter_mlsec.probes._folder.record_answer import ledgers_about

_STEP = "Give each right to those who need it, take back those of who left, and look at the list again in time."

PROBE = Probe(
    name="repository-access",
    items=("TRN-08",),
    run=ledgers_about(loose_grants, on_calendar(about_access, "nobody has looked at the rights in time"), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
