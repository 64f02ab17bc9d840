"""Training rows must be older than test rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_time_travel import PROBE

DAYS = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=200), "x": np.arange(200.0)})


def run(train: pd.DataFrame, test: pd.DataFrame, time: str | None = "day") -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=train, train=train, test=test, time=time))


def test_a_split_in_time_passes() -> None:
    found = run(DAYS.iloc[:150], DAYS.iloc[150:])
    assert found.status is Status.PASS
    assert found.summary == "All training rows are older than all test rows, by day."


def test_a_random_split_fails() -> None:
    mixed = DAYS.sample(frac=1.0, random_state=0)
    found = run(mixed.iloc[:150], mixed.iloc[150:])
    assert found.status is Status.FAIL
    assert found.next_step == "Split at a point in time, for example with scikit-learn's TimeSeriesSplit."


def test_an_undeclared_column_of_times_is_asked_about() -> None:
    mixed = DAYS.sample(frac=1.0, random_state=0)
    assert run(mixed.iloc[:150], mixed.iloc[150:], None).status is Status.OPEN


def test_texts_are_read_as_times() -> None:
    texts = DAYS.assign(day=DAYS["day"].dt.strftime("%Y-%m-%d"))
    assert run(texts.iloc[:150], texts.iloc[150:]).status is Status.PASS


def test_unreadable_times_are_not_evidence() -> None:
    texts = DAYS.assign(day="soon")
    found = run(texts.iloc[:150], texts.iloc[150:])
    assert found.summary == "Not evidence: more than 5% of day cannot be read as points in time."


def test_without_times_it_does_not_apply() -> None:
    assert run(DAYS[["x"]], DAYS[["x"]], None).status is Status.NOT_APPLICABLE
