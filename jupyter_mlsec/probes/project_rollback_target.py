"""Plans that go back to a version of a model that nobody kept, or to the one that is running."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_versions import unkept_versions
from jupyter_mlsec.probes._folder.ledgers import ledgers_of
from jupyter_mlsec.probes._folder.record_answer import answer
from jupyter_mlsec.probes._ground.base import ProjectSubject

_STEP = "Name a version that is kept, and try to go back to it."


def _run(subject: ProjectSubject) -> Observation:
    return answer(unkept_versions(ledgers_of(subject)), _STEP)


PROBE = Probe(name="rollback-target", items=("MNT-03",), run=_run, partial=True, incidental=True, docs=__doc__)
