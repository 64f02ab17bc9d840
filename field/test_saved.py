"""What heavy libraries' objects look like when people pickle them: clean, or asked about, never called dangerous."""

from __future__ import annotations

import io
import pickle
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import catboost
import joblib
import lightgbm
import networkx as nx
import numpy as np
import pandas as pd
import plotly.graph_objects
import polars as pl
import pytest
import tokenizers
import xgboost
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from matplotlib import pyplot as plt
from sklearn.linear_model import LogisticRegression

from field.conftest import CLEAN, Seen

X = np.random.default_rng(0).random((60, 4))
Y = np.arange(60) % 2


def figure() -> Any:
    plt.switch_backend("agg")
    drawn, axes = plt.subplots()
    axes.plot([1, 2], [3, 4], label="x")
    axes.legend()
    return drawn


CLEAN_OBJECTS: dict[str, Callable[[], Any]] = {
    "xgboost": lambda: xgboost.XGBClassifier(n_estimators=2).fit(X, Y),
    "xgboost booster": lambda: xgboost.train({}, xgboost.DMatrix(X, Y), 2),
    "lightgbm": lambda: lightgbm.LGBMClassifier(n_estimators=2, verbose=-1).fit(X, Y),
    "catboost": lambda: catboost.CatBoostClassifier(iterations=2, verbose=0, allow_writing_files=False).fit(X, Y),
    "imblearn": lambda: make_pipeline(SMOTE(), LogisticRegression()).fit(X, Y),
    "networkx": nx.karate_club_graph,
    "matplotlib": figure,
    "plotly": lambda: plotly.graph_objects.Figure(plotly.graph_objects.Scatter(x=[1], y=[2])),
    "polars": lambda: pl.DataFrame({"a": [1, 2], "b": ["x", "y"]}),
    "arrow text": lambda: pd.DataFrame({"a": pd.array(["x", None], dtype="string[pyarrow]")}),
    "tokenizer": lambda: tokenizers.Tokenizer(tokenizers.models.WordLevel({"a": 0, "b": 1})),
}


def seen(look: Callable[[Path], Seen], path: Path, data: bytes) -> Seen:
    path.write_bytes(data)
    return look(path)


@pytest.mark.parametrize("name", CLEAN_OBJECTS)
def test_what_people_save_is_clean(look: Callable[[Path], Seen], tmp_path: Path, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        thing = CLEAN_OBJECTS[name]()
    stream = io.BytesIO()
    joblib.dump(thing, stream)
    assert seen(look, tmp_path / "model.joblib", stream.getvalue()) == CLEAN
    assert seen(look, tmp_path / "model.pkl", pickle.dumps(thing)) == CLEAN
