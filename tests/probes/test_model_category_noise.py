"""What wrong and otherwise spelled categories cost a model is measured; refusing them is no failure."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_category_noise import PROBE

ROWS = 1_200
CITIES = ["bern", "basel", "chur", "genf"]


def table(weight: float) -> tuple[pd.DataFrame, Any]:
    """Rows whose answer rests on the city by ``weight``, and else on the age."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "city": random.choice(CITIES, ROWS),
            "sector": random.choice(["public", "private"], ROWS),
            "age": random.normal(0, 1, ROWS),
        }
    )
    sway = frame["city"].isin(CITIES[:2]).to_numpy() * 2.0 - 1.0
    return frame, weight * sway + (1 - weight) * frame["age"].to_numpy() + random.normal(0, 0.1, ROWS)


def one_hot(unknown: str = "ignore") -> Any:
    return make_column_transformer((OneHotEncoder(handle_unknown=unknown), ["city", "sector"]), remainder="passthrough")


def run(model: Any, frame: Any, answers: Any, **limits: str) -> Observation:
    half = ROWS // 2
    model.fit(frame[:half], answers[:half])
    named = {name.replace("_", "-"): limit for name, limit in limits.items()}
    return PROBE.run(ModelSubject(name="clf", model=model, x=frame[half:], y=answers[half:], limits=named))


def value(found: Observation, name: str) -> float:
    return next(each.value for each in found.measurements if each.name == name)


def test_a_model_that_hangs_on_a_spelling_is_told() -> None:
    frame, score = table(0.9)
    found = run(make_pipeline(one_hot(), LogisticRegression()), frame, (score > 0).astype(int))
    assert found.status is Status.WARN
    assert "when city is spelled otherwise" in found.summary
    assert value(found, "spelling-drop") > 0.3
    assert "bern" not in repr(found).lower()


def test_a_model_that_brings_spellings_into_one_form_passes() -> None:
    frame, score = table(0.9)
    lower = FunctionTransformer(lambda x: x.assign(**{name: x[name].str.lower() for name in ("city", "sector")}))
    found = run(make_pipeline(lower, one_hot(), LogisticRegression()), frame, (score > 0).astype(int))
    assert found.status is Status.PASS
    assert value(found, "spelling-drop") == 0.0
    assert 0.0 < value(found, "category-drop") < 0.1


def test_a_model_that_rests_on_other_features_passes() -> None:
    frame, score = table(0.1)
    assert run(make_pipeline(one_hot(), LogisticRegression()), frame, (score > 0).astype(int)).status is Status.PASS


def test_refusing_another_spelling_is_safe_and_said() -> None:
    frame, score = table(0.9)
    found = run(make_pipeline(one_hot("error"), LogisticRegression()), frame, (score > 0).astype(int))
    assert found.status is Status.PASS
    assert found.details == ("It refuses another spelling of 2 columns.",)


def test_a_declared_limit_counts() -> None:
    frame, score = table(0.9)
    model = make_pipeline(one_hot("error"), LogisticRegression())
    assert run(model, frame, (score > 0).astype(int), category_drop="<= 0.001").status is Status.FAIL


def test_quantities_and_typed_categories() -> None:
    frame, score = table(0.9)
    found = run(make_pipeline(one_hot(), Ridge()), frame.astype({"city": "category"}), score)
    assert found.status is Status.WARN
    assert "of its R2 of" in found.summary


def test_missing_categories_stay_missing() -> None:
    frame, score = table(0.1)
    frame["city"] = frame["city"].where(frame.index % 5 != 0)
    found = run(make_pipeline(one_hot(), LogisticRegression()), frame, (score > 0).astype(int))
    assert found.status is Status.PASS


def test_a_model_that_knows_nothing_has_nothing_to_lose() -> None:
    frame, _ = table(0.1)
    answers = np.random.default_rng(1).integers(0, 2, ROWS)
    assert run(make_pipeline(one_hot(), LogisticRegression()), frame, answers).status is Status.ERROR


@pytest.mark.parametrize("as_array", [True, False])
def test_without_categories_there_is_nothing_to_ask(*, as_array: bool) -> None:
    frame, score = table(0.1)
    rows = frame[["age"]]
    found = run(LogisticRegression(), rows.to_numpy() if as_array else rows, (score > 0).astype(int))
    assert found.status is Status.NOT_APPLICABLE
