"""Regressors are measured like classifiers: groups, slices, sound answers, intervals, attacks, copies, far rows."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import BayesianRidge, LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._predictors.push import push, push_of

RANDOM = np.random.default_rng(0)
ROWS = 1600
X = pd.DataFrame(RANDOM.normal(size=(ROWS, 5)), columns=list("abcde")).assign(sex=RANDOM.integers(0, 2, ROWS))
Y = X[list("abc")].to_numpy() @ (3.0, 2.0, 1.0) + RANDOM.normal(0, 1.5, ROWS)
LINE = LinearRegression().fit(X[:800], Y[:800])


class Answers:
    """A regressor whose answers are a function of the rows."""

    def __init__(self, call: Any) -> None:
        self.call = call

    def predict(self, x: Any) -> Any:
        return self.call(x)


def run(name: str, model: Any = LINE, wanted: Any = Y, **fields: Any) -> Observation:
    held = {"x": X[800:], "y": wanted[800:], "x_train": X[:800], "y_train": wanted[:800], "groups": ("sex",)}
    fields = held | fields
    found: Observation = import_module(f"jupyter_mlsec.probes.model_{name}").PROBE.run(
        ModelSubject(name="reg", model=model, **fields)
    )
    return found


def number(found: Observation, name: str) -> float:
    return next(one.value for one in found.measurements if one.name == name)


def test_groups_with_equal_errors_pass_and_unequal_ones_are_seen() -> None:
    fair = run("fairness", limits={"bias-gap": "<= 0.2", "error-ratio": "<= 1.4"})
    assert (fair.status, fair.summary) == (Status.PASS, "reg keeps all gaps between groups by sex within the limits.")
    biased = run("fairness", Answers(lambda x: LINE.predict(x) + 2.0 * x["sex"].to_numpy()))
    assert biased.status is Status.WARN
    spread = float(Y[800:].std())
    missed = (LINE.predict(X[800:]) + 2.0 * X["sex"][800:].to_numpy() - Y[800:]) / spread
    first, second = (missed[X["sex"][800:].to_numpy() == group] for group in (0, 1))
    assert number(biased, "bias-gap:sex") == pytest.approx(abs(first.mean() - second.mean()))
    ratio = max(np.abs(first).mean(), np.abs(second).mean()) / min(np.abs(first).mean(), np.abs(second).mean())
    assert number(biased, "error-ratio:sex") == pytest.approx(ratio)


def test_few_rows_of_a_group_are_not_evidence() -> None:
    found = run("fairness", x=X[:60], y=LINE.predict(X[:60]) + np.resize((2.0, -2.0), 60))
    assert found.summary == "Not evidence: the groups by sex are too small to tell a gap from chance."


def test_a_weak_slice_is_found_and_an_even_model_passes() -> None:
    assert run("slices").status is Status.PASS
    noise = np.random.default_rng(1).normal(0, 12.0, ROWS)
    weak = run("slices", wanted=np.where(X["d"] > 0.8, Y + noise, Y))
    assert weak.status is Status.WARN
    assert weak.summary.startswith("In its worst slice reg is off by ")
    assert "d" in weak.details[0]


def test_answers_that_mean_what_they_say_and_others() -> None:
    assert run("calibration").status is Status.PASS
    stretched = run("calibration", Answers(lambda x: 1.6 * LINE.predict(x)))
    assert stretched.status is Status.WARN
    assert run("calibration", x=X[800:920], y=np.random.default_rng(0).normal(size=120)).status is Status.ERROR


def test_intervals_are_held_to_what_they_promise() -> None:
    names = list("abcde")
    sure = make_pipeline(StandardScaler(), BayesianRidge()).fit(X[:800], Y[:800])
    found = run("calibration", sure)
    assert found.status is Status.PASS
    assert "of the wanted answers lie inside its 90 % intervals." in found.details[1]

    class TooSure(BayesianRidge):  # type: ignore[misc] # scikit-learn has no types
        def predict(self, X: Any, return_std: bool = False) -> Any:  # noqa: FBT001, FBT002, N803 - scikit-learn's own
            middle, spread = super().predict(X, return_std=True)
            return (middle, spread / 4) if return_std else middle

    narrow = run("calibration", TooSure().fit(X[names][:800], Y[:800]), x=X[names][800:], groups=())
    assert narrow.status is Status.WARN
    assert number(narrow, "coverage-gap") > 0.3


def test_a_smooth_model_stands_firm_and_a_steep_one_is_pushed() -> None:
    firm = run("pushed_answers")
    assert firm.status is Status.PASS
    steep = make_pipeline(PolynomialFeatures(3), LinearRegression()).fit(X[:60], Y[:60])
    pushed = run("pushed_answers", steep)
    assert pushed.status is Status.WARN
    assert number(pushed, "answer-change") > 0.5 > number(firm, "answer-change")
    forest = RandomForestRegressor(20, random_state=0).fit(X[:800], Y[:800])
    assert run("pushed_answers", forest) == run("pushed_answers", forest)


def test_the_largest_change_of_a_plane_is_known() -> None:
    slope = np.random.default_rng(2).normal(size=12)
    rows = np.random.default_rng(3).normal(size=(40, 12))
    limitless = np.full(12, np.inf)
    search = push_of(lambda asked, _: asked @ slope, rows, rows @ slope, 0.5, -limitless, limitless)
    push(search, 200)
    most = 0.5 * float(np.linalg.norm(slope))
    assert (search.reached <= most + 1e-9).all()
    assert np.median(search.reached) > 0.98 * most


def test_a_push_that_was_found_counts_whatever_the_search_can_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.probes.model_pushed_answers._own_power", lambda *_: 0.2)
    steep = make_pipeline(PolynomialFeatures(3), LinearRegression()).fit(X[:60], Y[:60])
    assert run("pushed_answers", steep).status is Status.WARN
    assert run("pushed_answers").summary == (
        "Not evidence: on a linear model the search reaches 20% of the largest change only."
    )


def test_one_answer_for_all_cannot_be_pushed() -> None:
    found = run("pushed_answers", Answers(lambda x: np.zeros(len(x)) + 0.5))
    assert found.summary == "Not evidence: the model gives one answer for all rows."


def test_a_classifier_is_not_pushed() -> None:
    found = run(
        "pushed_answers", Answers(lambda x: (x["a"] > 0).to_numpy().astype(int)), wanted=(X["a"] > 0).to_numpy()
    )
    assert (found.status, found.summary) == (
        Status.NOT_APPLICABLE,
        "Does not apply: it is measured for regressors only.",
    )


def test_a_copy_and_one_that_cannot_be_copied() -> None:
    step = Answers(lambda x: np.where(x["a"] > 0, 10.5, 0.5))
    assert run("extraction", step, np.where(X["a"] > 0, 10.0, 1.0) + 0.25).status is Status.WARN
    assert run("extraction").status is Status.WARN  # a line is solved for
    secret = Answers(lambda x: np.abs(x["a"] * 1e4) % 7)
    assert run("extraction", secret, np.abs(X["a"] * 1e4) % 7).status is Status.PASS


def test_a_model_that_knows_how_far_away_it_is() -> None:
    class Careful:
        def predict(self, x: Any, *, return_std: bool = False) -> Any:
            middle = LINE.predict(x)
            return (middle, 1.0 + np.abs(x.to_numpy()).max(axis=1)) if return_std else middle

    assert run("out_of_domain", Careful()).status is Status.PASS
    found = run("out_of_domain")
    assert found.status is Status.WARN
    assert found.summary == "reg gives no standard deviations: it answers everything and cannot abstain."
    assert number(found, "far-answers") > 0.5


def test_a_personal_feature_that_training_rows_give_away() -> None:
    by_heart = RandomForestRegressor(30, random_state=0, bootstrap=False).fit(X[:800], Y[:800] + 4 * X["sex"][:800])
    assert run("attribute_inference", by_heart, Y + 4 * X["sex"], personal=("sex",)).status in set(Status) - {
        Status.ERROR,
        Status.NOT_APPLICABLE,
    }


def test_several_numbers_a_row_are_told_by_their_names() -> None:
    both = pd.DataFrame({"price": Y, "age": X["a"] * 2 + RANDOM.normal(0, 0.1, ROWS)})
    model = LinearRegression().fit(X[:800], both[:800])
    found = run("fairness", model, both)
    assert {one.name for one in found.measurements} >= {"bias-gap:sex:price", "bias-gap:sex:age"}
    for name in ("noise", "shift", "pushed_answers", "calibration", "slices", "importance", "membership"):
        assert run(name, model, both).status in {Status.PASS, Status.WARN, Status.OPEN}, name
    for name in ("extreme_inputs", "input_contract", "stored_rows"):
        assert not run(name, model, both).summary.startswith(("Not evidence", "Of 2 numbers")), name
    assert run("adversarial", model, both).summary == "Does not apply: it is measured for classifiers only."
