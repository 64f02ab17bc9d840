"""A model that is right on average only, because of the mix of rows it was judged on, is seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_mix import PROBE

RANDOM = np.random.default_rng(0)
ROWS = 1200
WET = RANDOM.random(ROWS)
SEEN = RANDOM.normal(size=ROWS)
SITE = np.where(RANDOM.random(ROWS) < 0.15, "new", "old")
X = pd.DataFrame({"brightness": SEEN, "wetness": WET, "site": SITE})
TRUTH = (SEEN > 0).astype(int)


class Sure:
    """Answers by the brightness alone, as a pipeline that drops the rest."""

    classes_ = np.array([0, 1])

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return (x["brightness"] > 0).to_numpy().astype(int)


def run(y: np.ndarray, rows: int = ROWS, **limits: str) -> Observation:
    subject = ModelSubject(name="clf", model=Sure(), x=X.head(rows), y=y[:rows], limits=limits)
    return PROBE.run(subject)


def turned(where: np.ndarray) -> np.ndarray:
    """Return the truth, of which half is drawn anew where the model has not learned it."""
    return np.where(where & (RANDOM.random(ROWS) < 0.5), 1 - TRUTH, TRUTH)


def test_rows_that_come_more_often_later_are_seen() -> None:
    found = run(turned(WET > 0.75))
    assert found.status is Status.WARN
    assert "a high wetness" in found.summary
    assert found.measurements[0].value == pytest.approx(0.14, abs=0.05)


def test_a_rare_category_that_may_grow_is_seen_and_its_value_not_told() -> None:
    found = run(turned(np.equal(SITE, "new")))
    assert found.status is Status.WARN
    assert "one of the values of site" in found.summary
    assert "new" not in found.summary


def test_mistakes_that_are_anywhere_pass() -> None:
    found = run(turned(RANDOM.random(ROWS) < 0.25))
    assert found.status is Status.PASS
    assert found.measurements[0].high is not None
    assert found.measurements[0].high < 0.1


def test_a_declared_limit_decides() -> None:
    assert run(turned(WET > 0.75), mix_drop="<= 0.3").status is Status.PASS
    assert run(turned(WET > 0.75), mix_drop="<= 0.02").status is Status.FAIL


def test_a_regressor_that_was_fitted_where_rows_were_many_is_seen() -> None:
    area = RANDOM.gamma(2, 30, 1500)
    price = area * 3 + RANDOM.normal(0, 5, 1500)
    usual = area < 90
    model = RandomForestRegressor(n_estimators=20, random_state=0)
    model.fit(area[usual, None], price[usual])
    found = PROBE.run(ModelSubject(name="reg", model=model, x=area[:, None], y=price))
    assert found.status is Status.WARN
    model.fit(area[:, None], price)
    assert PROBE.run(ModelSubject(name="reg", model=model, x=area[:, None], y=price)).status is Status.PASS


def test_a_model_that_guesses_is_not_evidence() -> None:
    x = RANDOM.normal(size=(400, 2))
    y = RANDOM.integers(0, 2, 400)
    model = LogisticRegression().fit(x, RANDOM.integers(0, 2, 400))
    found = PROBE.run(ModelSubject(name="clf", model=model, x=x, y=y))
    assert found.summary.startswith("Not evidence: the model is no better than guessing")


def test_texts_are_left_to_others() -> None:
    class Reader:
        classes_ = np.array([0, 1])

        def predict(self, texts: list[str]) -> np.ndarray:
            return np.array([len(text) % 2 for text in texts])

    texts = ["word " * (number % 5) + "x" * (number % 7) for number in range(400)]
    y = np.array([len(text) % 2 for text in texts])
    assert PROBE.run(ModelSubject(name="clf", model=Reader(), x=texts, y=y)).status is Status.NOT_APPLICABLE


def test_few_rows_are_not_evidence() -> None:
    assert run(TRUTH, 90).summary == "Not evidence: 90 rows are too few, this takes at least 100."
    assert run(TRUTH, 150).status is Status.PASS
