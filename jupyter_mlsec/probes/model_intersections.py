"""Intersections of groups that a model treats differently, though it may treat the groups of each column alike.

A model that is level by sex and level by origin can be unequal for women born abroad (Buolamwini & Gebru 2018, Kearns
et al. 2018). Each two declared attributes are crossed, and all of them together where that gives few intersections. The
gaps are those of ``unequal-treatment`` with the same limits (``demographic-parity``, ``equal-opportunity``,
``equalized-odds``, ``selection-ratio``; of a regressor ``bias-gap`` and ``error-ratio``), equal to the differences of
fairlearn's ``MetricFrame`` with several sensitive features. Their 99 % intervals hold all together, however many pairs
of intersections were compared. A gap beyond a limit that chance explains is not told; a declared limit fails where the
whole interval is beyond it. Intersections below 20 rows, or too small for an interval of half a width of 0.3, are named
and not judged; where more than a fifth of the rows lies in such, it is not evidence.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import NotApplicableError, guarded, listed, not_evidence
from jupyter_mlsec.probes._predictors.crossed_groups import (
    answers_by_cell,
    levels_of_errors,
    levels_of_rates,
    treatment_gaps,
)
from jupyter_mlsec.probes._predictors.fairness import FAIR
from jupyter_mlsec.probes._predictors.models import ModelSubject, groups_of, held_out
from jupyter_mlsec.probes._predictors.outputs import each_output
from jupyter_mlsec.probes._tables.crossed_verdict import judged_gaps, small_words, smalls
from jupyter_mlsec.probes._tables.crossings import MOST_COLUMNS, Crossing, crossings, pairs_compared, width_for
from jupyter_mlsec.probes._tables.frames import label_of

_FEWEST_ROWS = 40


@guarded
@each_output
def _run(subject: ModelSubject) -> Observation:
    view = held_out(subject, least=_FEWEST_ROWS)
    groups = groups_of(subject, view)
    if len(groups) < 2:  # noqa: PLR2004 - an intersection needs two
        raise NotApplicableError("fewer than two attributes are declared by which people must be treated alike")
    names = list(groups)[:MOST_COLUMNS]
    levels = levels_of_rates if view.task == "classification" else levels_of_errors
    found = list(crossings(answers_by_cell(view, {name: groups[name] for name in names})))
    pairs = pairs_compared(found, levels)
    z = width_for(pairs)
    gaps = [gap for crossing in found for gap in treatment_gaps(crossing, levels, z)]
    judged = judged_gaps(gaps, subject.limits, FAIR)
    small = smalls([(crossing, levels(crossing.tallies)[0]) for crossing in found], z)
    shown, rest = listed(map(label_of, names)), small_words(small)
    details = (
        f"{pairs:,} pairs of intersections were compared; groups are numbered by their size, the largest first.",
        *judged.broken[1:],
        *((f"Crossed are the first {MOST_COLUMNS} of {len(groups)} columns.",) if len(groups) > len(names) else ()),
        *(("All columns together give too many intersections.",) if not _together(found, len(names)) else ()),
    )
    if judged.broken:
        return Observation(
            status=judged.status,
            summary=f"{subject.name} treats intersections of {shown} differently: {judged.broken[0]}{rest}.",
            details=details,
            measurements=judged.measurements,
            next_step="Look at these people's rows and decide what to do: %mlsec answer EVA-06.",
        )
    if small.unjudged or not gaps:
        return not_evidence(
            f"the intersections of {listed(small.unjudged) or shown} are too small to tell a gap from chance{rest}",
            next_step="Hold out more rows of these people, or join groups that belong together.",
            measurements=judged.measurements,
        )
    seen = max(gap.half for gap in gaps if not gap.log)
    summary = f"{subject.name} shows no gap between intersections of {shown} that chance does not explain"
    return Observation(
        status=Status.PASS,
        summary=f"{summary} (wider than {seen:.2f} would be seen){rest}.",
        details=details,
        measurements=judged.measurements,
    )


def _together(found: list[Crossing], columns: int) -> bool:
    return any(len(crossing.attributes) == columns for crossing in found)


PROBE = Probe(
    name="unequal-intersections", items=("EVA-06",), run=_run, cost=Cost.NORMAL, incidental=True, docs=__doc__
)
