"""Records of deletions that name files which are still there, or were searched before anything was deleted."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import in_order
from jupyter_mlsec.probes._folder.ledger_deletions import still_there
from jupyter_mlsec.probes._folder.ledgers import ledgers_of
from jupyter_mlsec.probes._folder.record_answer import answer
from jupyter_mlsec.probes._ground.base import ProjectSubject

_STEP = "Delete what is left, then look again; or write down why it is kept."
_ORDER = in_order("of_deletions", "deleted_on", "searched_on", "it was searched before anything was deleted")


def _run(subject: ProjectSubject) -> Observation:
    told = []
    for ledger in ledgers_of(subject):
        told += [(ledger.path, each) for each in still_there(ledger, subject)]
        told += [(ledger.path, each) for each in _ORDER(ledger, subject.now.date())]
    return answer(told, _STEP)


PROBE = Probe(name="deletion-register", items=("RET-01",), run=_run, partial=True, incidental=True, docs=__doc__)
