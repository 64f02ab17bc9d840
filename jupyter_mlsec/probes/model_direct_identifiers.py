"""Addresses and numbers of people among the features that a model is fitted on, whatever the columns are called.

The detector of personal data runs on the rows that were passed to ``fit`` (else on the held-out ones), bare matrices
included: a telephone number is one as an integer, too; and on their index, which goes wherever the rows go. A name of a
column alone is not enough here: what the table says about itself is looked at by ``direct-identifiers``.
"""

from __future__ import annotations

from itertools import islice

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable
from jupyter_mlsec.probes._ground.packages import package_of
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._tables.frames import as_frame, sampled, sampling_note
from jupyter_mlsec.probes._tables.personal import Basis, personal_columns
from jupyter_mlsec.probes._tables.personal_names import Reach

_MOST_FEATURES = 2_000
_STEP = "Drop them, or replace them by random tokens, before the matrix is made."


@guarded
def _run(subject: ModelSubject) -> Observation:
    rows = subject.x if subject.x_train is None else subject.x_train
    if getattr(rows, "ndim", 2) > 2 or package_of(rows) == "scipy":  # noqa: PLR2004 - pictures, counted words
        return not_applicable("the rows are no table whose values could identify somebody")
    whole = as_frame({"texts": rows} if isinstance(rows, (list, tuple)) and all(map(_is_text, rows)) else rows)
    if whole.shape[1] > _MOST_FEATURES:
        return not_applicable(f"{count(whole.shape[1], 'feature')} are more than are looked at")
    frame = sampled(whole).rename(columns=lambda name: name if isinstance(name, str) else f"feature {name}")
    found = [each for each in personal_columns(frame) if each.basis is not Basis.NAME]
    direct = [each for each in found if each.reach is Reach.DIRECT]
    measured = (Measurement(name="identifying-features", value=float(len(direct))),)
    details = (*(str(each) for each in islice(direct, 10)), *sampling_note(len(whole)))
    if direct:
        what = f"{listed(each.column for each in direct)} ({listed(dict.fromkeys(each.kind for each in direct))})"
        said = f"{subject.name} is fitted on what identifies people: {what}."
        return Observation(status=Status.FAIL, summary=said, details=details, measurements=measured, next_step=_STEP)
    said = f"The values of no feature of {subject.name} identify people."
    return Observation(status=Status.PASS, summary=said, details=details, measurements=measured)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


PROBE = Probe(
    name="identifying-features",
    items=("PRE-01",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
