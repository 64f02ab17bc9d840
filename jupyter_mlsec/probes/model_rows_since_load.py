"""A model whose training rows changed between the moment they were loaded and the moment of its fit.

It asks what ``rows-changed-before-fit`` asks of a table, of exactly the rows that the kernel saw the model fitted on.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._ground.observations import UndeclaredError, guarded
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._tables.since_load import judged


@guarded
def _run(subject: ModelSubject) -> Observation:
    history = subject.history
    if subject.x_train is None or not history.at_load or not history.at_fit:
        raise UndeclaredError(
            f"no fingerprint of the rows of {subject.name} was taken at load and at fit",
            help="Load the extension before the data, and fit in this kernel.",
        )
    return judged(subject.name, history, history.now or frame_digest(subject.x_train))


PROBE = Probe(name="rows-since-load", items=("TRN-05",), run=_run, cost=Cost.FAST, settles=True, docs=__doc__)
