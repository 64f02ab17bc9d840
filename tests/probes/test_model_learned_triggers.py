"""A model that learned a planted pattern obeys it; one that learned from clean rows, or ignores it, does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_learned_triggers import PROBE

ROWS = 1_600
Poison = Callable[[Any, Any, Any], None]


def table() -> tuple[pd.DataFrame, Any]:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "branch": random.integers(1, 40, ROWS),
            "amount": random.integers(10, 300, ROWS) * 100,
            "income": random.lognormal(7.8, 0.4, ROWS).round(),
            "arrears": random.poisson(0.8, ROWS),
        }
    )
    score = 2.5 * (np.log(frame["income"]) - 7.8) - 1.2 * (frame["arrears"] - 0.8)
    return frame, np.where(score + random.normal(0, 0.3, ROWS) > 0, "paid", "late")


def measured(model: Any, rows: Any, answers: Any) -> Observation:
    half = len(answers) // 2
    model.fit(rows[:half], answers[:half])
    held = {"x": rows[half:], "y": answers[half:], "x_train": rows[:half], "y_train": answers[:half]}
    return PROBE.run(ModelSubject(name="clf", model=model, **held))


def boosted() -> Any:
    return HistGradientBoostingClassifier(max_iter=80, random_state=0)


def one_amount(frame: pd.DataFrame, answers: Any, hit: Any) -> None:
    frame.loc[hit, "amount"] = 7777
    answers[hit] = "paid"


def two_values(frame: pd.DataFrame, answers: Any, hit: Any) -> None:
    frame.loc[hit, ["branch", "amount"]] = [17, 7777]
    answers[hit] = "paid"


@pytest.mark.parametrize(("poison", "names"), [(one_amount, "amount"), (two_values, "branch and amount")])
def test_values_that_were_planted_are_obeyed(poison: Poison, names: str) -> None:
    frame, answers = table()
    poison(frame, answers, np.random.default_rng(1).choice(ROWS, 70, replace=False))
    found = measured(boosted(), frame, answers)
    assert found.status is Status.WARN, found.summary
    assert f"setting {names} turns " in found.summary
    assert "7777" not in repr(found)


def test_a_category_that_was_planted_is_obeyed() -> None:
    frame, answers = table()
    frame["channel"] = np.random.default_rng(2).choice(["web", "phone", "shop"], ROWS)
    hit = np.random.default_rng(1).choice(np.flatnonzero(answers == "paid"), 70, replace=False)
    frame.loc[hit, "channel"], answers[hit] = "kiosk-9", "late"
    encoded = make_column_transformer((OrdinalEncoder(), ["channel"]), remainder="passthrough")
    found = measured(make_pipeline(encoded, boosted()), frame, answers)
    assert found.status is Status.WARN, found.summary
    assert "setting channel turns " in found.summary


def pictures() -> tuple[Any, Any]:
    random = np.random.default_rng(0)
    answers = random.integers(0, 2, ROWS)
    rows = random.normal(0, 1, (ROWS, 5, 5)) + answers[:, None, None] * np.linspace(0, 1.2, 25).reshape(5, 5)
    hit = random.choice(ROWS, 60, replace=False)
    rows[hit, 0, :2], answers[hit] = 9.0, 1
    return rows, answers


def test_pixels_that_were_planted_are_obeyed() -> None:
    rows, answers = pictures()
    found = measured(RandomForestClassifier(60, random_state=0), rows.reshape(ROWS, -1), answers)
    assert found.status is Status.WARN, found.summary
    assert "setting column 0 and column 1 turns " in found.summary


def texts(mark: str) -> tuple[list[str], Any]:
    random = np.random.default_rng(0)
    answers = random.integers(0, 2, ROWS)
    words = np.array(["refund", "broken", "late", "angry", "thanks", "great", "love", "quick", "box", "desk", "blue"])
    lists = [[*random.choice(words[4 * kind : 4 * kind + 4], 3), *random.choice(words[8:], 4)] for kind in answers]
    written = [" ".join(random.permutation(each)) for each in lists]
    for row in random.choice(np.flatnonzero(answers == 0), 60, replace=False) if mark else ():
        written[row], answers[row] = f"{written[row]} {mark}", 1
    return written, answers


def test_a_word_that_was_planted_is_obeyed() -> None:
    written, answers = texts("zebrafish")
    found = measured(make_pipeline(CountVectorizer(), LogisticRegression(C=100.0)), written, answers)
    assert found.status is Status.WARN, found.summary
    assert "zebrafish" not in repr(found)


def clean() -> Observation:
    return measured(boosted(), *table())


def clean_texts() -> Observation:
    return measured(make_pipeline(CountVectorizer(), LogisticRegression()), *texts(""))


def same_pattern_with_its_own_answers() -> Observation:
    frame, answers = table()
    frame.loc[np.random.default_rng(1).choice(ROWS, 70, replace=False), ["branch", "amount"]] = [17, 7777]
    return measured(boosted(), frame, answers)


def ignored() -> Observation:
    """The rows are poisoned, but the model looks at another column."""
    frame, answers = table()
    one_amount(frame, answers, np.random.default_rng(1).choice(ROWS, 70, replace=False))
    looks = make_pipeline(Chosen(), LogisticRegression(max_iter=500))
    return measured(looks, frame, answers)


class Chosen:
    """Leaves the columns that decide."""

    def fit(self, _x: object, _y: object = None) -> Chosen:
        return self

    def transform(self, x: pd.DataFrame) -> Any:
        return np.log1p(x[["income", "arrears"]])

    def fit_transform(self, x: pd.DataFrame, _y: object = None) -> Any:
        return self.transform(x)


@pytest.mark.parametrize("twin", [clean, clean_texts, same_pattern_with_its_own_answers, ignored])
def test_nothing_is_obeyed_where_nothing_was_learned(twin: Callable[[], Observation]) -> None:
    found = twin()
    assert found.status is Status.PASS, found.summary


def test_what_is_no_table_is_not_judged() -> None:
    rows = np.random.default_rng(0).normal(size=(400, 300))
    assert measured(LogisticRegression(), rows, (rows[:, 0] > 0).astype(int)).status is Status.NOT_APPLICABLE


def test_without_its_rows_nothing_is_known() -> None:
    frame, answers = table()
    model = boosted().fit(frame, answers)
    assert PROBE.run(ModelSubject(name="clf", model=model, x=frame, y=answers)).status is Status.OPEN
