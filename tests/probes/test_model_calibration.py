"""Honest probabilities pass, exaggerated ones are seen, few rows are no evidence."""

from __future__ import annotations

import numpy as np

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_calibration import PROBE


class Oracle:
    """Says the probability that its first feature holds, made more extreme by an exponent."""

    classes_ = np.array([0, 1])

    def __init__(self, exponent: float) -> None:
        self.exponent = exponent

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        odds = (x[:, 0] / (1 - x[:, 0])) ** self.exponent
        return np.column_stack((1 / (1 + odds), odds / (1 + odds)))

    def predict(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(self.predict_proba(x).argmax(axis=1))


def run(exponent: float, rows: int = 1500, **limits: str) -> Observation:
    random = np.random.default_rng(0)
    x = random.uniform(0.02, 0.98, (rows, 1))
    y = (random.random(rows) < x[:, 0]).astype(int)
    return PROBE.run(ModelSubject(name="clf", model=Oracle(exponent), x=x, y=y, limits=limits))


def test_honest_probabilities_pass() -> None:
    assert run(1.0).status is Status.PASS


def test_exaggerated_probabilities_are_seen() -> None:
    assert run(4.0).status is Status.WARN
    assert run(4.0, ece="<= 0.05").status is Status.FAIL


class Flat:
    """Says about 0.78 to every row, and hardly more where the first feature is high."""

    classes_ = np.array([0, 1])

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        sure = 0.775 + 0.01 * x[:, 0]
        return np.column_stack((1 - sure, sure))

    def predict(self, x: np.ndarray) -> np.ndarray:
        return np.ones(len(x), dtype=int)


def test_digits_that_nobody_can_tell_apart_make_no_bins() -> None:
    random = np.random.default_rng(0)
    x = random.random((1500, 1))
    y = (random.random(1500) < 0.58 + 0.4 * x[:, 0]).astype(int)
    found = PROBE.run(ModelSubject(name="clf", model=Flat(), x=x, y=y, limits={"ece": "<= 0.05"}))
    assert found.status is Status.PASS
    assert len(found.measurements) == 2


def test_a_limit_that_these_rows_cannot_show_is_not_evidence() -> None:
    found = run(1.0, rows=150, ece="<= 0.005")
    assert found.status is Status.ERROR
    assert found.summary.startswith("Not evidence: 150 rows cannot tell an error of 0.005 from perfect probabilities")


def test_a_model_without_probabilities_is_not_evidence() -> None:
    class Hard:
        classes_ = np.array([0, 1])

        def predict(self, x: np.ndarray) -> np.ndarray:
            return (x[:, 0] > 0.5).astype(int)

    x = np.linspace(0, 1, 200).reshape(-1, 1)
    found = PROBE.run(ModelSubject(name="clf", model=Hard(), x=x, y=(x[:, 0] > 0.5).astype(int)))
    assert found.summary == "Not evidence: clf gives no probabilities that belong to its classes."


def test_a_regressor_whose_answers_are_all_equal_shows_nothing() -> None:
    subject = ModelSubject(name="reg", model=Oracle(1.0), x=np.ones((200, 1)), y=np.ones(200), task="regression")
    found = PROBE.run(subject)
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: all held-out answers are equal."
