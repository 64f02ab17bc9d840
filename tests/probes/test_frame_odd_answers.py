"""Quantities that are moved are found; heavy tails and noise alone are not, and a target of noise shows nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_odd_answers import PROBE

Floats = NDArray[np.float64]
ROWS = 600


def table(seed: int, shape: Callable[[Floats, Floats, np.random.Generator], Floats]) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    a, b = random.normal(size=ROWS), random.uniform(0, 3, ROWS)
    return pd.DataFrame({"a": a, "b": b, "kind": random.choice(list("xyz"), ROWS), "y": shape(a, b, random)})


SHAPES: dict[str, Callable[[Floats, Floats, np.random.Generator], Floats]] = {
    "a line": lambda a, b, random: 3 * a + b + random.normal(0, 0.3, ROWS),
    "prices": lambda a, b, random: np.exp(9 + a + b / 2 + random.normal(0, 0.15, ROWS)),
    "more noise where it is larger": lambda a, b, random: 10 * b + a + random.normal(0, 0.1, ROWS) * (1 + b),
    "waves": lambda a, b, random: np.sin(2 * a) + b + random.normal(0, 0.1, ROWS),
}


def run(frame: pd.DataFrame, **other: object) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target="y", **other))  # type: ignore[arg-type]


@pytest.mark.parametrize(("seed", "shape"), list(enumerate(SHAPES)))
def test_clean_answers_pass(seed: int, shape: str) -> None:
    assert run(table(seed, SHAPES[shape])).status is Status.PASS


@pytest.mark.parametrize(("seed", "shape"), list(enumerate(SHAPES)))
def test_answers_that_were_exchanged_are_found(seed: int, shape: str) -> None:
    frame = table(seed, SHAPES[shape])
    order = frame["y"].sort_values().index.to_numpy()
    low, high = order[: ROWS // 20], order[-ROWS // 20 :]
    frame.loc[np.r_[low, high], "y"] = frame.loc[np.r_[high, low], "y"].to_numpy()
    found = run(frame)
    assert found.status is Status.WARN
    assert 0.05 < found.measurements[0].value < 0.2


def test_another_unit_is_found() -> None:
    frame = table(4, SHAPES["prices"])
    frame.loc[frame.index % 20 == 0, "y"] *= 1000
    assert run(frame).status is Status.WARN


def test_a_target_of_noise_shows_nothing() -> None:
    found = run(table(5, lambda _a, _b, random: random.gamma(3, 10, ROWS)))
    assert found.status is Status.ERROR


def test_classes_are_for_other_probes() -> None:
    assert run(table(6, lambda a, _b, _random: (a > 0).astype(float))).status is Status.NOT_APPLICABLE


def test_a_limit_of_the_projects_own_counts() -> None:
    found = run(table(0, SHAPES["a line"]), limits={"odd-answers": "<= 50%"})
    assert (found.status, found.measurements[0].limit) == (Status.PASS, "<= 50%")
