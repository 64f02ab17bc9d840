"""Records that leave open which laws apply, name none or no tier where there is one, or exclude one for no reason."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_gaps import lawless
from jupyter_mlsec.probes._folder.ledger_laws import unreasoned
from jupyter_mlsec.probes._folder.record_answer import records_about

_STEP = "Name the laws and the tier of risk, or why none applies: %mlsec declare regulations …"

PROBE = Probe(
    name="applicable-law-record",
    items=("GOV-02",),
    run=records_about("GOV-02", rows=(lawless, unreasoned), step=_STEP),
    partial=True,
    incidental=True,
    docs=__doc__,
)
