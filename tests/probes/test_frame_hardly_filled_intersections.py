"""Intersections that are hardly there are told; even ones, and those that are rare by both columns, are not."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_hardly_filled_intersections import PROBE

GROUPS = ("sex", "age")


def people(sizes: Mapping[tuple[str, str], int]) -> pd.DataFrame:
    return pd.DataFrame([cell for cell, size in sizes.items() for _ in range(size)], columns=list(GROUPS))


def run(frame: pd.DataFrame, groups: tuple[str, ...] = GROUPS, **limits: str) -> Observation:
    named = {name.replace("_", "-"): limit for name, limit in limits.items()}
    return PROBE.run(FrameSubject(name="df", frame=frame, groups=groups, limits=named))


def test_an_intersection_that_is_hardly_there() -> None:
    found = run(people({("f", "young"): 400, ("f", "old"): 10, ("m", "young"): 300, ("m", "old"): 390}))
    assert found.status is Status.WARN
    assert found.summary == (
        "Hardly anybody in df is of sex group 2 with age group 2: 10 rows, where about 149 would be expected."
    )
    assert found.measurements[0].value == 10 / (410 * 400 / 1100)
    assert "old" not in repr(found)


def test_an_intersection_that_is_not_there_at_all() -> None:
    frame = people({("f", "young"): 300, ("m", "young"): 300, ("m", "old"): 300})
    assert run(frame).measurements[0].value == 0.0
    assert run(frame, intersection_share=">= 0").status is Status.PASS


def test_level_intersections() -> None:
    found = run(people({("f", "young"): 200, ("f", "old"): 210, ("m", "young"): 190, ("m", "old"): 220}))
    assert (found.status, found.next_step) == (Status.PASS, "")


def test_what_is_rare_by_both_columns_cannot_be_judged() -> None:
    frame = people({("f", "young"): 900, ("f", "old"): 40, ("m", "young"): 40, ("m", "old"): 0})
    assert run(frame).measurements[0].value > 0.9


def test_what_it_needs() -> None:
    frame = people({("f", "young"): 150, ("m", "old"): 150})
    assert run(frame, ("sex",)).status is Status.NOT_APPLICABLE
    assert run(frame.head(30)).status is Status.ERROR
    many = frame.assign(sex=[f"{place % 25}" for place in range(300)])
    assert run(many).summary == "Not evidence: no intersection can be expected to have 30 rows."
