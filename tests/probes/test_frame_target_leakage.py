"""A feature that knows the answer is found; honest features are not accused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_target_leakage import PROBE


def honest(rows: int = 600) -> pd.DataFrame:
    random = np.random.default_rng(5)
    y = random.integers(0, 2, rows)
    return pd.DataFrame(
        {
            "x": y + random.normal(size=rows),
            "c": np.where(random.random(rows) < 0.3 + 0.4 * y, "a", "b"),
            "name": [f"n{n}" for n in range(rows)],
            "y": y,
        }
    ).sort_values("y", ignore_index=True)


def run(frame: pd.DataFrame, target: str | None = "y", **limits: str) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target=target, limits=limits))


def test_honest_features_pass() -> None:
    assert run(honest()).status is Status.PASS


@pytest.mark.parametrize("how", ["copy", "text", "missing", "noisy"])
def test_a_feature_that_knows_the_answer_fails(how: str) -> None:
    frame = honest()
    y = frame["y"]
    frame["refund"] = {
        "copy": y * 10.0,
        "text": y.map({0: "none", 1: "paid"}),
        "missing": pd.Series(np.arange(600.0)).where(y == 1),
        "noisy": y + np.random.default_rng(0).normal(0, 0.1, 600),
    }[how]
    found = run(frame)
    assert found.status is Status.FAIL
    assert found.summary == "refund alone predicts y almost perfectly."


def test_a_quantity_is_found_too() -> None:
    frame = honest()
    frame["y"] = frame["x"] * 2 + np.random.default_rng(0).normal(0, 1.0, 600)
    frame["total"] = frame["y"] * 1.19
    assert run(frame).summary == "total alone predicts y almost perfectly."


def test_real_features_pass() -> None:
    from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

    for load in (load_breast_cancer, load_diabetes, load_wine):
        found = PROBE.run(FrameSubject(name="df", frame=load(as_frame=True).frame, target="target"))
        assert found.status is Status.PASS


def test_a_rare_class_is_not_evidence() -> None:
    frame = honest().assign(y=[1] * 3 + [0] * 597)
    assert run(frame).summary == "Not evidence: the second largest class has fewer than 10 rows."


def test_without_a_target_it_waits() -> None:
    assert run(honest(), None).status is Status.OPEN
