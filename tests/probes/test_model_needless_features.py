"""Personal features that a model is fitted on for nothing are named; shared importance and few rows are no evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import Lasso, LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_needless_features import PROBE

ROWS = 2400
WORDS = {
    "religion": ["catholic", "muslim", "none", "jewish"],
    "marital_status": ["married", "single", "divorced"],
    "place_of_birth": ["Graz", "Lviv", "Oslo", "Porto", "Izmir"],
    "ethnicity": ["a", "b", "c"],
    "trade_union": ["yes", "no"],
    "diagnosis": ["J45", "E11", "I10"],
    "sexual_orientation": ["x", "y", "z"],
    "postcode": ["8010", "8020", "8041", "8052"],
    "nationality": ["AT", "UA", "NO", "PT"],
    "Staatsangehörigkeit": ["AT", "UA", "NO"],
    "estado civil / religión religion": ["s", "c"],
}


def people(name: str = "religion", *, weight: float = 0.0, seed: int = 0, rows: int = ROWS) -> pd.DataFrame:
    """Return rows whose answer comes from two measures, and from the personal column by ``weight``."""
    random = np.random.default_rng(seed)
    codes = random.integers(0, len(WORDS[name]), rows)
    frame = pd.DataFrame({"hours": random.normal(size=rows), "claims": random.normal(size=rows)})
    frame[name] = np.array(WORDS[name])[codes]
    score = 2 * frame["hours"] + 1.5 * frame["claims"] + weight * (codes == 0) + random.normal(size=rows)
    frame["y"] = (score > 0).astype(int)
    return frame


def fitted(frame: pd.DataFrame, learner: Any = None) -> Any:
    x = frame.drop(columns="y")
    words = [name for name in x.columns if x[name].dtype.kind not in "fi"]
    encoder = make_column_transformer((OneHotEncoder(), words), remainder="passthrough")
    return make_pipeline(encoder, LogisticRegression() if learner is None else learner).fit(
        x.head(len(x) // 2), frame["y"].head(len(x) // 2)
    )


def run(frame: pd.DataFrame, model: Any = None, **told: Any) -> Observation:
    late = frame.tail(len(frame) // 2)
    model = fitted(frame) if model is None else model
    return PROBE.run(ModelSubject(name="clf", model=model, x=late.drop(columns="y"), y=late["y"], **told))


@pytest.mark.parametrize("name", WORDS)
def test_a_personal_feature_that_does_nothing_warns(name: str) -> None:
    found = run(people(name))
    assert found.status is Status.WARN
    assert found.summary.startswith(f"clf was fitted on personal data and loses nothing without it: {name} (")


@pytest.mark.parametrize("name", WORDS)
def test_a_personal_feature_that_counts_passes(name: str) -> None:
    found = run(people(name, weight=4.0))
    assert found.status is Status.PASS
    assert found.summary.startswith(f"clf needs each of its personal features: {name} (")


def test_next_to_nothing_is_nothing() -> None:
    random = np.random.default_rng(5)
    frame = pd.DataFrame({name: random.normal(size=3000) for name in ("stock", "orders", "machines")})
    frame["alter"] = random.integers(20, 66, 3000)
    frame["y"] = frame["orders"] + 3 * frame["machines"] - frame["stock"] + 0.1 * random.normal(size=3000)
    frame["y"] += 0.01 * (frame["alter"] - 43)  # known, and next to nothing
    early, late = frame.head(1500), frame.tail(1500)
    model = LinearRegression().fit(early.drop(columns="y"), early["y"])
    found = PROBE.run(ModelSubject(name="reg", model=model, x=late.drop(columns="y"), y=late["y"]))
    assert found.status is Status.WARN
    assert found.summary.startswith("reg was fitted on personal data and loses nothing without it: alter (age, ")


@pytest.mark.parametrize("weight", [0.0, 0.1])
def test_a_scaled_matrix_has_the_names_of_its_table(weight: float) -> None:
    random = np.random.default_rng(5)
    frame = pd.DataFrame({name: random.normal(size=2000) for name in ("stock", "orders")})
    frame["alter"] = random.integers(20, 66, 2000)
    answers = frame["orders"] - frame["stock"] + weight * frame["alter"] + 0.1 * random.normal(size=2000)
    rows = StandardScaler().fit_transform(frame)
    model = LinearRegression().fit(rows[:1000], answers[:1000])
    told: dict[str, Any] = {"x": rows[1000:], "y": answers[1000:], "x_train": rows[:1000], "y_train": answers[:1000]}
    found = PROBE.run(ModelSubject(name="reg", model=model, sources=(frame,), **told))
    assert found.status is (Status.PASS if weight else Status.WARN)
    assert " alter (age, " in found.summary
    assert PROBE.run(ModelSubject(name="reg", model=model, **told)).status is Status.NOT_APPLICABLE


def test_what_was_measured_stands_beside_the_name() -> None:
    found = run(people())
    (measured,) = found.measurements
    assert (measured.name, measured.limit) == ("personal-importance:religion", ">= 0.02")
    assert measured.low is not None
    assert measured.high is not None
    assert measured.low <= 0 < measured.high < 0.02
    told = f"religion (religion or belief, {measured.value:.3f} [{measured.low:.3f}, {measured.high:.3f}])"
    assert found.summary == f"clf was fitted on personal data and loses nothing without it: {told}."
    assert found.details == (f"{told}: no other feature tells the same.",)


def test_no_value_is_told() -> None:
    shown = repr(run(people()))
    assert not [word for word in ("catholic", "muslim", "jewish") if word in shown]


def test_a_declared_limit_fails() -> None:
    assert run(people(), limits={"personal-importance": ">= 0.03"}).status is Status.FAIL
    assert run(people(), limits={"personal-importance:religion": ">= 0.00001"}).status is Status.ERROR


def test_a_feature_that_is_declared_personal_is_looked_at() -> None:
    frame = people().rename(columns={"religion": "r7"})
    assert run(frame).status is Status.NOT_APPLICABLE
    assert "r7 (declared personal data, " in run(frame, personal=("r7",)).summary


def test_one_hot_columns_are_one_feature() -> None:
    for weight, status in ((0.0, Status.WARN), (4.0, Status.PASS)):
        frame = pd.get_dummies(people("marital_status", weight=weight), columns=["marital_status"], dtype=int)
        found = run(frame)
        assert found.status is status
        assert [each.name for each in found.measurements] == ["personal-importance:marital_status (3 columns)"]


def test_a_column_that_the_pipeline_drops_is_needless_whatever_it_is_related_to() -> None:
    frame = people()
    frame["age"] = 40 + 10 * frame["hours"]
    scaled = make_column_transformer(("passthrough", ["hours", "claims"]), remainder="drop")
    late = frame.drop(columns="y")
    model = make_pipeline(scaled, LogisticRegression()).fit(late, frame["y"])
    found = run(frame, model)
    assert found.status is Status.WARN
    assert [line.rpartition(": ")[2] for line in found.details] == ["no answer depends on it."] * 2


class Weighted:
    """Answers by a sum of columns with declared weights."""

    classes_ = np.array([0, 1])

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights

    def predict_proba(self, x: pd.DataFrame) -> np.ndarray:
        score = sum(weight * x[name].to_numpy(dtype=float) for name, weight in self.weights.items())
        share = 1 / (1 + np.exp(-np.asarray(score)))
        return np.column_stack((1 - share, share))

    def predict(self, x: pd.DataFrame) -> np.ndarray:
        return np.asarray(self.predict_proba(x).argmax(axis=1))


def test_importance_that_is_shared_is_not_evidence() -> None:
    frame = people().drop(columns="religion")
    frame["age"] = 10 * frame["hours"] + 5 * np.random.default_rng(4).normal(size=len(frame))
    found = run(frame, Weighted({"hours": 2.0, "claims": 1.5, "age": 0.002}))
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: age: what it says, hours may say for it."
    assert run(frame, Weighted({"hours": 2.0, "claims": 1.5, "age": 0.2})).status is Status.PASS


def test_copies_that_vote_share_their_importance() -> None:
    frame = people().drop(columns="religion")
    for name in ("age", "years", "months"):
        frame[name] = np.sign(frame["hours"])

    class Vote(Weighted):
        def predict_proba(self, x: pd.DataFrame) -> np.ndarray:
            share = (np.sign(x[["age", "years", "months"]].to_numpy(dtype=float).sum(axis=1)) + 1) / 2
            return np.column_stack((1 - share, share))

    found = run(frame[["age", "years", "months", "claims", "y"]], Vote({}))  # two of three outvote a shuffled one
    assert (found.status, found.summary) == (
        Status.ERROR,
        "Not evidence: age: what it says, years and months may say for it.",
    )


def test_a_copy_under_another_name_does_not_hide_that_neither_counts() -> None:
    frame = people("nationality")
    frame["passport"] = frame["nationality"].str.lower()
    found = run(frame)
    assert found.status is Status.WARN
    assert found.details[0].endswith(": nothing is lost without passport as well.")


def test_several_columns_that_only_together_tell_a_feature_share_its_importance() -> None:
    frame = people().drop(columns="religion")
    random = np.random.default_rng(2)
    parts = random.normal(size=(len(frame), 16))
    frame[[f"m{place}" for place in range(16)]] = parts
    frame["age"] = 40 + parts.sum(axis=1)
    frame["y"] = (parts.sum(axis=1) + random.normal(size=len(frame)) > 0).astype(int)

    weights = {f"m{place}": 1.0 for place in range(16)} | {"age": 0.01}
    frame["age"] -= 40
    found = run(frame, Weighted(weights))
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: age: what it says, m0, m1, m2 and 13 more may say for it."


def test_a_feature_that_counts_beside_another_only_is_needed() -> None:
    frame = people("trade_union")
    turned = np.where(frame["trade_union"] == "yes", 1, -1) * frame["hours"]
    frame["y"] = (turned > 0).astype(int)
    assert run(frame, fitted(frame, RandomForestClassifier(60, random_state=0))).status is Status.PASS


def test_few_rows_are_not_evidence() -> None:
    frame = people(rows=160, seed=1)
    found = run(frame, fitted(frame, RandomForestClassifier(20, random_state=0)))
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: religion: the rows are too few to tell that from nothing."


def test_a_model_that_knows_nothing_is_not_evidence() -> None:
    frame = people()
    frame["y"] = np.random.default_rng(9).integers(0, 2, len(frame))
    assert run(frame).summary == "Not evidence: all features together matter nothing on these rows."


def test_columns_of_declared_groups_are_kept_for_a_reason() -> None:
    assert run(people(), groups=("religion",)).status is Status.NOT_APPLICABLE


def test_rows_without_names_and_features_that_are_not_personal_do_not_apply() -> None:
    frame = people().drop(columns="religion")
    assert run(frame).status is Status.NOT_APPLICABLE
    values = frame[["hours", "claims"]].to_numpy()
    model = LogisticRegression().fit(values, frame["y"])
    found = PROBE.run(ModelSubject(name="clf", model=model, x=values, y=frame["y"]))
    assert found.summary == "Does not apply: the rows have no named columns, by which personal data could be known."


def test_a_regressor_is_judged_by_its_variance() -> None:
    frame = people()
    frame["y"] = 2 * frame["hours"] + frame["claims"]
    model = fitted(frame, Lasso(0.1))
    assert "loses nothing without it: religion" in run(frame, model, task="regression").summary
    frame["y"] = 2 * frame["hours"] + 3.0 * (frame["religion"] == "none")
    assert run(frame, fitted(frame, Lasso(0.01)), task="regression").status is Status.PASS
