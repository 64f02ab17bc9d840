"""Whoever controls the features that decide chooses the answer; whoever controls others does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_controlled_answers import PROBE

ROWS = 600
SENT = ("links", "capitals")


def mail(sent: float, known: float) -> tuple[pd.DataFrame, Any]:
    """Mails of which the sender's features tell ``sent`` spreads, and those of the server ``known``."""
    random = np.random.default_rng(0)
    spam = random.integers(0, 2, ROWS)
    apart = {"links": sent, "capitals": sent, "age of the domain": known, "complaints": known}
    return pd.DataFrame({name: size * spam + random.normal(0, 1, ROWS) for name, size in apart.items()}), spam


def run(rows: Any, answers: Any, controlled: tuple[str, ...] = SENT, model: Any = None, **limits: str) -> Observation:
    named = {name.replace("_", "-"): limit for name, limit in limits.items()}
    model = model or LogisticRegression().fit(rows, answers)
    held = {"x": rows, "y": answers, "controlled": controlled, "limits": named}
    return PROBE.run(ModelSubject(name="clf", model=model, **held))


def test_a_model_that_rests_on_what_the_sender_writes_is_told() -> None:
    found = run(*mail(2.0, 0.1))
    assert found.status is Status.WARN
    assert found.summary.startswith("Whoever sets the 2 controlled features of clf as other rows have them turns ")
    assert found.measurements[0].value > 0.95


def test_a_model_that_rests_on_what_the_server_knows_passes() -> None:
    found = run(*mail(0.0, 4.0))
    assert found.status is Status.PASS
    assert found.measurements[0].value < 0.1


def test_rows_whose_index_repeats() -> None:
    rows, answers = mail(2.0, 0.1)
    assert run(rows.set_axis([0] * ROWS), answers).status is Status.WARN


def test_a_declared_limit_counts() -> None:
    assert run(*mail(2.0, 0.1), controlled_flips="<= 0.5").status is Status.FAIL


def test_features_that_are_not_there_are_told() -> None:
    found = run(*mail(2.0, 0.1), controlled=("links", "subject"))
    assert found.status is Status.ERROR
    assert "1 controlled feature is no column" in found.summary


class Same:
    """Gives one answer."""

    def predict(self, x: Any) -> Any:
        return np.zeros(len(x), dtype=int)


def test_one_answer_cannot_be_turned_over() -> None:
    assert run(*mail(2.0, 0.1), model=Same()).status is Status.ERROR


@pytest.mark.parametrize("controlled", [(), (*SENT, "age of the domain", "complaints")])
def test_nothing_is_asked_without_a_share_of_control(controlled: tuple[str, ...]) -> None:
    assert run(*mail(2.0, 0.1), controlled=controlled).status is Status.NOT_APPLICABLE


def test_rows_without_names_have_no_controlled_ones() -> None:
    rows, answers = mail(2.0, 0.1)
    assert run(rows.to_numpy(), answers).status is Status.NOT_APPLICABLE


def tariff(declared: float, known: float) -> tuple[pd.DataFrame, Any]:
    """Premiums that what the customer declares moves by ``declared``, and what is known of the car by ``known``."""
    random = np.random.default_rng(0)
    rows = pd.DataFrame({"declared": random.gamma(3, 1, ROWS), "power": random.normal(0, 1, ROWS)})
    return rows, declared * rows["declared"] + known * rows["power"] + random.normal(0, 0.3, ROWS)


REGRESSORS = [
    LinearRegression(),
    RandomForestRegressor(20, random_state=0),
    make_pipeline(KBinsDiscretizer(4, encode="onehot-dense"), LinearRegression()),
]


@pytest.mark.parametrize("regressor", REGRESSORS)
def test_a_number_that_follows_what_the_customer_declares_is_told(regressor: Any) -> None:
    rows, answers = tariff(2.0, 1.0)
    found = run(rows, answers, ("declared",), regressor.fit(rows, answers))
    assert found.status is Status.WARN
    assert found.summary.startswith("Whoever sets the 1 controlled feature of clf as other rows have them moves an ")
    assert found.measurements[0].value > 1.5


@pytest.mark.parametrize("regressor", REGRESSORS)
def test_a_number_that_follows_what_is_known_passes(regressor: Any) -> None:
    rows, answers = tariff(0.2, 2.0)
    model = regressor.fit(rows, answers)
    assert run(rows, answers, ("declared",), model).status is Status.PASS
    assert run(rows, answers, ("declared",), model, controlled_push="<= 0.001").status is Status.FAIL


class Endless:
    """Gives no finite number."""

    def predict(self, x: Any) -> Any:
        return np.where(np.asarray(x)[:, 0] > 2, np.inf, 0.5)


def test_answers_without_spread_or_end_are_no_evidence() -> None:
    rows, answers = tariff(2.0, 1.0)
    assert run(rows, answers, ("declared",), Endless()).status is Status.ERROR
    model = LinearRegression().fit(rows, answers)
    assert run(rows, np.full(ROWS, 0.25), ("declared",), model).status is Status.ERROR
