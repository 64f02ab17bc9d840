"""Bad values in a table: missing, repeated, constant, mixed, impossible, held against the team's limits.

A model learns what stands in its table, typing errors and codes for "absent" included. Declare limits for
``missing`` (share of the worst column, or ``missing:column``), ``duplicates`` (share of rows), ``constant-columns``,
``mixed-columns``, ``inconsistent-columns``, ``non-finite``, ``sentinels``, ``implausible`` (counts), ``class-share``
(of the smallest class), ``rows``, ``min:column`` and ``max:column``. Where none is declared, defaults can warn, and a
table that keeps to them waits for the team's own limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import canonical, judge_all, parse_limit
from jupyter_mlsec.probes._ground.observations import count, guarded, listed
from jupyter_mlsec.probes._tables import quality
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    column,
    frame_of,
    is_numeric,
    label_of,
    numbers,
    plain,
    sampled,
    sampling_note,
)

if TYPE_CHECKING:
    import pandas as pd

_DEFAULTS = {
    "missing": "<= 20%",
    "duplicates": "<= 5%",
    "constant-columns": "<= 0",
    "mixed-columns": "<= 0",
    "inconsistent-columns": "<= 0",
    "non-finite": "<= 0",
    "sentinels": "<= 0",
    "implausible": "<= 0",
    "class-share": ">= 1%",
}
_WORDS = {
    "missing": "many are missing",
    "duplicates": "rows are repeated",
    "constant-columns": "columns are constant",
    "mixed-columns": "columns mix types",
    "inconsistent-columns": "categories are spelt in more than one way",
    "non-finite": "some are infinite",
    "sentinels": "codes stand for absent ones",
    "implausible": "some are impossible",
    "class-share": "a class is rare",
}
_PIXELS = 50  # that many columns, all numbers: some are blank in any set of pictures
_FEWEST_ROWS = 10


@guarded
def _run(subject: FrameSubject) -> Observation:
    whole = frame_of(subject, least=_FEWEST_ROWS)
    frame = sampled(whole)
    measured, columns = _measure(frame, subject.target)
    measured += [Measurement(name="rows", value=float(len(whole)))]
    asked, bounds = _asked(frame, subject.limits)
    defaults = dict(_DEFAULTS)
    if frame.shape[1] >= _PIXELS and all(is_numeric(frame.iloc[:, place]) for place in range(frame.shape[1])):
        defaults["constant-columns"] = f"<= {frame.shape[1] // 10}"
    judged = judge_all([*measured, *asked], {**subject.limits, **bounds}, defaults)
    details = (*(f"{what}: {listed(names)}" for what, names in columns.items() if names), *sampling_note(len(whole)))
    if judged.failed or judged.unsure:
        wrong = [*judged.failed, *judged.unsure]
        summary = (
            f"{subject.name} breaks its limits for {listed(wrong)}."
            if judged.declared
            else f"{subject.name} has conspicuous values: {listed(f'{_WORDS[name]} ({name})' for name in wrong)}."
        )
        step = "Mend the data, or freeze other limits: %mlsec limits NAME<=NUMBER."
        return Observation(
            status=judged.status, summary=summary, details=details, measurements=judged.measurements, next_step=step
        )
    size = f"{count(len(whole), 'row')} and {count(frame.shape[1], 'column')}"
    if not judged.declared:
        return Observation(
            status=Status.OPEN,
            summary=f"{subject.name} ({size}) shows no bad values, but no limits are declared to hold it against.",
            details=details,
            measurements=judged.measurements,
            next_step="Freeze limits, for example: %mlsec limits missing<=0.05 duplicates<=0.01.",
        )
    return Observation(
        status=judged.status,
        summary=f"{subject.name} ({size}) keeps to all its limits.",
        details=details,
        measurements=judged.measurements,
    )


def _measure(frame: pd.DataFrame, target: str | None) -> tuple[list[Measurement], dict[str, list[str]]]:
    """Return what is measured of any table, and the columns behind it."""
    each = [(label_of(name), frame.iloc[:, place], str(name)) for place, name in enumerate(frame.columns)]
    gaps = {name: quality.missing_share(series) for name, series, _ in each}
    gone = sorted((name for name, share in gaps.items() if share > 0), key=lambda name: -gaps[name])
    columns = {
        "missing values": [f"{name} ({gaps[name]:.1%})" for name in gone],
        "constant": [name for name, series, _ in each if quality.is_constant(series)],
        "mixed types": [name for name, series, _ in each if quality.is_mixed(series)],
        "categories spelt in more than one way": [
            name for name, series, _ in each if quality.spelt_differently(series)
        ],
        "codes for absent values": [name for name, series, _ in each if quality.sentinels(series)],
        "impossible values": [name for name, series, raw in each if quality.implausible(raw, series)],
    }
    measured = [
        Measurement(name="missing", value=max(gaps.values())),
        Measurement(name="duplicates", value=float(quality.duplicate_rows(frame).mean())),
        Measurement(name="constant-columns", value=float(len(columns["constant"]))),
        Measurement(name="mixed-columns", value=float(len(columns["mixed types"]))),
        Measurement(name="inconsistent-columns", value=float(len(columns["categories spelt in more than one way"]))),
        Measurement(name="non-finite", value=float(sum(quality.non_finite(series) for _, series, _ in each))),
        Measurement(name="sentinels", value=float(sum(quality.sentinels(series) for _, series, _ in each))),
        Measurement(name="implausible", value=float(sum(quality.implausible(raw, series) for _, series, raw in each))),
    ]
    if target is not None:
        answers = plain(column(frame, target).dropna())
        if answers.nunique() <= max(20, len(frame) // 50) and not (is_numeric(answers) and answers.nunique() > 50):  # noqa: PLR2004 - a class
            measured.append(Measurement(name="class-share", value=float(answers.value_counts(normalize=True).min())))
    return measured, columns


def _asked(frame: pd.DataFrame, limits: Mapping[str, str]) -> tuple[list[Measurement], dict[str, str]]:
    """Return the measurements that only a declared limit asks for, and the limits that they are held against.

    An extreme is somebody's value: for ``min:column`` and ``max:column`` only the number of values outside is kept.
    """
    found: list[Measurement] = []
    bounds: dict[str, str] = {}
    outside: dict[str, int] = {}
    for key, text in limits.items():
        measure, _, name = canonical(key).partition(":")
        if name not in map(str, frame.columns):
            continue
        series = column(frame, name)
        if measure == "missing":
            found.append(Measurement(name=f"missing:{label_of(name)}", value=quality.missing_share(series)))
            bounds[f"missing:{label_of(name)}"] = text
        elif measure in {"min", "max"} and is_numeric(series):
            limit = parse_limit(text)
            beyond = sum(1 for value in numbers(series.dropna()) if not limit.allows(float(value)))
            outside[name] = outside.get(name, 0) + beyond
    for name, beyond in outside.items():
        found.append(Measurement(name=f"outside-range:{label_of(name)}", value=float(beyond)))
        bounds[f"outside-range:{label_of(name)}"] = "<= 0"
    return found, bounds


PROBE = Probe(name="bad-values", items=("COL-02",), run=_run, cost=Cost.FAST, docs=__doc__)
