"""Answers that are given otherwise often are told, of classes and quantities; chance and the same shares pass."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_answer_drift import PROBE

RANDOM = np.random.default_rng(6)


def boards(rows: int, faulty: float) -> pd.DataFrame:
    return pd.DataFrame({"speed": RANDOM.normal(size=rows), "faulty": (np.arange(rows) < faulty * rows).astype(int)})


def run(now: pd.DataFrame, before: object, target: str | None = "faulty", limit: str = "") -> Observation:
    limits = {"answer-drift": limit} if limit else {}
    return PROBE.run(FrameSubject(name="night", frame=now, reference=before, target=target, limits=limits))


def test_twice_as_many_faults() -> None:
    found = run(boards(1500, 0.25), boards(2800, 0.11))
    assert found.status is Status.WARN
    assert found.measurements[0].value == pytest.approx(0.14)
    assert found.summary == "The answers of night have drifted: faulty is 0.14 apart."
    assert run(boards(1500, 0.25), boards(2800, 0.11), limit="<= 0.12").status is Status.FAIL


def test_prices_that_went_up() -> None:
    before, now = (pd.DataFrame({"price": RANDOM.normal(middle, 1, 2000)}) for middle in (10, 10.5))
    assert run(now, before, "price").status is Status.WARN
    assert run(before.sample(500, random_state=0), before, "price").status is Status.PASS


def test_the_same_shares_pass() -> None:
    found = run(boards(1500, 0.12), boards(2800, 0.11))
    assert (found.status, found.next_step) == (Status.PASS, "")
    words = boards(300, 0.5).replace({"faulty": {0: "no", 1: "yes"}})
    assert run(words.sample(200, random_state=1), words).status is Status.PASS


def test_what_chance_explains_passes() -> None:
    assert run(boards(100, 0.31), boards(120, 0.2)).status is Status.PASS


def test_what_it_needs() -> None:
    assert run(boards(50, 0.5), boards(500, 0.5)).status is Status.ERROR
    assert run(boards(200, 0.5), None).status is Status.NOT_APPLICABLE
    assert run(boards(200, 0.5), boards(200, 0.5), None).status is Status.NOT_APPLICABLE
    assert run(boards(200, 0.5).drop(columns="faulty"), boards(200, 0.5)).status is Status.NOT_APPLICABLE
