"""Waivers without an end or a reason, bound to nothing, over, or granted by who asked for them."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import in_order
from jupyter_mlsec.probes._folder.ledger_gaps import thin_waivers
from jupyter_mlsec.probes._folder.ledger_people import one_hand
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_dealings import loose_waivers
from jupyter_mlsec.probes._ground.base import ProjectSubject

_STEP = "Give the reason, an end, and the approval of somebody else."
_ROWS = (
    thin_waivers,
    one_hand("of_waivers"),
    in_order("of_waivers", "granted", "ends", "a waiver ends before it begins"),
)


def _run(subject: ProjectSubject) -> Observation:
    return records_about("GOV-08", loose_waivers(subject.now.date()), rows=_ROWS, step=_STEP)(subject)


PROBE = Probe(name="waiver-record", items=("GOV-08",), run=_run, partial=True, incidental=True, docs=__doc__)
