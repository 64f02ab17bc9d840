"""Files as libraries really write them: every scikit-learn estimator that fits in a second, frames, arrays, figures.

Run as a script with a folder, it fills that folder: the libraries are never imported by the benchmark itself.
"""

from __future__ import annotations

import datetime as dt
import decimal
import io
import pickle
import random
import re
import sys
import time
import uuid
import warnings
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import scipy.sparse as sp
from scipy import spatial
from scipy.interpolate import CubicSpline

_SLOW = 1.0  # seconds
_COMPRESSIONS = ("zlib", "gzip", "bz2", "lzma", "xz")


def _data() -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(0)
    x = np.abs(rng.normal(size=(60, 4)))
    return x, (x[:, 0] > np.median(x[:, 0])).astype(int), x @ [1.0, 2.0, 0.5, 0.1]


def estimators() -> Iterator[tuple[str, Any]]:
    """Yield every estimator that can be made and fitted without further knowledge."""
    from sklearn.utils import all_estimators

    x, classes, numbers = _data()
    texts = [f"word{i % 7} other{i % 3}" for i in range(60)]
    for name, kind in all_estimators():
        for given in ((x, classes), (x, numbers), (texts, classes), (x, np.c_[classes, classes])):
            started = time.monotonic()
            try:
                fitted = _made(kind).fit(*given)
            except Exception:  # noqa: BLE001, S112 - many need other data; those that do are left out
                continue
            if time.monotonic() - started < _SLOW:
                yield name, fitted
            break


def _made(kind: Any) -> Any:
    from sklearn.linear_model import LogisticRegression, Ridge

    model = LogisticRegression()
    steps = ([("a", model), ("b", model)], [("a", "passthrough")], [("a", "drop", [0])])
    for arguments in ((), (model,), *((each,) for each in steps), (Ridge(),), (model, {"C": [1]})):
        try:
            return kind(*arguments)
        except TypeError:
            continue
    raise TypeError


def objects() -> Iterator[tuple[str, Any]]:
    """Yield what notebooks keep beside models."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({
        "n": [1, 2, 3], "f": [0.5, np.nan, 2.0], "t": ["a", None, "c"], "d": pd.date_range("2026", periods=3),
        "c": pd.Categorical(["x", "y", "x"]), "i": pd.array([1, None, 3], dtype="Int64"),
        "tz": pd.date_range("2026", periods=3, tz="Europe/Berlin"), "p": pd.period_range("2026", periods=3, freq="M"),
        "delta": pd.to_timedelta([1, 2, 3], unit="h"), "s": pd.array(["a", "b", None], dtype="string"),
    })  # fmt: skip
    yield "frame", frame
    yield "frame-indexed", frame.set_index(["n", "c"])
    yield "frame-interval", pd.cut(pd.Series(range(10)), 3).to_frame()
    yield "frame-sparse", pd.DataFrame({"s": pd.arrays.SparseArray([0, 0, 1])})
    yield "frame-wide", pd.DataFrame(rng.normal(size=(300, 80)))
    yield "series-bool", pd.Series([True, None], dtype="boolean")
    yield "series-range", pd.Series(1.0, index=pd.RangeIndex(5), name="x")
    yield "index-multi", pd.MultiIndex.from_product([["a", "b"], [1, 2]])
    yield "timestamps", [pd.Timestamp("2026-01-01", tz="UTC"), pd.Timedelta(1, "D"), pd.NaT, pd.NA, pd.Period("2026")]
    yield "offsets", [pd.offsets.BDay(), pd.offsets.MonthEnd(2), pd.Interval(0, 1)]
    yield "grouped", dict(iter(frame.groupby("t")))
    for code in ("f4", "f8", "i8", "u1", "?", "c16", "M8[ns]", "m8[s]", "U5", "S5", "O", "f2", "g", ">f8"):
        yield f"array-{code.strip('>[]').replace('[', '')}", np.zeros((3, 2), code)
    yield "array-record", np.array([(1, "a")], dtype=[("n", "i4"), ("t", "U3")])
    yield "array-strings", np.array(["a", "bcd"], dtype=np.dtypes.StringDType())
    yield "array-masked", np.ma.array([1, 2], mask=[True, False])
    yield "array-fortran", np.asfortranarray(rng.normal(size=(50, 7)))
    yield "array-matrix", np.asmatrix([[1, 2]])
    yield "scalars", [np.float32(1), np.int64(2), np.bool_(1), np.datetime64("2026"), np.str_("x"), np.complex64(1)]
    yield "random-states", [np.random.default_rng(0), np.random.RandomState(0), np.random.Philox(1), random.Random(3)]
    yield "polynomial", [np.poly1d([1, 2]), np.polynomial.Polynomial([1, 2])]
    for kind in ("csr", "csc", "coo", "lil", "dok", "bsr", "dia"):
        yield f"sparse-{kind}", sp.random(20, 20, 0.1, kind, random_state=0)
        yield f"sparse-array-{kind}", sp.random_array((20, 20), density=0.1, format=kind, rng=0)
    yield "tree", spatial.cKDTree(rng.normal(size=(30, 3)))
    yield "spline", CubicSpline(range(5), range(5))
    yield (
        "collections",
        [OrderedDict(a=1), defaultdict(list, a=[1]), Counter("aab"), deque([1], 3), {1}, frozenset("a")],
    )
    yield (
        "times",
        [dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.date(2026, 1, 1), dt.timedelta(1)],
    )
    yield "numbers", [decimal.Decimal("1.5"), Fraction(1, 3), 10**60, 1 + 2j, -(2**40), float("inf")]
    yield "uuid", uuid.UUID(int=5)
    yield "pattern", re.compile("a+")
    yield "path", Path("data/train.csv")
    yield "bytes", [b"x" * 70_000, bytearray(b"y"), "z" * 70_000, memoryview(b"q").tobytes()]
    yield "history", {"loss": [0.5, 0.25], "accuracy": [np.float64(0.5)]}
    yield "exception", ValueError("no")
    yield "slice", [slice(1, 2), range(5), Ellipsis, NotImplemented, None, ...]
    shared: list[Any] = [1]
    shared.append(shared)
    yield "recursive", shared
    yield "deep", _deep(60)


def _deep(depth: int) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = [value]
    return value


def pipelines() -> Iterator[tuple[str, Any]]:
    """Yield what people really save: steps around steps."""
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import GradientBoostingRegressor, StackingClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline, make_union
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
    from sklearn.svm import SVC
    from sklearn.tree import DecisionTreeClassifier

    x, classes, numbers = _data()
    frame = pd.DataFrame(x, columns=list("abcd"))
    columns = ColumnTransformer([("n", StandardScaler(), ["a"]), ("o", OneHotEncoder(handle_unknown="ignore"), ["b"])])
    yield "columns", make_pipeline(columns, LogisticRegression()).fit(frame, classes)
    yield "grid", GridSearchCV(SVC(), {"C": [1, 2]}, cv=2).fit(x, classes)
    yield "random-search", RandomizedSearchCV(SVC(), {"C": [1, 2, 3]}, n_iter=2, cv=2, random_state=0).fit(x, classes)
    yield (
        "stack",
        StackingClassifier([("t", DecisionTreeClassifier()), ("l", LogisticRegression())], cv=2).fit(x, classes),
    )
    yield "union", make_union(StandardScaler(), FunctionTransformer(np.log1p)).fit(x)
    yield "text", make_pipeline(TfidfVectorizer(), LogisticRegression()).fit([f"a{i} b" for i in range(60)], classes)
    yield "boosted", GradientBoostingRegressor(n_estimators=3).fit(x, numbers)
    yield "network", MLPClassifier((5,), max_iter=5).fit(x, classes)
    yield "bundle", {"model": LogisticRegression().fit(x, classes), "columns": list(frame), "metrics": {"f1": 0.9}}


def write_all(folder: Path) -> None:
    """Write every object in the ways that people save such objects."""
    for name, value in (*estimators(), *pipelines()):
        _write(folder / f"sklearn-{name}.pkl", pickle.dumps(value))
        joblib.dump(value, folder / f"sklearn-{name}.joblib")
    for index, (name, value) in enumerate(objects()):
        for protocol in range(2, 6):
            _write(folder / f"object-{name}-{protocol}.pkl", pickle.dumps(value, protocol))
        joblib.dump(value, folder / f"object-{name}.joblib", compress=(_COMPRESSIONS[index % 5], 3))
        joblib.dump(value, folder / f"object-{name}-plain.joblib")
    _tables(folder)
    _arrays(folder)
    _figures(folder)


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _tables(folder: Path) -> None:
    frame = pd.DataFrame({"a": range(50), "b": ["x", "y"] * 25})
    for suffix in ("pkl", "pkl.gz", "pkl.bz2", "pkl.xz", "pkl.zip", "pkl.tar", "pkl.tar.gz"):
        frame.to_pickle(folder / f"frame.{suffix}")


def _arrays(folder: Path) -> None:
    rng = np.random.default_rng(2)
    for code in ("f4", "f8", "i8", "?", "U5", "c8", "M8[D]"):
        np.save(folder / f"array-{code.replace('[', '').strip(']')}.npy", np.zeros((20, 3), code))
    np.save(folder / "array-objects.npy", np.array(["a", None, 1.5, ["x"]], object), allow_pickle=True)
    np.save(folder / "array-record.npy", np.zeros(4, [("a", "i4"), ("b", "f8", (2,))]))
    np.savez(folder / "arrays.npz", x=rng.normal(size=(30, 3)), y=np.arange(30))
    np.savez_compressed(folder / "arrays-compressed.npz", x=rng.normal(size=(30, 3)), y=np.arange(30))
    sp.save_npz(folder / "sparse.npz", sp.random(30, 30, 0.1, random_state=0))


def _figures(folder: Path) -> None:
    try:
        import matplotlib as mpl

        mpl.use("agg")
        from matplotlib import pyplot as plt
    except ImportError:
        return
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    axes.bar(["a", "b"], [1, 2])
    out = io.BytesIO()
    pickle.dump(figure, out)
    _write(folder / "figure.pkl", out.getvalue())


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    write_all(Path(sys.argv[1]))
