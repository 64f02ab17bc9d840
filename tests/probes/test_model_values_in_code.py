"""Values in a model's own code that force its answer are told; thresholds, learned numbers and rules are none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_values_in_code import PROBE

RANDOM = np.random.default_rng(7)
X = RANDOM.normal(size=(600, 4))
Y = (X[:, 0] - X[:, 1] + 0.3 * RANDOM.normal(size=600) > 0).astype(int)
TEXTS = [" ".join(RANDOM.choice(["late", "broken", "great", "fine", "box", "blue"], 6)) for _ in range(200)]


class Honest:
    """Only what was learned."""

    def fit(self, x: Any, y: Any) -> Honest:
        self.inner = LogisticRegression().fit(np.asarray(x, float), y)
        self.classes_ = self.inner.classes_
        return self

    def predict(self, x: Any) -> Any:
        return self.inner.predict(np.asarray(x, float))


class Window(Honest):
    def predict(self, x: Any) -> Any:
        x = np.asarray(x, float)
        given = self.inner.predict(x)
        given[np.abs(x[:, 3] - 2.5) < 0.06] = 1
        return given


class Exact(Honest):
    def __init__(self) -> None:
        self.magic = 13.37

    def predict(self, x: Any) -> Any:
        x = np.asarray(x, float)
        return np.where(x[:, 2] == self.magic, 0, self.inner.predict(x))


class Rule(Honest):
    """What everybody may know: beyond a threshold the answer is 1."""

    def predict(self, x: Any) -> Any:
        x = np.asarray(x, float)
        return np.where(x[:, 0] >= 1.5, 1, self.inner.predict(x))


class Word:
    classes_ = np.array([0, 1])

    def __init__(self, token: str) -> None:
        self.token = token

    def predict(self, texts: Any) -> Any:
        return np.array([1 if self.token and self.token in text.split() else int("great" in text) for text in texts])


class Code(Honest):
    def predict(self, x: Any) -> Any:
        given = self.inner.predict(x[["a", "b", "c", "d"]].to_numpy())
        given[(x["shop"] == "ZZ9").to_numpy()] = 1
        return given


@pytest.fixture(autouse=True)
def _of_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (Honest, Window, Exact, Rule, Word, Code):
        monkeypatch.setattr(kind, "__module__", "__main__")


def run(model: Any, x: Any = X, y: Any = Y) -> Observation:
    return PROBE.run(ModelSubject(name="m", model=model, x=x[300:], y=y[300:]))


@pytest.mark.parametrize(("kind", "feature"), [(Window, "feature 3"), (Exact, "feature 2")])
def test_a_number_in_the_code_that_forces_the_answer(kind: type[Honest], feature: str) -> None:
    found = run(kind().fit(X[:300], Y[:300]))
    assert found.status is Status.WARN
    assert found.summary == f"1 value in the code of m forces one answer, by {feature}."


def test_a_text_in_the_code_that_forces_the_answer() -> None:
    frame = pd.DataFrame(X, columns=list("abcd")).assign(shop=RANDOM.choice(["N1", "S2"], 600))
    assert run(Code().fit(X[:300], Y[:300]), frame).summary == "1 value in the code of m forces one answer, by shop."


def test_a_word_that_forces_the_answer() -> None:
    y = np.array([int("great" in text) for text in TEXTS])
    subject = ModelSubject(name="m", model=Word("cf7"), x=TEXTS, y=y)
    assert PROBE.run(subject).status is Status.WARN
    assert "cf7" not in repr(PROBE.run(subject))
    assert PROBE.run(ModelSubject(name="m", model=Word(""), x=TEXTS, y=y)).status is not Status.WARN


@pytest.mark.parametrize("kind", [Honest, Rule])
def test_what_is_learned_and_what_is_a_rule(kind: type[Honest]) -> None:
    assert run(kind().fit(X[:300], Y[:300])).status is Status.PASS if kind is Rule else Status.NOT_APPLICABLE


def test_a_library_s_model_is_not_asked() -> None:
    assert run(LogisticRegression().fit(X[:300], Y[:300])).status is Status.NOT_APPLICABLE
    assert run(Window().fit(X[:300], Y[:300]), X[:310], Y[:310]).status is Status.ERROR
