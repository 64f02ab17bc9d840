"""Features that count on the training rows and not on new ones: an explanation that holds for the past only.

Permutation importance is measured on training rows and on held-out rows. ``importance-agreement`` is the rank
correlation of both (Spearman 1904) over the features that matter on either; less than 0.5 warns unless a limit is
declared. A feature among the three first on training rows that surely matters nothing on held-out rows warns too.

Importances are noisy where the rows are few. So both halves of the held-out rows are compared first: where they do not
agree with each other, nothing can be said about training rows, and the answer is "not evidence".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, listed, not_evidence
from jupyter_mlsec.probes._predictors.importance import Importance, importances
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out, trained_on
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.frames import label_of

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_DEFAULTS = {"importance-agreement": ">= 0.5"}
_FEWEST_ROWS = 120
_FEWEST_FEATURES = 3
_TOP = 3
_STEADY = 0.3  # agreement of the halves below which importances are noise


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    import numpy as np

    inside, outside = trained_on(subject, least=_FEWEST_ROWS), held_out(subject, least=_FEWEST_ROWS)
    halves = np.array_split(np.random.default_rng(0).permutation(len(outside)), 2)
    first, second = (importances(outside.take(np.sort(half))) for half in halves)
    steady = _agreement(first, second)
    if steady < _STEADY:
        return not_evidence(f"on two halves of the held-out rows the importances agree by {steady:.2f} only")
    known, new = importances(inside), importances(outside)
    found = Measurement(name="importance-agreement", value=_agreement(known, new))
    judged = judge_all([found], subject.limits, _DEFAULTS)
    after = {each.name: each for each in new}
    faded = [each.name for each in known[:_TOP] if each.low > 0 and after[each.name].high <= 0]
    details = (f"Two halves of the held-out rows agree by {steady:.2f}.",)
    status: Status = judged.status
    if faded:
        status = Status.FAIL if status is Status.FAIL else Status.WARN
        names = listed(map(label_of, faded))
        summary = f"{names} {'counts' if len(faded) == 1 else 'count'} on the training rows and not on new ones."
    else:
        how = "counts" if status is Status.PASS else "counts less"
        summary = f"What counts on training rows {how} on new ones (rank agreement {found.value:.2f})."
    step = "" if status is Status.PASS else "Drop what was learnt by heart, regularise more, or gather newer rows."
    return Observation(
        status=status, summary=summary, details=details, measurements=judged.measurements, next_step=step
    )


def _agreement(first: list[Importance], second: list[Importance]) -> float:
    """Return the rank correlation over features that surely matter in either; NotEvidenceError for too few of them."""
    import numpy as np

    one, other = ({each.name: each for each in part} for part in (first, second))
    names = [name for name in one if one[name].low > 0 or other[name].low > 0]
    if len(names) < _FEWEST_FEATURES:
        raise NotEvidenceError(f"fewer than {_FEWEST_FEATURES} features matter by themselves on these rows")
    ranks = [_ranks(np.array([part[name].value for name in names])) for part in (one, other)]
    if min(float(each.std()) for each in ranks) == 0:
        raise NotEvidenceError("all features matter alike on these rows")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def _ranks(values: Floats) -> Floats:
    import numpy as np

    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[places], dtype=np.float64)


PROBE = Probe(
    name="explanation-of-the-past", items=("EVA-07",), run=_run, cost=Cost.HEAVY, incidental=True, docs=__doc__
)
