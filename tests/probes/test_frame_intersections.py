"""Intersections with other answers or other holes are seen where each column alone is level; chance is not."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_intersections import PROBE

CROSSED = {("f", "here"): 0.7, ("f", "abroad"): 0.4, ("m", "here"): 0.4, ("m", "abroad"): 0.7}
TWO = ("sex", "origin")


def people(rates: Mapping[tuple[str, str], float], rows: int = 2000, *, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    cells = list(rates)
    chosen = random.integers(0, len(cells), rows)
    frame = pd.DataFrame([cells[cell] for cell in chosen], columns=list(TWO))
    frame["x"] = random.normal(size=rows)
    frame["y"] = random.random(rows) < np.array([rates[cell] for cell in cells])[chosen]
    return frame


def run(
    frame: pd.DataFrame, groups: tuple[str, ...] = TWO, *, target: str | None = "y", limit: str = ""
) -> Observation:
    limits = {"label-gap": limit} if limit else {}
    return PROBE.run(FrameSubject(name="df", frame=frame, target=target, groups=groups, limits=limits))


def level(rate: float = 0.6) -> dict[tuple[str, str], float]:
    return dict.fromkeys(product("fm", ("here", "abroad")), rate)


def test_answers_that_differ_where_columns_cross_warn() -> None:
    frame = people(CROSSED)
    found = run(frame)
    rates = frame.groupby(list(TWO))["y"].mean()
    (gap,) = (each for each in found.measurements if each.name == "label-gap:sex with origin")
    assert gap.value == pytest.approx(rates.max() - rates.min(), abs=1e-12)
    assert found.status is Status.WARN
    assert found.summary.startswith(
        "Intersections of df by sex and origin are recorded differently: label-gap differs by 0."
    )
    assert "(by one column alone: 0.0" in found.summary
    assert "abroad" not in repr(found)


def test_a_declared_limit_fails() -> None:
    assert run(people(CROSSED), limit="<= 0.1").status is Status.FAIL
    assert run(people(CROSSED), limit="<= 0.5").status is Status.PASS


def test_holes_in_one_intersection_are_seen() -> None:
    frame = people(level())
    frame.loc[(frame["sex"] == "f") & (frame["origin"] == "abroad") & (frame.index % 2 == 0), "x"] = np.nan
    for target in ("y", None):
        found = run(frame, target=target)
        assert found.status is Status.WARN
        assert "recorded differently: missing-gap differs by 0.2" in found.summary


@pytest.mark.parametrize("seed", range(6))
def test_chance_is_no_gap(seed: int) -> None:
    found = run(people(level(), seed=seed))
    assert found.status is Status.PASS
    assert found.summary == "Intersections of df by sex and origin are recorded alike, as far as chance lets see."


def test_an_intersection_that_is_too_small_is_named() -> None:
    frame = people(level())
    few = frame[(frame["sex"] == "f") & (frame["origin"] == "abroad")].index[9:]
    found = run(frame.drop(few))
    assert found.status is Status.PASS
    assert found.summary.endswith("; too small to judge is sex group 2 with origin group 2 (9 rows).")


def test_small_intersections_are_not_evidence() -> None:
    assert run(people(level(), 80)).status is Status.ERROR


def test_one_column_does_not_apply() -> None:
    assert run(people(CROSSED), ("sex",)).status is Status.NOT_APPLICABLE
