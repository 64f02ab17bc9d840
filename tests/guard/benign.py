"""Run by test_benign.py in a process of its own: loads of what people really save, with the guard in block mode.

``python benign.py FOLDER`` prints JSON: how many loads there were, by library, and what was stopped.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import io
import json
import multiprocessing
import pickle
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import scipy.sparse
import scipy.spatial
from scipy import interpolate, optimize, stats
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.guard.workers import reach_workers
from jupyter_mlsec.model.guard import GuardEvent, GuardMode

SLOW = {"TSNE", "RFECV"}  # take more than a second to fit
NESTED_NAMES = 4  # the first protocol that can name a class's method; older ones call getattr
KEEPS_A_METHOD = (interpolate.interp1d, type(stats.linregress([0, 1], [0, 1])))


class OwnScaler(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A transformer as people write them in a notebook."""

    def fit(self, x: Any, _y: Any = None) -> OwnScaler:
        self.mean_ = np.mean(x, axis=0)
        return self

    def transform(self, x: Any) -> Any:
        return x - self.mean_


class OwnClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """A classifier as people write them."""

    def fit(self, _x: Any, y: Any) -> OwnClassifier:
        self.classes_ = np.unique(y)
        return self

    def predict(self, x: Any) -> Any:
        return np.resize(self.classes_, len(x))


class Colour(enum.Enum):
    """A class that is pickled by the value of its member."""

    RED = 1


@dataclasses.dataclass
class Point:
    """A record."""

    x: int
    y: int


def own_function(x: Any) -> Any:
    return np.log1p(np.abs(x))


def built_in() -> Iterator[Any]:
    """Yield objects of the standard library."""
    import collections
    import datetime as dt
    import decimal
    import fractions
    import ipaddress
    import pathlib
    import random
    import types
    import uuid
    import zoneinfo

    yield from (1, 2.5, "text", b"bytes", bytearray(b"x"), None, True, 3j, ..., NotImplemented, range(5), slice(1, 2))
    yield from ({1: [2, (3, {4})]}, frozenset({1}), [[]], {"a": {"b": {}}})
    yield from (dt.date(2026, 1, 2), dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC), dt.timedelta(3))
    yield from (dt.time(3), zoneinfo.ZoneInfo("UTC"), decimal.Decimal("1.5"), fractions.Fraction(1, 3))
    yield from (uuid.UUID(int=7), pathlib.PurePosixPath("a/b"), pathlib.Path("x"), random.Random(3))
    yield from (collections.OrderedDict(a=1), collections.Counter("aab"), collections.deque([1], 3))
    yield from (collections.defaultdict(list, a=[1]), collections.ChainMap({1: 2}), types.SimpleNamespace(a=1))
    yield from (ipaddress.ip_address("10.0.0.1"), ipaddress.ip_network("10.0.0.0/8"), ValueError("x"), KeyError("k"))
    yield from (Colour.RED, Point(1, 2), [Point(3, 4)], OwnScaler().fit(np.eye(3)), own_function, int, dict)


def numpy_objects() -> Iterator[Any]:
    """Yield arrays, scalars and generators of NumPy."""
    rng = np.random.default_rng(0)
    for kind in "?bBhHiIlLqQefdgFDG":
        yield np.ones(3, dtype=kind)
        yield np.dtype(kind).type(1)
    yield from (
        np.array(["a", "bc"]),
        np.array([b"x"]),
        np.array([None, "x", 1], dtype=object),
        np.datetime64("2026-01-01"),
    )
    yield from (np.timedelta64(3, "h"), np.arange(6).reshape(2, 3).T, np.zeros(2, dtype=[("a", "i4"), ("b", "U3")]))
    yield from (
        np.ma.masked_array([1, 2], mask=np.array([False, True])),
        np.ma.masked,
        np.recarray(2, dtype=[("a", "i4")]),
    )
    yield from (rng, np.random.RandomState(3), np.random.Generator(np.random.MT19937(2)), np.random.SeedSequence(3))
    yield from (
        np.random.Generator(np.random.Philox(1)),
        np.random.Generator(np.random.SFC64(1)),
        np.float64,
        np.ndarray,
    )
    yield from (
        np.polynomial.Polynomial([1, 2]),
        np.poly1d([1, 2]),
        np.array(["x", "yy"], dtype=np.dtypes.StringDType()),
    )
    yield from (np.add, np.log1p, np.dtype("M8[ns]"), np.array(["2026-01-01"], dtype="M8[D]"))


def pandas_objects() -> Iterator[Any]:
    """Yield tables, columns and indexes of pandas."""
    day = pd.Timestamp("2026-01-01")
    days = pd.date_range(day, periods=4)
    columns: dict[str, Any] = {
        "int": [1, 2, 3, 4],
        "float": [1.5, np.nan, 2, 3],
        "text": ["a", "b", None, "c"],
        "day": days,
        "zone": days.tz_localize("Europe/Paris"),
        "span": days - day,
        "kind": pd.Categorical(["a", "b", "a", "c"]),
        "ordered": pd.Categorical(["a", "b", "a", "c"], ordered=True),
        "period": pd.period_range("2026-01", periods=4, freq="M"),
        "interval": pd.interval_range(0, 4),
        "Int64": pd.array([1, None, 3, 4], dtype="Int64"),
        "Float64": pd.array([1, None, 3, 4], dtype="Float64"),
        "boolean": pd.array([True, None, False, True], dtype="boolean"),
        "string": pd.array(["a", None, "c", "d"], dtype="string"),
        "sparse": pd.arrays.SparseArray([0, 0, 1, 2]),
        "object": [{"a": 1}, [1], None, (1, 2)],
    }
    frame = pd.DataFrame(columns)
    yield from (frame, frame.T, frame.iloc[:0], frame.set_index("text"), frame.set_index(["int", "text"]))
    for name, column in columns.items():
        yield frame[name]
        yield frame[[name, "int"]]
        yield frame[name].array
        yield pd.Index(column) if name != "object" else frame.columns
        yield frame[name].dtype
    yield from (
        frame.describe(),
        frame.groupby("int")["float"].mean(),
        frame.pivot_table("float", "int", "kind", observed=True),
    )
    yield from (day, pd.Timedelta(days=1), pd.Period("2026-01", "M"), pd.Interval(0, 1), pd.NaT, pd.NA)
    yield from (
        pd.offsets.Day(2),
        pd.offsets.MonthEnd(),
        pd.offsets.BusinessDay(),
        pd.DateOffset(months=1),
        pd.offsets.Week(),
    )
    yield from (pd.RangeIndex(4), pd.Index([1, 2]), pd.MultiIndex.from_product([[1], ["a", "b"]]), days, days - day)
    yield from (pd.Series(dtype=float), pd.concat([frame["int"], frame["float"]], axis=1), frame.attrs, pd.DataFrame)
    yield from (frame["float"].rolling(2).mean(), frame["day"].dt.isocalendar(), frame.select_dtypes("number").corr())


def scipy_objects() -> Iterator[Any]:
    """Yield sparse matrices and fitted objects of SciPy."""
    dense = np.eye(4)
    for kind in ("csr", "csc", "coo", "lil", "dok", "dia", "bsr"):
        yield getattr(scipy.sparse, f"{kind}_matrix")(dense)
        yield getattr(scipy.sparse, f"{kind}_array")(dense)
    x = np.linspace(0, 1, 9)
    yield from (interpolate.interp1d(x, x**2), interpolate.CubicSpline(x, x**2), interpolate.PchipInterpolator(x, x))
    yield from (interpolate.UnivariateSpline(x, x**2), interpolate.BSpline(*interpolate.splrep(x, x)))
    yield from (interpolate.RegularGridInterpolator((x, x), np.outer(x, x)), interpolate.Akima1DInterpolator(x, x))
    yield from (scipy.spatial.KDTree(dense), scipy.spatial.cKDTree(dense), scipy.spatial.transform.Rotation.identity())
    yield optimize.minimize(lambda p: float((p**2).sum()), [1.0])
    yield optimize.LinearConstraint(np.eye(2), 0, 1)
    yield from (stats.gaussian_kde(x), stats.ttest_ind(x, x + 1), stats.linregress(x, x), stats.describe(x))


def estimators() -> Iterator[Any]:
    """Yield every estimator of scikit-learn that fits in a second, fitted."""
    from sklearn.datasets import make_classification
    from sklearn.utils import all_estimators

    x, y = make_classification(n_samples=40, n_features=5, n_informative=3, random_state=0)
    x = np.abs(x)
    inputs = ((x, y), (x[:, 0], y), (x, np.c_[y, y]), (["one text", "two texts"] * 20, y))
    for name, kind in all_estimators():
        if name in SLOW:
            continue
        found = made(kind)
        for given in inputs:
            try:
                found.fit(*given)
            except Exception:  # noqa: BLE001, S112 - another kind of input, then
                continue
            break
        yield found


def made(kind: type) -> Any:
    """Return an estimator with what it needs at least."""
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.preprocessing import StandardScaler

    is_regressor = "Regressor" in kind.__name__ or "RegressorChain" in kind.__name__
    model = LinearRegression() if is_regressor else LogisticRegression()
    needed = {
        "estimator": model,
        "base_estimator": model,
        "estimators": [("first", model), ("second", model)],
        "transformers": [("scale", StandardScaler(), [0, 1])],
        "transformer_list": [("scale", StandardScaler())],
        "steps": [("scale", StandardScaler()), ("model", model)],
        "param_grid": {"fit_intercept": [True, False]},
        "param_distributions": {"fit_intercept": [True, False]},
        "dictionary": np.eye(5),
    }
    names = inspect.signature(kind).parameters
    return kind(**{name: needed[name] for name, one in names.items() if one.default is one.empty and name in needed})


def composed() -> Iterator[Any]:
    """Yield pipelines and searches as people make them."""
    from sklearn.compose import ColumnTransformer, make_column_selector
    from sklearn.datasets import load_iris, load_wine
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import f1_score, make_scorer
    from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold, train_test_split
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

    frame, target = load_iris(return_X_y=True, as_frame=True)
    frame = frame.assign(kind=pd.Categorical(["a", "b", "c"] * 50))
    columns = ColumnTransformer(
        [
            ("number", StandardScaler(), make_column_selector(dtype_include="number")),
            ("kind", OneHotEncoder(), ["kind"]),
        ]
    )
    yield make_pipeline(columns, LogisticRegression(max_iter=500)).fit(frame, target)
    numbers = frame.drop(columns="kind")
    yield make_pipeline(
        FunctionTransformer(np.log1p), FunctionTransformer(own_function), OwnScaler(), LogisticRegression()
    )
    search = GridSearchCV(
        LogisticRegression(max_iter=200), {"C": [0.1, 1]}, scoring=make_scorer(f1_score, average="macro")
    )
    yield search.fit(numbers, target)
    yield search.cv_results_
    yield from (KFold(3), StratifiedKFold(3, shuffle=True, random_state=0), load_wine(), make_scorer(f1_score))
    yield train_test_split(numbers, target, random_state=0)
    yield {
        "model": RandomForestClassifier(5).fit(numbers, target),
        "columns": list(numbers),
        "when": pd.Timestamp("2026-01-01"),
    }
    yield make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(["a text", "another text"], [0, 1])


def loaders(folder: Path) -> dict[str, Callable[[Any], Callable[[], Any]]]:
    """Return how objects are saved and loaded again: each gives the load of one object."""

    def pickled(protocol: int) -> Callable[[Any], Callable[[], Any]]:
        def save(thing: Any) -> Callable[[], Any]:
            if protocol < NESTED_NAMES and isinstance(thing, KEEPS_A_METHOD):
                thing = None
            data = pickle.dumps(thing, protocol)
            return lambda: pickle.loads(data)  # noqa: S301

        return save

    def dumped(compress: int) -> Callable[[Any], Callable[[], Any]]:
        def save(thing: Any) -> Callable[[], Any]:
            stream = io.BytesIO()
            joblib.dump(thing, stream, compress=compress)
            return lambda: joblib.load(io.BytesIO(stream.getvalue()))

        return save

    def in_python(thing: Any) -> Callable[[], Any]:
        data = pickle.dumps(thing)
        return lambda: vars(pickle)["_loads"](data)

    def by_pandas(thing: Any) -> Callable[[], Any]:
        path = folder / f"{id(thing)}.pkl"
        path.write_bytes(pickle.dumps(thing))
        return lambda: pd.read_pickle(path)  # noqa: S301

    return {
        "protocol 2": pickled(2),
        "protocol 4": pickled(4),
        "protocol 5": pickled(5),
        "joblib": dumped(0),
        "joblib compressed": dumped(3),
        "in Python": in_python,
        "pandas": by_pandas,
    }


def main() -> None:
    warnings.simplefilter("ignore")
    stopped: list[GuardEvent] = []
    GUARD.tell = stopped.append
    sources = (built_in, numpy_objects, pandas_objects, scipy_objects, estimators, composed)
    things = [(source.__name__, thing) for source in sources for thing in source()]
    saved = [(name, load) for save in loaders(Path(sys.argv[1])).values() for name, load in saving(save, things)]
    GUARD.follow(Policy(mode=GuardMode.BLOCK))
    parallel = in_parallel()
    loads: Counter[str] = Counter()
    for name, load in saved:
        try:
            load()
        except Exception as error:  # noqa: BLE001 - told apart by the guard's own list
            if type(error).__name__ != "GuardError":
                print(f"{name}: {type(error).__name__} {error}", file=sys.stderr)  # noqa: T201
                continue
        loads[name] += 1
    print(json.dumps({"loads": loads, "parallel": parallel, "stopped": sorted({event.name for event in stopped})}))  # noqa: T201


def in_parallel() -> int:
    """Work in processes as people do, and return how many objects came back."""
    from sklearn.datasets import load_iris
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, cross_validate

    reach_workers()
    x, y = load_iris(return_X_y=True, as_frame=True)
    model = GridSearchCV(LogisticRegression(max_iter=200), {"C": [0.1, 1, 10]}, n_jobs=2).fit(x, y)
    scores = cross_validate(OwnClassifier(), x, y, cv=4, n_jobs=2, return_estimator=True)
    RandomForestClassifier(8, n_jobs=2).fit(x, y).predict(x)
    frames = joblib.Parallel(n_jobs=2)(joblib.delayed(shifted)(x, number) for number in range(8))
    with multiprocessing.Pool(2) as pool:
        frames += pool.map(partial(shifted, x), range(8))
    return len(model.cv_results_["params"]) + len(scores["estimator"]) + len(frames)


def shifted(frame: Any, number: int) -> Any:
    return frame + number


def saving(save: Callable[[Any], Callable[[], Any]], things: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    for name, thing in things:
        try:
            yield name, save(thing)
        except Exception as error:  # noqa: BLE001 - some objects cannot be pickled in old protocols
            print(f"{type(thing).__name__} cannot be saved: {type(error).__name__}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    main()
