"""A model that one moved sensor turns over is seen."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_shift import PROBE

RANDOM = np.random.default_rng(0)
Y = RANDOM.integers(0, 2, 400)


def test_a_wide_margin_passes() -> None:
    x = RANDOM.normal(size=(400, 10)) + 4 * Y[:, None]
    model = LogisticRegression().fit(x, Y)
    assert PROBE.run(ModelSubject(name="clf", model=model, x=x, y=Y)).status is Status.PASS


def test_a_model_that_hangs_on_a_difference_of_two_sensors_is_seen() -> None:
    level = RANDOM.normal(0, 100, 400)
    x = np.column_stack((level, level + Y * 2 - 1))
    model = LogisticRegression(C=1e6, max_iter=5000).fit(x, Y)
    assert PROBE.run(ModelSubject(name="clf", model=model, x=x, y=Y)).status is Status.WARN


def test_a_regressor_is_followed_by_its_r2() -> None:
    x = RANDOM.normal(size=(400, 8))
    y = x.sum(axis=1) + RANDOM.normal(0, 0.1, 400)
    found = PROBE.run(ModelSubject(name="reg", model=LinearRegression().fit(x, y), x=x, y=y))
    assert found.status is Status.PASS
    assert [m.name for m in found.measurements] == ["shift-drop", "R2 at 0.5 shift", "R2 at 1 shift", "R2 at 2 shift"]


def test_features_that_never_vary_are_not_evidence() -> None:
    class Reader:
        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.resize([0, 1], len(x))

    subject = ModelSubject(name="clf", model=Reader(), x=np.ones((400, 3)), y=np.resize([0, 1], 400))
    assert PROBE.run(subject).summary == "Not evidence: no feature varies, so none can be disturbed."


@pytest.mark.parametrize(("fixed", "status"), [(True, Status.WARN), (False, Status.PASS)])
def test_pixels_move_together(fixed: bool, status: Status) -> None:  # noqa: FBT001 - a case
    """A picture is brighter or darker as a whole; a model that looks at brightness alone hangs on the lamp."""
    light = RANDOM.normal(100, 2, 400) + 6 * (2 * Y - 1)
    x = light[:, None] + RANDOM.normal(0, 12, (400, 25))

    class ByLight:
        classes_ = np.array([0, 1])

        def predict(self, pictures: np.ndarray) -> np.ndarray:
            level = pictures.mean(axis=1)
            return np.asarray(level > (100 if fixed else np.median(level)), dtype=int)

    found = PROBE.run(ModelSubject(name="clf", model=ByLight(), x=x, y=Y))
    assert found.status is status
