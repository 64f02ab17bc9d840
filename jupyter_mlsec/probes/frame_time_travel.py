"""Training rows that are younger than test rows.

What is to be predicted lies in the future; a model that was trained on it knows too much. The column that orders rows
is declared (``time``), else the only column of points in time is taken. An overlap of the two ranges fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import find_limit, judge, parse_limit
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, not_applicable, to_declare
from jupyter_mlsec.probes._tables.frames import FrameSubject, column, is_numeric, is_time, label_of
from jupyter_mlsec.probes._tables.splits import splits_of

if TYPE_CHECKING:
    import pandas as pd

_FEWEST_ROWS = 10
_MOST_UNREAD = 0.05


@guarded
def _run(subject: FrameSubject) -> Observation:
    train, test, shared = splits_of(subject, least=_FEWEST_ROWS)
    name = subject.time or _only_time(train, shared)
    if name is None:
        return not_applicable("no column orders the rows in time")
    before, after = _moments(column(train, name)), _moments(column(test, name))
    early = float((before >= after.min()).mean())
    limit = find_limit(subject.limits, "time-overlap") or parse_limit("<= 0")
    found = Measurement(name="time-overlap", value=early, limit=limit.text)
    if judge(found, limit) is Status.PASS:
        return Observation(
            status=Status.PASS,
            summary=f"All training rows are older than all test rows, by {label_of(name)}.",
            measurements=(found,),
        )
    if not subject.time:
        return to_declare(
            f"{early:.1%} of the training rows are as young as test rows; nobody said whether {label_of(name)} matters",
            "Say so if rows are to be predicted into the future: %mlsec data NAME --time COLUMN.",
            measurements=(found,),
        )
    return Observation(
        status=Status.FAIL,
        summary=f"{early:.1%} of the training rows are as young as test rows or younger, by {label_of(name)}.",
        measurements=(found,),
        next_step="Split at a point in time, for example with scikit-learn's TimeSeriesSplit.",
    )


def _only_time(train: pd.DataFrame, shared: list[object]) -> str | None:
    found = [str(name) for name in shared if is_time(train[name])]
    return found[0] if len(found) == 1 else None


def _moments(series: pd.Series) -> pd.Series:
    """Return the column as numbers that grow with time; NotEvidenceError when too much of it cannot be read."""
    import pandas as pd

    parsed = series if is_time(series) or is_numeric(series) else pd.to_datetime(series, errors="coerce", utc=True)
    known = parsed.dropna()
    if len(known) < (1 - _MOST_UNREAD) * len(series):
        raise NotEvidenceError(
            f"more than {_MOST_UNREAD:.0%} of {label_of(series.name)} cannot be read as points in time"
        )
    return known


PROBE = Probe(
    name="training-rows-from-the-future", items=("PRE-06",), run=_run, cost=Cost.FAST, whole=True, docs=__doc__
)
