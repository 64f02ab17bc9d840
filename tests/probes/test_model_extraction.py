"""How quickly a model can be copied."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_extraction import PROBE

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(800, 4))
Y = (X[:, 0] > 0).astype(int)


class Secret:
    """Answers by a hash of the row: nothing a surrogate could learn."""

    classes_ = np.array([0, 1])

    def predict(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(np.abs(x * 1e4).astype(int).sum(axis=1) % 2)


def test_a_simple_rule_is_copied_and_warns() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=LogisticRegression().fit(X, Y), x=X, y=Y))
    assert found.status is Status.WARN
    assert found.measurements[0].value > 0.95


def test_answers_without_a_rule_are_not_copied() -> None:
    found = PROBE.run(ModelSubject(name="clf", model=Secret(), x=X, y=Y))
    assert found.status is Status.PASS
    assert found.measurements[0].value < 0.6


def test_one_answer_for_all_is_not_evidence() -> None:
    class Constant(Secret):
        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.zeros(len(x), dtype=int)

    assert PROBE.run(ModelSubject(name="clf", model=Constant(), x=X, y=Y)).status is Status.ERROR
