"""Rows like no other are found within their class."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_outliers import PROBE

RANDOM = np.random.default_rng(6)
Y = np.repeat([0, 1], 200)
FRAME = pd.DataFrame(RANDOM.normal(size=(400, 6)) + Y[:, None] * 3, columns=list("abcdef")).assign(target=Y)


def run(frame: pd.DataFrame) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target="target"))


def test_rows_of_one_cloud_pass() -> None:
    assert run(FRAME).status is Status.PASS


def test_strange_rows_are_seen() -> None:
    frame = FRAME.copy()
    frame.loc[:19, list("abcdef")] = RANDOM.normal(0, 40, (20, 6))
    found = run(frame)
    assert found.status is Status.WARN
    assert 0.04 <= found.measurements[0].value <= 0.06


def test_heavy_tails_hide_everything_and_are_not_evidence() -> None:
    frame = pd.DataFrame(np.exp(RANDOM.normal(0, 6, (400, 2))), columns=list("ab")).assign(target=Y)
    assert run(frame).status is Status.ERROR


def test_without_a_target_it_waits() -> None:
    found = PROBE.run(FrameSubject(name="df", frame=FRAME))
    assert found.summary == "No target is declared."


def test_few_rows_without_a_strange_one_pass() -> None:
    """Where none is found among few rows, the end of the interval alone is no reason to look."""
    from sklearn.datasets import load_wine

    data = load_wine(as_frame=True)
    found = PROBE.run(FrameSubject(name="df", frame=data.data.assign(y=data.target), target="y"))
    assert (found.status, found.measurements[0].value) == (Status.PASS, 0.0)
