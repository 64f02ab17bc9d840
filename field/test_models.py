"""Models of statistics and of trees, tables and graphs of operations, in all formats of their libraries."""

from __future__ import annotations

import datetime as dt
import pickle
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import catboost
import lightgbm
import numpy as np
import onnx
import pandas as pd
import polars as pl
import pytest
import scipy.stats
import skl2onnx
import skops.io
import statsmodels.api as sm
import statsmodels.formula.api as smf
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from field.conftest import CLEAN, Seen

Look = Callable[[Path], Seen]
X = np.random.default_rng(0).random((80, 4))
Y = np.arange(80) % 2
TARGET = X @ [1.0, 2, 3, 4]
FRAME = pd.DataFrame(X, columns=list("abcd")).assign(y=TARGET)
RESULTS: dict[str, Callable[[], Any]] = {
    "ols": lambda: sm.OLS(TARGET, X).fit(),
    "ols by formula": lambda: smf.ols("y ~ a + np.log(b)", FRAME).fit(),
    "gls": lambda: sm.GLS(TARGET, X).fit(),
    "glm": lambda: sm.GLM(Y, X, family=sm.families.Binomial()).fit(),
    "logit": lambda: sm.Logit(np.roll(Y, 1), X).fit(disp=0),
    "probit": lambda: sm.Probit(np.roll(Y, 1), X).fit(disp=0),
    "rlm": lambda: sm.RLM(TARGET, X).fit(),
    "quantiles": lambda: sm.QuantReg(TARGET, X).fit(),
    "arima": lambda: sm.tsa.ARIMA(TARGET, order=(1, 0, 0)).fit(),
    "sarimax": lambda: sm.tsa.SARIMAX(TARGET, order=(1, 0, 0)).fit(disp=0),
    "smoothing": lambda: sm.tsa.ExponentialSmoothing(TARGET).fit(),
    "autoregression": lambda: sm.tsa.AutoReg(TARGET, 2).fit(),
    "var": lambda: sm.tsa.VAR(X).fit(1),
    "parts of a series": lambda: sm.tsa.STL(TARGET, period=7).fit(),
}
DISTRIBUTIONS = {"norm": (), "gamma": (2,), "beta": (1, 2), "lognorm": (1,), "t": (3,), "poisson": (3,)}


def pickled(look: Look, path: Path, thing: object) -> Seen:
    path.write_bytes(pickle.dumps(thing))
    return look(path)


@pytest.mark.parametrize("name", RESULTS)
def test_results_of_statsmodels_are_clean(look: Look, tmp_path: Path, name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = RESULTS[name]()
    assert pickled(look, tmp_path / "result.pkl", result) == CLEAN


def test_a_formula_that_calls_is_asked_about(look: Look, tmp_path: Path) -> None:
    result = smf.ols("y ~ a + np.random.permutation(b)", FRAME).fit()
    told = {("opaque-pickle", "state with a text that is executed")}
    assert pickled(look, tmp_path / "result.pkl", result) == (told, ())


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_distributions_are_clean(look: Look, tmp_path: Path, name: str) -> None:
    kind = getattr(scipy.stats, name)
    assert pickled(look, tmp_path / "kind.pkl", kind) == CLEAN
    assert pickled(look, tmp_path / "frozen.pkl", kind(*DISTRIBUTIONS[name])) == CLEAN


def test_a_distribution_with_another_text_is_told(look: Look, tmp_path: Path) -> None:
    kind = type(scipy.stats.norm)(name="norm")
    kind._parse_arg_template = kind._parse_arg_template.replace("loc, scale", "loc, print(1)")
    told = {("opaque-pickle", "state with a text that is executed")}
    assert pickled(look, tmp_path / "kind.pkl", kind) == (told, ())


@pytest.mark.parametrize("suffix", ["json", "ubj"])
def test_xgboosts_formats_are_clean(look: Look, tmp_path: Path, suffix: str) -> None:
    for booster in ("gbtree", "dart", "gblinear"):
        model = xgboost.XGBClassifier(n_estimators=3, booster=booster).fit(X, Y)
        path = tmp_path / f"{booster}.{suffix}"
        model.save_model(path)
        assert look(path) == CLEAN
        whole = path.read_bytes()
        path.write_bytes(whole + b"\x80\x04N.")
        assert suffix == "json" or {rule for rule, _ in look(path)[0]} == {"bytes-after-pickle"}


def test_lightgbms_formats_are_clean(look: Look, tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": X[:, 0], "c": pd.Categorical(["x", "y"] * 40)})
    for data in (X, frame):
        model = lightgbm.LGBMClassifier(n_estimators=2, verbose=-1).fit(data, Y)
        model.booster_.save_model(tmp_path / "model.txt")
        assert look(tmp_path / "model.txt") == CLEAN
        assert pickled(look, tmp_path / "model.pkl", model) == CLEAN


def test_catboosts_formats_are_clean(look: Look, tmp_path: Path) -> None:
    options = {"iterations": 3, "verbose": 0, "allow_writing_files": False}
    numbers = catboost.CatBoostRegressor(**options).fit(X, TARGET)
    words = catboost.CatBoostClassifier(**options)
    words.fit(pd.DataFrame({"a": X[:, 0], "c": ["x", "y"] * 40}), Y, cat_features=["c"])
    for model, kinds in ((numbers, ("cbm", "json", "onnx", "pmml")), (words, ("cbm", "json"))):
        for kind in kinds:
            path = tmp_path / f"model.{kind}"
            model.save_model(str(path), format=kind)
            assert look(path) == CLEAN, kind


def test_tables_are_clean(look: Look, tmp_path: Path) -> None:
    table = pl.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": [[1], [2]], "d": [dt.date(2026, 1, 1)] * 2})
    table.write_parquet(tmp_path / "table.parquet")
    table.write_ipc(tmp_path / "table.arrow")
    for compression in ("gzip", "brotli", "zstd", "lz4"):
        FRAME.to_parquet(tmp_path / f"{compression}.parquet", compression=compression)
    FRAME.to_feather(tmp_path / "table.feather")
    assert {path: look(path) for path in tmp_path.iterdir()} == dict.fromkeys(tmp_path.iterdir(), CLEAN)
    for thing in (table, table["a"], table.schema, [pl.Int64, pl.List(pl.Int8), pl.Datetime("us")]):
        assert pickled(look, tmp_path / "thing.pkl", thing) == CLEAN


def test_models_in_formats_without_code_are_clean(look: Look, tmp_path: Path) -> None:
    scaled = make_pipeline(StandardScaler(), LogisticRegression())
    for model in (LogisticRegression(), RandomForestClassifier(3), scaled):
        model.fit(X, Y)
        graph = skl2onnx.to_onnx(model, X[:1].astype("f"))
        (tmp_path / "model.onnx").write_bytes(graph.SerializeToString())
        skops.io.dump(model, tmp_path / "model.skops")
        external = {"save_as_external_data": True, "location": "weights.bin", "size_threshold": 0}
        onnx.save_model(graph, str(tmp_path / "far.onnx"), **external)
        for name in ("model.onnx", "model.skops", "far.onnx"):
            assert look(tmp_path / name) == CLEAN
