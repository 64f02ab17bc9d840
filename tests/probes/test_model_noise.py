"""A model that hangs on the last digit is seen; one with a margin passes."""

from __future__ import annotations

import numpy as np

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_noise import PROBE

RANDOM = np.random.default_rng(0)


class Threshold:
    """Answers by whether the first feature is above zero."""

    classes_ = np.array([0, 1])

    def predict(self, x: np.ndarray) -> np.ndarray:
        return (x[:, 0] > 0).astype(int)


def run(x: np.ndarray, y: np.ndarray | None = None, **limits: str) -> Observation:
    answers = (x[:, 0] > 0).astype(int) if y is None else y
    return PROBE.run(ModelSubject(name="clf", model=Threshold(), x=x, y=answers, limits=limits))


FAR = np.column_stack((RANDOM.choice((-5.0, 5.0), 400), RANDOM.normal(size=400)))
NEAR = np.column_stack(
    (RANDOM.choice((-0.01, 0.01), 400) + np.where(np.arange(400) < 8, 50.0, 0.0), RANDOM.normal(size=400))
)


def test_a_margin_passes() -> None:
    found = run(FAR)
    assert found.status is Status.PASS
    assert (
        found.summary
        == "clf loses 0.000 [0.000, 0.000] of its accuracy of 1.000 under noise of 10 % of each feature's spread."
    )


def test_answers_that_hang_on_the_last_digit_are_seen() -> None:
    assert run(NEAR).status is Status.WARN
    assert run(NEAR, noise_drop="<= 0.1").status is Status.FAIL


def test_a_model_that_guesses_has_nothing_to_lose() -> None:
    found = run(FAR, RANDOM.integers(0, 2, 400))
    assert found.status is Status.ERROR
    assert found.summary.startswith("Not evidence: the undisturbed model is no better than guessing")


def test_texts_cannot_be_disturbed() -> None:
    class Reader:
        def predict(self, x: list[str]) -> np.ndarray:
            return np.array([len(text) % 2 for text in x])

    texts = ["a" * (n % 7) for n in range(100)]
    subject = ModelSubject(name="clf", model=Reader(), x=texts, y=[len(text) % 2 for text in texts])
    assert PROBE.run(subject).summary == "Does not apply: the rows are texts, which other probes look at."
