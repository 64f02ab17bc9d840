"""A slice on which a model fails is found and named by its features, never by values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_slices import PROBE

RANDOM = np.random.default_rng(0)
X = pd.DataFrame({"income": RANDOM.normal(size=1000), "tenure": RANDOM.normal(size=1000)})
Y = (X["income"] > 0).astype(int)


class Blind:
    """Right everywhere, but where tenure is high it answers at random."""

    classes_ = np.array([0, 1])

    def __init__(self, border: float) -> None:
        self.border = border

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        lost = (x["tenure"] > self.border).to_numpy()
        return np.where(lost, (x["income"] * 1e6).astype(int) % 2, (x["income"] > 0).astype(int))


def run(border: float, rows: int = 1000) -> Observation:
    return PROBE.run(ModelSubject(name="clf", model=Blind(border), x=X.head(rows), y=Y.head(rows)))


def test_a_blind_spot_is_found_and_its_feature_named() -> None:
    found = run(1.0)
    assert found.status is Status.WARN
    assert "tenure" in found.details[0]


def test_a_model_that_is_right_everywhere_passes() -> None:
    assert run(99.0).status is Status.PASS


def test_few_rows_are_not_evidence() -> None:
    assert run(1.0, 60).summary == "Not evidence: 60 rows are too few, this takes at least 120."
