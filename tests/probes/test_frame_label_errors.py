"""Planted label flips are found in real data, and random labels are no evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.datasets import load_wine

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.confident_learning import suspects
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_label_errors import PROBE

WINE = load_wine(as_frame=True).frame


def run(frame: pd.DataFrame) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target="target"))


def test_clean_labels_pass_with_power() -> None:
    found = run(WINE)
    assert found.status is Status.PASS
    power = next(m.value for m in found.measurements if m.name == "planted-flips-found")
    assert power >= 0.7


def test_flipped_labels_are_seen() -> None:
    rows = np.random.default_rng(1).choice(len(WINE), 25, replace=False)
    poisoned = WINE.copy()
    poisoned.loc[rows, "target"] = (poisoned.loc[rows, "target"] + 1) % 3
    found = run(poisoned)
    assert found.status is Status.WARN
    assert 0.08 <= found.measurements[0].value <= 0.2


def test_labels_that_nothing_explains_are_not_evidence() -> None:
    random = np.random.default_rng(0)
    found = run(pd.DataFrame({"x": random.normal(size=200), "target": random.integers(0, 2, 200)}))
    assert found.status is Status.ERROR
    assert found.summary.startswith("Not evidence: labels planted in df are suspected in ")


def test_a_quantity_is_for_another_probe() -> None:
    found = run(WINE.assign(target=np.linspace(0, 1, len(WINE))))
    assert found.summary == "Does not apply: the target is a quantity and no class."


def test_the_answer_is_the_same_twice() -> None:
    assert run(WINE) == run(WINE)


def test_labels_of_texts() -> None:
    random = np.random.default_rng(2)
    words = {0: ["plan", "draft", "lunch", "notes", "team"], 1: ["win", "prize", "cash", "offer", "click"]}
    target = random.integers(0, 2, 400)
    texts = [" ".join([*random.choice(words[each], 5), *random.choice(words[0] + words[1], 2)]) for each in target]
    frame = pd.DataFrame({"text": texts, "target": target})
    assert run(frame).status is Status.PASS
    frame.loc[::9, "target"] = 1 - frame.loc[::9, "target"]
    assert run(frame).status is Status.WARN


def found_of(share: float) -> float:
    """Return how many of the wrong labels are suspected, if a share of them is wrong and a learner is never sure."""
    random = np.random.default_rng(3)
    true, rows = random.integers(0, 2, 2000), np.arange(2000)
    given = np.empty((2000, 2))
    given[rows, true] = random.uniform(0.6, 0.95, 2000)
    given[rows, 1 - true] = 1 - given[rows, true]
    wrong = random.random(2000) < share
    suspected = suspects(given, np.where(wrong, 1 - true, true))
    assert not suspected[~wrong].any()
    return float(suspected[wrong].mean())


def test_where_many_labels_are_wrong_less_doubt_is_enough() -> None:
    assert found_of(0.02) < 0.5
    assert found_of(0.1) > found_of(0.02)
    assert found_of(0.2) > 0.65
    assert found_of(0.3) > 0.9
