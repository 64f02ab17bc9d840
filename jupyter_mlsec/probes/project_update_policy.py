"""A policy for updates that sets no term, or is not kept: upkeep that is overdue, advisories closed after their day."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_dates import kept_promises
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_dealings import overdue
from jupyter_mlsec.probes._ground.base import ProjectSubject

_STEP = "Set a term where there is none, and close what is overdue first; say why it took longer."
_ROWS = (kept_promises("of_advisories"),)


def _run(subject: ProjectSubject) -> Observation:
    return records_about("MNT-01", overdue(subject.now.date()), rows=_ROWS, step=_STEP)(subject)


PROBE = Probe(name="update-policy", items=("MNT-01",), run=_run, partial=True, incidental=True, docs=__doc__)
