"""Rows that were dropped for missing values and that the model refuses are told; imputers and complete data pass."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_refused_rows import PROBE

RANDOM = np.random.default_rng(4)
SENSORS = pd.DataFrame(RANDOM.normal(size=(1000, 3)), columns=["a", "b", "c"])
SENSORS["alarm"] = (SENSORS["a"] + SENSORS["b"] > 0).astype(int)
HOLES = SENSORS.copy()
HOLES.loc[HOLES.index[::10], "b"] = np.nan
FEATURES = ["a", "b", "c"]


def run(model: Any, table: pd.DataFrame, *sources: pd.DataFrame, **limits: str) -> Observation:
    train, test = table.iloc[: len(table) // 2], table.iloc[len(table) // 2 :]
    model.fit(train[FEATURES], train["alarm"])
    return PROBE.run(
        ModelSubject(
            name="clf",
            model=model,
            x=test[FEATURES],
            y=test["alarm"],
            x_train=train[FEATURES],
            y_train=train["alarm"],
            sources=sources,
            limits={name.replace("_", "-"): limit for name, limit in limits.items()},
        )
    )


def test_rows_that_were_dropped_are_refused() -> None:
    found = run(LogisticRegression(), HOLES.dropna(), HOLES)
    assert found.status is Status.WARN
    assert found.summary == (
        "0.100 [0.083, 0.120] of the rows that clf comes from were left out for a missing value, "
        "and it refuses such rows."
    )
    assert run(LogisticRegression(), HOLES.dropna(), HOLES, refused_rows="<= 5%").status is Status.FAIL


def test_the_table_where_it_began_counts() -> None:
    ready = HOLES.dropna()
    assert run(LogisticRegression(), ready, ready, HOLES).status is Status.WARN


def test_a_model_that_answers_them_passes() -> None:
    imputing = make_pipeline(SimpleImputer(), LogisticRegression())
    for model in (imputing, HistGradientBoostingClassifier(max_iter=5)):
        assert run(model, HOLES.dropna(), HOLES).status is Status.PASS


def test_nothing_was_dropped() -> None:
    assert run(LogisticRegression(), SENSORS, SENSORS).status is Status.PASS
    assert run(LogisticRegression(), HOLES.fillna(0.0), HOLES).status is Status.PASS


def test_what_cannot_be_known() -> None:
    assert run(LogisticRegression(), HOLES.dropna()).status is Status.NOT_APPLICABLE
    anew = HOLES.dropna().reset_index(drop=True)
    anew.index += 5_000
    assert run(LogisticRegression(), anew, HOLES).status is Status.NOT_APPLICABLE
    assert run(HistGradientBoostingClassifier(max_iter=5), HOLES, HOLES).status is Status.NOT_APPLICABLE
