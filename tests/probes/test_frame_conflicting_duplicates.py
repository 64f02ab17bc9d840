"""Twins with other labels are found, exact and near."""

from __future__ import annotations

import pandas as pd
from sklearn.datasets import load_breast_cancer

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_conflicting_duplicates import PROBE

FRAME = load_breast_cancer(as_frame=True).frame


def run(frame: pd.DataFrame) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target="target"))


def test_real_rows_have_no_twins() -> None:
    found = run(FRAME)
    assert found.status is Status.PASS
    assert found.summary == "0.000 [0.000, 0.007] of the rows of df have a twin with another label."


def test_exact_and_near_twins_are_found() -> None:
    twins = FRAME.head(30).copy()
    twins["target"] = 1 - twins["target"]
    twins["mean radius"] *= 1.00001
    found = run(pd.concat([FRAME, twins], ignore_index=True))
    assert found.status is Status.WARN
    assert found.measurements[0].value == 60 / 599


def test_twins_with_the_same_label_are_no_conflict() -> None:
    assert run(pd.concat([FRAME, FRAME.head(30)], ignore_index=True)).status is Status.PASS


def test_where_equal_rows_are_common_it_is_not_evidence() -> None:
    frame = pd.DataFrame({"a": [0, 1] * 100, "target": [0, 1, 1, 0] * 50})
    assert run(frame).summary == "Not evidence: equal rows are common here, so they show nothing."
