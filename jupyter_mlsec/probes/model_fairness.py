"""Groups that a model treats differently.

Per declared attribute: the gaps between groups in selection rate (demographic parity), in true positive rate (equal
opportunity), in true and false positive rate (equalised odds), and the ratio of selection rates, each with a 95 %
bootstrap interval, defined as in fairlearn's metrics of these names. Groups below 20 rows are counted, not compared.
Limits: ``demographic-parity``, ``equal-opportunity``, ``equalized-odds`` (<= 0.1 by default, which warns) and
``selection-ratio`` (>= 0.8). Of a regressor: ``bias-gap`` between the groups' mean errors in spreads of the answers
(<= 0.1), ``error-ratio`` of the largest to the smallest mean absolute error (<= 1.25), and ``answer-gap`` between mean
answers (told, without a limit of its own). A gap that the interval cannot tell from 0 with groups this small is not
evidence.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import guarded, listed, not_evidence, to_declare
from jupyter_mlsec.probes._predictors.fairness import FAIR, Gaps, gaps_by_group
from jupyter_mlsec.probes._predictors.group_errors import error_gaps
from jupyter_mlsec.probes._predictors.models import ModelSubject, groups_of, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.frames import label_of

_WIDEST = 0.3  # an interval of a gap wider than this tells nothing,
_SEEN = 0.1  # unless even its lower end is a gap
_FEWEST_ROWS = 40


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    view = held_out(subject, least=_FEWEST_ROWS)
    groups = groups_of(subject, view)
    if not groups:
        return to_declare("No attribute is declared by which people must be treated alike", _STEP)
    compared = gaps_by_group if view.task == "classification" else error_gaps
    found = [compared(view, values, label_of(name)) for name, values in groups.items()]
    measured = [measurement for gaps in found for measurement in gaps.measurements]
    judged = judge_all(measured, subject.limits, FAIR)
    details = tuple(line for gaps in found for line in gaps.details)
    if judged.status is not Status.FAIL and (vague := [gaps.attribute for gaps in found if _vague(gaps)]):
        return not_evidence(
            f"the groups by {listed(vague)} are too small to tell a gap from chance",
            next_step="Hold out more rows of the small groups.",
            measurements=judged.measurements,
        )
    broken = [*judged.failed, *judged.unsure]
    shown = listed(label_of(name) for name in groups)
    if broken:
        summary = f"{subject.name} treats groups by {shown} differently: {listed(broken)}."
        step = "Decide which measure applies and why, mitigate or justify: %mlsec answer EVA-06."
        return Observation(
            status=judged.status, summary=summary, details=details, measurements=judged.measurements, next_step=step
        )
    summary = f"{subject.name} keeps all gaps between groups by {shown} within the limits."
    return Observation(status=judged.status, summary=summary, details=details, measurements=judged.measurements)


_STEP = "Name the columns: %mlsec model NAME --x X_test --y y_test --groups COLUMN."


def _vague(gaps: Gaps) -> bool:
    parity = gaps.measurements[0]
    if parity.low is None or parity.high is None:
        return True
    return parity.high - parity.low > _WIDEST and parity.low < _SEEN


PROBE = Probe(name="unequal-treatment", items=("EVA-06",), run=_run, cost=Cost.NORMAL, docs=__doc__)
