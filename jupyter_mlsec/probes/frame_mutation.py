"""Training data that changed between the moment they were loaded and the moment a model was fitted.

The digests taken at both moments, and the data as they are now, are compared. A difference that no recorded step of
the lineage explains fails: somebody or something wrote into the rows.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import frame_digest, short
from jupyter_mlsec.probes._ground.observations import guarded, to_declare
from jupyter_mlsec.probes._tables.frames import FrameSubject, as_frame, frame_of
from jupyter_mlsec.probes._tables.since_load import RowHistory, judged


@guarded
def _run(subject: FrameSubject) -> Observation:
    rows = as_frame(subject.train) if subject.train is not None else frame_of(subject)
    now = frame_digest(rows)
    if not subject.at_load or not subject.at_fit:
        return to_declare(
            f"The training rows of {subject.name} are {short(now)}, but no fingerprint was taken at load and at fit",
            "Load the extension before the data, fit, and measure the model: %mlsec model NAME --x X_test --y y_test",
        )
    explained = frozenset(step.digest for step in subject.lineage if step.digest)
    return judged(subject.name, RowHistory(subject.at_load, subject.at_fit, explained), now)


PROBE = Probe(name="rows-changed-before-fit", items=("TRN-05",), run=_run, cost=Cost.FAST, whole=True, docs=__doc__)
