"""An entity must not stand in both splits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_entity_leakage import PROBE


def visits(patients: range) -> pd.DataFrame:
    random = np.random.default_rng(patients.start)
    return pd.DataFrame(
        {"patient_id": [p for p in patients for _ in range(4)], "x": random.normal(size=4 * len(patients))}
    )


def run(train: pd.DataFrame, test: pd.DataFrame, entities: tuple[str, ...] = ()) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=train, train=train, test=test, entities=entities))


def test_separate_patients_pass() -> None:
    found = run(visits(range(50)), visits(range(50, 70)), ("patient_id",))
    assert found.status is Status.PASS
    assert found.summary == "No entity by patient_id stands in both splits."


def test_shared_patients_fail() -> None:
    found = run(visits(range(50)), visits(range(45, 65)), ("patient_id",))
    assert found.status is Status.FAIL
    assert found.summary == "Up to 25.0% of the test entities by patient_id stand in the training data too."


def test_a_column_called_an_id_is_proposed_and_warns() -> None:
    assert run(visits(range(50)), visits(range(45, 65))).status is Status.WARN


def test_a_missing_column_is_not_evidence() -> None:
    found = run(visits(range(50)), visits(range(50, 70)), ("person",))
    assert found.summary == "Not evidence: the splits have no column person."


def test_without_ids_it_does_not_apply() -> None:
    assert run(visits(range(50))[["x"]], visits(range(9))[["x"]]).status is Status.NOT_APPLICABLE
