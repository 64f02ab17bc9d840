"""Columns that nobody uses are candidates for dropping; personal ones fail."""

from __future__ import annotations

import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_unused_columns import PROBE

FRAME = pd.DataFrame({"x": range(30), "city": ["Rome"] * 30, "y": range(30)})


def run(frame: pd.DataFrame, used: tuple[str, ...] | None) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target="y", used=used))


def test_used_columns_pass_also_when_they_were_encoded() -> None:
    found = run(FRAME, ("x", "city_Rome"))
    assert found.status is Status.PASS
    assert found.summary == "3 columns of 3 in df are used."


def test_an_unused_column_warns() -> None:
    found = run(FRAME.assign(z=1), ("x", "city"))
    assert found.status is Status.WARN
    assert found.summary == "1 column of df is loaded and never used: z."


def test_an_unused_personal_column_fails() -> None:
    found = run(FRAME.assign(email=[f"u{n}@x.example" for n in range(30)]), ("x", "city"))
    assert found.status is Status.FAIL
    assert found.summary == "Personal columns of df are loaded and never used: email."


def test_an_unknown_use_is_open() -> None:
    assert run(FRAME, None).status is Status.OPEN


def test_an_empty_table_is_not_evidence() -> None:
    assert run(FRAME.head(0), ("x",)).status is Status.ERROR
