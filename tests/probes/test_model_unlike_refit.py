"""A model that somebody changed after its fit answers otherwise than one that is fitted anew on its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors import refits
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_unlike_refit import PROBE

CANCER = load_breast_cancer(return_X_y=True)
SUGAR = load_diabetes(return_X_y=True)
MODELS: dict[str, Callable[[], Any]] = {
    "logistic": lambda: make_pipeline(StandardScaler(), LogisticRegression()),
    "tree": lambda: DecisionTreeClassifier(max_depth=4, random_state=0),
    "forest without a seed": lambda: RandomForestClassifier(30),
    "boosted": lambda: HistGradientBoostingClassifier(max_iter=20),
    "neighbours": KNeighborsClassifier,
    "bayes": GaussianNB,
    "searched": lambda: GridSearchCV(DecisionTreeClassifier(random_state=0), {"max_depth": [2, 4]}, cv=3),
}


def run(model: object, rows: Any = CANCER[0], answers: Any = CANCER[1], **known: Any) -> Observation:
    half = len(answers) // 2
    held = {"x": rows[half:], "y": answers[half:], "x_train": rows[:half], "y_train": answers[:half]}
    return PROBE.run(ModelSubject(name="clf", model=model, **{**held, **known}))


def fitted(model: Any, rows: Any = CANCER[0], answers: Any = CANCER[1]) -> Any:
    half = len(answers) // 2
    return model.fit(rows[:half], answers[:half])


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loaded machine must not change what is said."""
    monkeypatch.setattr(refits, "_MOMENT", 60.0)


@pytest.mark.parametrize("kind", MODELS)
def test_an_honest_model_passes(kind: str) -> None:
    found = run(fitted(MODELS[kind]()))
    assert found.status is Status.PASS, found.summary


def of_frames() -> Observation:
    frame = pd.DataFrame(CANCER[0], columns=[f"c{place}" for place in range(30)])
    return run(fitted(MODELS["logistic"](), frame), frame)


def of_texts() -> Observation:
    random = np.random.default_rng(0)
    words = np.array(["loan", "paid", "late", "owed", "sent", "note"])
    kinds = random.integers(0, 2, 300)
    texts = [" ".join(random.choice(words[3 * kind : 3 * kind + 4 - kind], 6)) for kind in kinds]
    return run(fitted(make_pipeline(CountVectorizer(), MultinomialNB()), texts, kinds), texts, kinds)


def of_quantities() -> Observation:
    return run(fitted(GradientBoostingRegressor(subsample=0.5, n_estimators=30), *SUGAR), *SUGAR)


@pytest.mark.parametrize("honest", [of_frames, of_texts, of_quantities])
def test_other_rows_and_answers_pass_too(honest: Callable[[], Observation]) -> None:
    found = honest()
    assert found.status is Status.PASS, found.summary


def a_coefficient() -> Observation:
    model = fitted(MODELS["logistic"]())
    model[-1].coef_[0, 3] += 6.0
    return run(model)


def an_intercept() -> Observation:
    model = fitted(LinearRegression(), *SUGAR)
    model.intercept_ += 30.0
    return run(model, *SUGAR)


def trees_exchanged() -> Observation:
    model = fitted(RandomForestClassifier(30))
    swapped = RandomForestClassifier(30, random_state=1).fit(CANCER[0][:284], 1 - CANCER[1][:284])
    model.estimators_[:16] = swapped.estimators_[:16]
    return run(model)


def other_rows() -> Observation:
    poisoned = CANCER[1].copy()
    poisoned[:60] = 1
    return run(fitted(MODELS["tree"](), answers=poisoned))


def another_models_predict() -> Observation:
    model = fitted(MODELS["tree"]())
    honest = model.predict
    model.predict = lambda rows: np.where(rows[:, 0] == 4711.0, 1, honest(rows))
    return run(model)


def another_tree() -> Observation:
    model = fitted(MODELS["tree"]())
    model.tree_ = fitted(DecisionTreeClassifier(max_depth=1, random_state=0)).tree_
    return run(model)


@pytest.mark.parametrize(
    "changed", [a_coefficient, an_intercept, trees_exchanged, other_rows, another_models_predict, another_tree]
)
def test_a_model_that_was_changed_is_told(changed: Callable[[], Observation]) -> None:
    found = changed()
    assert found.status is Status.WARN, found.summary


def test_the_answer_is_the_same_twice_and_leaves_the_random_state_alone() -> None:
    model = fitted(MODELS["forest without a seed"]())
    before = repr(np.random.get_state())  # noqa: NPY002 - the person's global state is what must be kept
    assert run(model) == run(model)
    assert repr(np.random.get_state()) == before  # noqa: NPY002


class Own(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A class of the person's own, whose fit nobody but the person may call."""

    fits = 0

    def fit(self, _x: object, y: Any) -> Own:
        Own.fits += 1
        self.classes_ = np.unique(y)
        return self

    def predict(self, x: Any) -> Any:
        return np.zeros(len(x), dtype=int)


def own_class() -> Observation:
    return run(fitted(Own()))


def own_step() -> Observation:
    return run(fitted(make_pipeline(StandardScaler(), Own())))


def no_copy() -> Observation:
    return run(type("Delivered", (), {"predict": lambda _self, x: np.zeros(len(x), dtype=int)})())


def drawn_from() -> Observation:
    return run(fitted(RandomForestClassifier(10, random_state=np.random.RandomState(0))))


def cached() -> Observation:
    model = fitted(make_pipeline(StandardScaler(), GaussianNB()))
    return run(model.set_params(memory="a folder that nobody wrote"))


def weighted() -> Observation:
    return run(fitted(MODELS["tree"]()), fitted_otherwise="the fit was given sample_weight")


def chance() -> Observation:
    random = np.random.default_rng(0)
    rows, answers = random.normal(size=(200, 5)), random.integers(0, 2, 200)
    return run(fitted(DecisionTreeClassifier(splitter="random", max_depth=2), rows, answers), rows, answers)


@pytest.mark.parametrize("case", [own_class, own_step, no_copy, drawn_from, cached, weighted, chance])
def test_what_is_not_fitted_anew_is_not_judged(case: Callable[[], Observation]) -> None:
    assert case().status is Status.NOT_APPLICABLE


def test_a_persons_own_fit_is_not_called() -> None:
    model = fitted(Own())
    before = Own.fits
    run(model)
    assert Own.fits == before


def test_a_fit_that_something_else_was_put_in_front_of_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    model, calls = fitted(GaussianNB()), []
    honest = GaussianNB.fit

    def recorded(self: Any, *given: Any, **named: Any) -> Any:
        calls.append(1)
        return honest(self, *given, **named)

    monkeypatch.setattr(GaussianNB, "fit", recorded)
    assert run(model).status is Status.NOT_APPLICABLE
    assert calls == []


def test_what_takes_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refits, "_MOMENT", 0.0)
    assert run(fitted(GaussianNB())).status is Status.NOT_APPLICABLE


def test_without_its_rows_nothing_is_known() -> None:
    assert run(fitted(GaussianNB()), x_train=None, y_train=None).status is Status.OPEN
