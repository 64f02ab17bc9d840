"""Rare groups and groups with other base rates are seen; balanced ones pass."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_group_balance import PROBE


def people(*, gap: float = 0.0, rare: float = 0.5, rows: int = 3000) -> pd.DataFrame:
    random = np.random.default_rng(2)
    group = random.random(rows) < rare
    return pd.DataFrame(
        {"sex": np.where(group, "f", "m"), "x": random.normal(size=rows), "y": random.random(rows) < 0.5 + gap * group}
    )


def run(frame: pd.DataFrame, groups: tuple[str, ...] = ("sex",)) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target="y", groups=groups))


def test_balanced_groups_pass() -> None:
    found = run(people())
    assert found.status is Status.PASS
    assert found.summary == "Groups of df by sex are well represented and recorded alike."


def test_another_base_rate_is_seen() -> None:
    found = run(people(gap=0.3))
    assert found.status is Status.WARN
    assert found.summary == "Groups of df by sex are rare or recorded differently: label-gap:sex."


def test_a_rare_group_is_seen() -> None:
    assert "smallest-group:sex" in run(people(rare=0.02)).summary


def test_missing_values_in_one_group_are_seen() -> None:
    frame = people()
    frame.loc[(frame["sex"] == "f") & (frame.index % 2 == 0), "x"] = np.nan
    assert "missing-gap:sex" in run(frame).summary


def test_an_attribute_is_proposed_by_its_name() -> None:
    assert run(people(gap=0.3), ()).status is Status.WARN


def test_no_attribute_is_open() -> None:
    assert run(people()[["x", "y"]], ()).status is Status.OPEN


def test_tiny_groups_are_not_evidence() -> None:
    found = run(people(rare=0.1, rows=60))
    assert found.summary == "Not evidence: fewer than two groups have 20 rows."


def test_a_group_that_is_too_rare_to_be_compared_is_told() -> None:
    frame = pd.DataFrame({"sex": ["f"] * 12 + ["m"] * 488, "y": [0, 1] * 250})
    found = PROBE.run(FrameSubject(name="df", frame=frame, target="y", groups=("sex",)))
    assert (found.status, found.summary) == (
        Status.WARN,
        "Groups of df by sex are rare or recorded differently: smallest-group:sex.",
    )
