"""New data that have drifted away from what the model was trained on.

Per column: the population stability index (ten bins of the reference), a Kolmogorov-Smirnov test for numbers and a
chi-square test for categories, corrected for looking at many columns (Holm). For all columns together: a classifier
two-sample test. Limits: ``psi`` (worst column, <= 0.25 by default) and ``drift-auc`` (<= 0.65), both of which warn by
default. Below 100 rows the test would miss a shift of half a spread, which is "not evidence".

A column that the reference has and the new rows lack fails, but for the target: answers of new rows are known later.

Against a reference profile (a file without rows) each column is compared by itself; how columns go together cannot be
seen without the rows, and is said.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, listed, to_declare
from jupyter_mlsec.probes._ground.statistics import holm
from jupyter_mlsec.probes._tables.drift import ColumnDrift, column_drift, drift_from
from jupyter_mlsec.probes._tables.frames import FrameSubject, as_frame, frame_of, label_of, matrix_pair, sampled
from jupyter_mlsec.probes._tables.profile import Profile
from jupyter_mlsec.probes._tables.two_samples import discernibility

if TYPE_CHECKING:
    import pandas as pd

_DEFAULTS = {"psi": "<= 0.25", "drift-auc": "<= 0.65"}
_FEWEST_ROWS = 100
_MOST_ROWS = 50_000
_SURE = 0.01


@guarded
def _run(subject: FrameSubject) -> Observation:
    if subject.reference is None:
        return to_declare(
            f"There is no reference to hold {subject.name} against",
            "Freeze one, and measure a new batch: %mlsec drift NEW_FRAME --reference TRAINING_FRAME.",
        )
    current = sampled(frame_of(subject), _MOST_ROWS)
    if isinstance(subject.reference, Profile):
        return _against_profile(subject, current, subject.reference)
    reference = sampled(as_frame(subject.reference), _MOST_ROWS)
    if current.columns.has_duplicates or reference.columns.has_duplicates:
        raise NotEvidenceError("there is more than one column of the same name")
    shared = [name for name in reference.columns if name in set(current.columns)]
    lost = _lost(subject, map(str, reference.columns), {str(name) for name in current.columns})
    if min(len(current), len(reference)) < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} rows cannot show a drift of half a spread")
    if not shared:
        raise NotEvidenceError("the new rows have no column in common with the reference")
    drifts = [column_drift(label_of(name), reference[name], current[name]) for name in shared]
    corrected = holm([drift.p_value for drift in drifts])
    moved = [drift.name for drift, p in zip(drifts, corrected, strict=True) if p < _SURE]
    return _judged(subject, drifts, moved, lost, _apart(reference.loc[:, shared], current.loc[:, shared]))


def _against_profile(subject: FrameSubject, current: pd.DataFrame, profile: Profile) -> Observation:
    if current.columns.has_duplicates:
        raise NotEvidenceError("there is more than one column of the same name")
    if len(current) < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} rows cannot show a drift of half a spread")
    series = {str(name): current[name] for name in current.columns}
    known = [each for each in profile.columns if each.name in series]
    if not known:
        raise NotEvidenceError("the new rows have no column in common with the reference")
    lost = _lost(subject, (*(each.name for each in profile.columns), *profile.left_out), series)
    drifts = [drift_from(each, profile.rows, series[each.name]) for each in known]
    corrected = holm([drift.p_value for drift in drifts])
    moved = [drift.name for drift, p in zip(drifts, corrected, strict=True) if p < _SURE]
    found = _judged(subject, drifts, moved, lost, None)
    told = [f"From a profile of {profile.rows:,} rows: how columns go together cannot be compared without the rows."]
    if profile.left_out:
        told.append(f"The profile says nothing of {listed(map(label_of, profile.left_out))}.")
    return replace(found, details=(*found.details, *told))


def _lost(subject: FrameSubject, before: Iterable[str], now: Container[str]) -> list[str]:
    """Return the columns that are gone; the answers of new rows are known only later."""
    return [label_of(name) for name in before if name not in now and name != subject.target]


def _apart(reference: object, current: object) -> Measurement:
    first, second = matrix_pair(as_frame(reference), as_frame(current))
    value, low, high = discernibility(first, second)
    return Measurement(name="drift-auc", value=value, low=low, high=high)


def _judged(
    subject: FrameSubject, drifts: list[ColumnDrift], moved: list[str], lost: list[str], apart: Measurement | None
) -> Observation:
    worst = max(drifts, key=lambda drift: drift.psi)
    jointly = () if apart is None else (apart,)
    judged = judge_all([Measurement(name="psi", value=worst.psi), *jointly], subject.limits, _DEFAULTS)
    each = tuple(
        Measurement(name=f"psi:{drift.name}", value=drift.psi)
        for drift in sorted(drifts, key=lambda drift: -drift.psi)[:10]
    )
    measured = (*judged.measurements, *each)
    if lost:
        return Observation(
            status=Status.FAIL,
            summary=f"{subject.name} lacks columns that the reference has: {listed(lost)}.",
            measurements=measured,
            next_step="Mend the pipeline that delivers the data.",
        )
    details = (f"Columns that surely moved: {listed(moved)}",) if moved else ()
    if judged.failed or judged.unsure:
        summary = f"{subject.name} has drifted: {listed(moved) if moved else worst.name} moved (PSI {worst.psi:.2f})."
        step = "Find the cause; re-train or correct, and agree who is told."
    else:
        summary, step = f"{subject.name} is like its reference (worst PSI {worst.psi:.2f}).", ""
    return Observation(status=judged.status, summary=summary, details=details, measurements=measured, next_step=step)


PROBE = Probe(name="drift", items=("DEP-07",), run=_run, cost=Cost.NORMAL, whole=True, docs=__doc__)
