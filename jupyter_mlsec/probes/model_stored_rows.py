"""Training rows that are kept inside the model and leave with its file.

Nearest neighbours, support vectors and Gaussian processes keep rows as they are. The model's attributes are searched
for matrices whose rows equal training rows, raw or as the pipeline's earlier steps turn them. ``stored-rows`` is
their share; any warns by default, because whoever gets the file gets the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import guarded
from jupyter_mlsec.probes._predictors.features import features_of
from jupyter_mlsec.probes._predictors.models import ModelSubject, trained_on
from jupyter_mlsec.probes._predictors.object_parts import parts_of
from jupyter_mlsec.probes._predictors.outputs import any_output

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"stored-rows": "<= 0"}
_FEWEST_ROWS = 10
_DECIMALS = 6


@guarded
@any_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    view = trained_on(subject, least=_FEWEST_ROWS)
    known = [_keys(matrix) for matrix in _forms(subject.model, view.x)]
    stored: set[int] = set()
    for part in parts_of(subject.model):
        held = part.value
        if not isinstance(held, np.ndarray) or held.dtype.kind not in "fiu" or held.ndim != 2 or min(held.shape) < 2:  # noqa: PLR2004 - a matrix
            continue
        for form in known:
            stored |= {form[key] for key in _keys(held) if key in form}
    share = len(stored) / len(view)
    judged = judge_all([Measurement(name="stored-rows", value=share)], subject.limits, _DEFAULTS)
    if stored:
        summary = (
            f"{subject.name} keeps {len(stored):,} of its {len(view):,} training rows ({share:.0%}) inside itself."
        )
        step = "Treat the model's file as the data itself, or use a model that keeps no rows."
    else:
        summary, step = f"None of the {len(view):,} training rows is kept inside {subject.name}.", ""
    if judged.status is Status.PASS:
        step = ""
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _forms(model: object, x: Any) -> Iterator[Floats]:  # noqa: ANN401 - whatever the person's model takes
    """Yield the training rows as numbers: raw, and as each step of a pipeline hands them on."""
    import numpy as np

    yield features_of(x).values
    present = x.copy()
    for _, step in getattr(model, "steps", ())[:-1]:
        if step is None or step == "passthrough":
            continue
        present = step.transform(present)
        dense = present.toarray() if hasattr(present, "toarray") else np.asarray(present)
        if dense.dtype.kind not in "fiu":
            return
        yield dense.astype(np.float64)


def _keys(matrix: Floats) -> dict[bytes, int]:
    """Return a key per row, equal for rows that are equal to six decimals of the largest value."""
    import numpy as np

    values = np.nan_to_num(np.asarray(matrix, dtype=np.float64))
    scale = 10.0 ** (np.ceil(np.log10(np.abs(values).max() + 1e-300)) - _DECIMALS)
    rounded = np.round(values / max(scale, 1e-12)) + 0.0
    return {row.tobytes(): place for place, row in enumerate(rounded)}


PROBE = Probe(name="training-rows-inside-the-model", items=("EVA-04",), run=_run, cost=Cost.FAST, docs=__doc__)
