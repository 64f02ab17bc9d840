"""How quickly a model can be copied."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

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


class Score:
    """A slanted border in many features: a forest needs thousands of answers, an equation a few dozen."""

    classes_ = np.array(["no", "yes"])
    weights = np.linspace(-1, 1, 12)

    def predict(self, x: np.ndarray) -> np.ndarray:
        return np.where(x @ self.weights > 0, "yes", "no")


class Told(Score):
    """Tells how sure it is, with all its digits."""

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        sure = 1 / (1 + np.exp(-(x @ self.weights)))
        return np.column_stack((1 - sure, sure))


WIDE = RANDOM.normal(size=(400, 12))


@pytest.mark.parametrize(("model", "kind"), [(Score(), "labels"), (Told(), "probabilities")])
def test_a_border_that_no_forest_follows_is_copied_by_a_linear_model(model: Score, kind: str) -> None:
    found = PROBE.run(ModelSubject(name="clf", model=model, x=WIDE, y=model.predict(WIDE)))
    assert found.status is Status.WARN
    assert found.measurements[0].value > 0.92
    assert found.details[0].endswith(f"copies a linear model of its {kind} does best.")


def test_a_sum_of_products_is_copied_by_neither() -> None:
    class Products(Score):
        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.where(x[:, 0] * x[:, 1] * x[:, 2] + x[:, 3] * x[:, 4] * x[:, 5] > 0, "yes", "no")

    found = PROBE.run(ModelSubject(name="clf", model=Products(), x=WIDE, y=Products().predict(WIDE)))
    assert found.status is Status.PASS


def test_a_linear_regressor_is_copied_to_the_last_digit() -> None:
    y = WIDE @ np.arange(12.0)
    found = PROBE.run(ModelSubject(name="reg", model=LinearRegression().fit(WIDE, y), x=WIDE, y=y))
    assert found.status is Status.WARN
    assert found.measurements[0].value == pytest.approx(1, abs=1e-3)


def test_categories_are_told_to_the_copy() -> None:
    x = pd.DataFrame({"kind": RANDOM.choice(list("abcd"), 600), "size": RANDOM.normal(size=600)})
    y = (x["size"] + 3 * x["kind"].isin(["a", "c"]) > 1.5).astype(int)
    model = make_pipeline(
        make_column_transformer((OneHotEncoder(), ["kind"]), remainder="passthrough"), LogisticRegression()
    )
    found = PROBE.run(ModelSubject(name="clf", model=model.fit(x, y), x=x, y=y))
    assert found.measurements[0].value > 0.95
