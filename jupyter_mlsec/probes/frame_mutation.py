"""Training data that changed between the moment they were loaded and the moment a model was fitted.

The digests taken at both moments, and the data as they are now, are compared. A difference that no recorded step of
the lineage explains fails: somebody or something wrote into the rows.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import frame_digest, short
from jupyter_mlsec.probes._ground.observations import guarded, to_declare
from jupyter_mlsec.probes._tables.frames import FrameSubject, as_frame, frame_of


@guarded
def _run(subject: FrameSubject) -> Observation:
    rows = as_frame(subject.train) if subject.train is not None else frame_of(subject)
    now = frame_digest(rows)
    if not subject.at_load or not subject.at_fit:
        return to_declare(
            f"The training rows of {subject.name} are {short(now)}, but no fingerprint was taken at load and at fit",
            "Load the extension before the data, fit, and name the rows: %mlsec data NAME --train X_train",
        )
    explained = {step.digest for step in subject.lineage if step.digest}
    details = (
        f"At load {short(subject.at_load)}, at fit {short(subject.at_fit)}, now {short(now)}.",
        f"{len(explained)} recorded steps explain changes.",
    )
    if subject.at_fit != subject.at_load and subject.at_fit not in explained:
        status = Status.FAIL
        summary = f"The training rows of {subject.name} changed between load and fit, and no recorded step explains it."
    elif now != subject.at_fit:
        status = Status.WARN
        summary = f"The training rows of {subject.name} changed after the model was fitted."
    else:
        status = Status.PASS
        summary = f"The training rows of {subject.name} are those that were loaded, or recorded steps explain the way."
    step = "" if status is Status.PASS else "Find the cell that writes into the rows, and fit again."
    return Observation(status=status, summary=summary, details=details, next_step=step)


PROBE = Probe(name="rows-changed-before-fit", items=("TRN-05",), run=_run, cost=Cost.FAST, docs=__doc__)
