"""Whatever answers can be measured: functions, scores, probabilities, booleans, texts, sparse rows, images."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._predictors.model_fingerprint import model_digest
from jupyter_mlsec.probes._predictors.models import ModelSubject, held_out
from jupyter_mlsec.probes._predictors.predictors import predictor_of

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(400, 4))
Y = (X @ (2.0, 1.0, 0.0, -1.0) + RANDOM.normal(0, 0.5, 400) > 0).astype(int)
KNOWN = LogisticRegression().fit(X[:200], Y[:200])
EXPECTED = float((KNOWN.predict(X[200:]) == Y[200:]).mean())


class Answers:
    """A model with one method only."""

    def __init__(self, method: str, call: Any, **attributes: Any) -> None:
        setattr(self, method, call)
        for name, value in attributes.items():
            setattr(self, name, value)


def run(name: str, model: Any, y: Any = Y, x: Any = X, **fields: Any) -> Observation:
    found: Observation = import_module(f"jupyter_mlsec.probes.model_{name}").PROBE.run(
        ModelSubject(name="clf", model=model, x=x[200:], y=y[200:], x_train=x[:200], y_train=y[:200], **fields)
    )
    return found


def accuracy(found: Observation) -> float:
    return next(one.value for one in found.measurements if one.name == "accuracy")


def margin(rows: Any) -> Any:
    return KNOWN.decision_function(rows)


@pytest.mark.parametrize(
    ("model", "sure"),
    [
        (KNOWN, True),
        (KNOWN.predict, False),
        (KNOWN.predict_proba, True),
        (margin, False),
        (Answers("predict", lambda rows: KNOWN.predict_proba(rows).astype(np.float32)), True),
        (Answers("predict", lambda rows: KNOWN.predict_proba(rows)[:, 1:]), True),
        (Answers("predict", lambda rows: KNOWN.predict_proba(rows)[:, 1]), True),
        (Answers("predict", lambda rows: np.column_stack((-margin(rows), margin(rows)))), False),
        (Answers("predict_proba", KNOWN.predict_proba, classes_=KNOWN.classes_), True),
        (Answers("predict", lambda rows: KNOWN.predict(rows).tolist()), False),
    ],
)
def test_every_way_to_answer_means_the_same(model: Any, *, sure: bool) -> None:
    found = run("performance", model)
    assert found.status is Status.OPEN
    assert accuracy(found) == pytest.approx(EXPECTED)
    assert (run("calibration", model).status is Status.PASS) is sure
    assert run("adversarial", model).status in {Status.PASS, Status.WARN}


@pytest.mark.parametrize("y", [Y == 1, np.where(Y == 1, "yes", "no"), pd.Series(Y == 1), Y.astype(float), Y + 3])
def test_classes_may_be_anything(y: Any) -> None:
    model = LogisticRegression().fit(X[:200], y[:200])
    assert accuracy(run("performance", model, y)) == pytest.approx(EXPECTED)
    scores = Answers("predict", model.predict_proba)
    assert accuracy(run("performance", scores, y)) == pytest.approx(EXPECTED)


def test_scores_that_belong_to_no_class_are_not_evidence() -> None:
    model = Answers("predict", lambda rows: np.ones((len(rows), 3)) / 3)
    found = run("performance", model, np.where(Y == 1, "yes", "no"))
    assert found.summary == "Not evidence: clf gives 3 numbers a row, and the answers have 2 classes."


def test_numbers_for_whole_answers_are_a_regression() -> None:
    counts = np.round(X @ (3.0, 1.0, 0.0, 0.0) * 2 + 30).astype(int)
    line = LinearRegression().fit(X[:200], counts[:200])
    assert held_out(ModelSubject(name="m", model=line, x=X, y=counts)).task == "regression"
    assert held_out(ModelSubject(name="m", model=line.predict, x=X, y=counts)).task == "regression"
    assert next(one.value for one in run("performance", line.predict, counts).measurements if one.name == "r2") > 0.95


def test_classes_that_only_training_rows_have_are_known() -> None:
    y = np.where(X[:, 0] > 1.5, 2, Y)
    y[200:] = Y[200:]
    model = LogisticRegression().fit(X[:200], y[:200])
    found = run("performance", Answers("predict", model.predict_proba), y)
    assert accuracy(found) == pytest.approx(float((model.predict(X[200:]) == y[200:]).mean()))


def test_a_network_inside_of_nothing_cannot_be_called() -> None:
    with pytest.raises(NotEvidenceError, match="has no predict and cannot be called"):
        predictor_of("text", X[:3], Y, regression=None)


def test_sparse_rows_and_images_are_measured_like_tables() -> None:
    rows = sparse.csr_matrix(np.where(X > 0, X, 0.0))
    model = LogisticRegression().fit(rows[:200], Y[:200])
    images = X.reshape(-1, 2, 2)
    for name in ("performance", "noise", "adversarial", "importance", "input_contract", "extreme_inputs", "membership"):
        assert run(name, model, x=rows).status in {Status.PASS, Status.WARN, Status.OPEN}, name
        flat = Answers("predict", lambda asked: KNOWN.predict(np.asarray(asked).reshape(len(asked), 4)))
        assert run(name, flat, x=images).status in {Status.PASS, Status.WARN, Status.OPEN}, name


def test_rows_of_a_sparse_model_stay_sparse() -> None:
    rows = sparse.csr_matrix(np.where(X > 0, X, 0.0))
    seen: set[bool] = set()

    def answer(asked: Any) -> Any:
        seen.add(sparse.issparse(asked))
        return KNOWN.predict(asked.toarray())

    assert run("noise", answer, x=rows).status is not Status.ERROR
    assert seen == {True}


def test_single_precision_is_kept() -> None:
    kinds: set[str] = set()

    def answer(asked: Any) -> Any:
        kinds.add(str(asked.dtype))
        return KNOWN.predict(asked)

    assert run("shift", answer, x=X.astype(np.float32)).status is not Status.ERROR
    assert kinds == {"float32"}


def test_lists_of_texts_have_a_contract_of_their_own() -> None:
    texts = [" ".join(RANDOM.choice(["good", "bad", "cat", "dog"], 6)) for _ in range(400)]
    y = np.array(["good" in text for text in texts])
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts[:200], y[:200])
    found = run("input_contract", model, y, texts)
    assert found.summary == "Does not apply: a request is one text, which other probes look at."


def test_categories_stay_categories() -> None:
    frame = pd.DataFrame(X, columns=list("abcd")).assign(sex=pd.Categorical(np.where(X[:, 0] > 0, "f", "m")))

    class Picky:
        classes_ = np.array([0, 1])

        def predict(self, rows: pd.DataFrame) -> Any:
            assert isinstance(rows["sex"].dtype, pd.CategoricalDtype)
            return KNOWN.predict(rows[list("abcd")].to_numpy())

    for name in ("importance", "attribute_inference"):
        assert run(name, Picky(), x=frame, personal=("sex",)).status is not Status.ERROR, name


def test_what_answers_nothing_for_missing_values_refuses_them() -> None:
    line = LinearRegression().fit(X[:200], X[:200, 0] * 2)

    def answer(rows: Any) -> Any:
        return np.asarray(rows) @ line.coef_ + line.intercept_

    found = run("missing_values", answer, X[:, 0] * 2 + RANDOM.normal(0, 0.1, 400))
    assert found.details == ("The model refuses missing values; the median stood in for them.",)


def test_rows_that_are_no_table_have_a_digest() -> None:
    rows: list[Any] = [X.reshape(-1, 2, 2), sparse.csr_matrix(X), ["a", "b"], [1.5, 2.5], X]
    digests = [frame_digest(each) for each in rows]
    assert len(set(digests)) == len(rows)
    changed = X.copy()
    changed[7, 1] += 1e-9
    assert frame_digest(changed.reshape(-1, 2, 2)) != digests[0]
    assert frame_digest(sparse.csr_matrix(changed)) != digests[1]
    assert frame_digest(X.reshape(-1, 2, 2).copy()) == digests[0]
    assert frame_digest(["a", "c"]) != digests[2]


def test_a_function_is_what_it_reaches() -> None:
    def around(model: Any) -> Any:
        def call(rows: Any) -> Any:
            return model.predict(rows)

        return call

    other = LogisticRegression().fit(X[:100], Y[:100])
    assert model_digest(around(KNOWN)) == model_digest(around(KNOWN))
    assert model_digest(around(KNOWN)) != model_digest(around(other))
    texts = ("def call(rows):\n    return held.predict(rows)", "def call(rows):\n    return held.predict(rows) + 1")
    found = [_of_main(text, held) for text in texts for held in (KNOWN, other)]
    assert len(set(found)) == len(found)
    assert _of_main(texts[0], KNOWN) == found[0]


def _of_main(text: str, held: object) -> str:
    namespace: dict[str, Any] = {"held": held, "__name__": "__main__"}
    exec(text, namespace)  # noqa: S102 - a person's function as a notebook defines it
    return model_digest(namespace["call"])
