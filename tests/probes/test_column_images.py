"""Which columns a bare matrix was made from is known by its values, or not said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, OneHotEncoder, RobustScaler, StandardScaler

from jupyter_mlsec.probes._tables.column_images import columns_behind, images_in_order, stacked

ROWS = 500


def table(seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    age = random.integers(18, 90, ROWS)
    frame = pd.DataFrame(
        {"age": age, "height": random.normal(170, 9, ROWS).round(), "pay": random.lognormal(8, 1, ROWS)}
    )
    frame["load"] = random.normal(0, 1, ROWS)
    frame["gap"] = np.where(random.random(ROWS) < 0.1, np.nan, random.normal(5, 2, ROWS))
    frame["town"] = random.choice(["a", "b", "c"], ROWS, p=[0.5, 0.3, 0.2])
    frame["name"] = [f"Person {n}" for n in range(ROWS)]
    return frame


def scaled(scaler: Any, *names: str) -> Callable[[pd.DataFrame], Any]:
    return lambda frame: scaler.fit_transform(frame[list(names)].to_numpy())


MADE: dict[str, tuple[Callable[[pd.DataFrame], Any], set[str]]] = {
    "standardised": (scaled(StandardScaler(), "age", "load"), {"age", "load"}),
    "between 0 and 1": (scaled(MinMaxScaler(), "height", "pay"), {"height", "pay"}),
    "by quantiles": (scaled(RobustScaler(), "pay"), {"pay"}),
    "mirrored": (lambda frame: -3.5 * frame[["load"]].to_numpy(), {"load"}),
    "logarithms": (scaled(make_pipeline(FunctionTransformer(np.log1p), StandardScaler()), "pay"), {"pay"}),
    "filled in": (scaled(make_pipeline(SimpleImputer(), StandardScaler()), "gap", "load"), {"gap", "load"}),
    "shuffled": (lambda frame: frame.sample(frac=1, random_state=0)[["age", "pay"]].to_numpy(), {"age", "pay"}),
    "a part of the rows": (lambda frame: frame[["age", "pay"]].to_numpy()[::2], {"age", "pay"}),
    "with categories": (
        lambda frame: np.hstack([frame[["load"]], OneHotEncoder(sparse_output=False).fit_transform(frame[["town"]])]),
        {"load", "town"},
    ),
    "codes of categories": (lambda frame: np.column_stack([frame["load"], frame["town"].map(ord)]), {"load", "town"}),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("how", MADE)
def test_moved_and_stretched_columns_are_known(how: str, seed: int) -> None:
    make, used = MADE[how]
    frame = table(seed)
    assert set(columns_behind(make(frame), frame) or ()) == used


@pytest.mark.parametrize(
    "make",
    [
        lambda frame: PCA(2).fit_transform(frame[["age", "load", "pay"]]),
        lambda frame: frame[["age"]].to_numpy() + frame[["load"]].to_numpy(),
        lambda _: np.random.default_rng(9).normal(size=(ROWS, 2)),
        lambda frame: frame[["load"]].to_numpy()[:20],
        lambda frame: frame[["name"]].to_numpy(),
        lambda frame: frame["load"].to_numpy(),
        lambda _: None,
        lambda frame: np.column_stack([frame["load"], (frame["load"] > 0) & (frame["age"] > 40)]),
    ],
)
def test_what_is_no_image_of_a_column_is_not_known(make: Callable[[pd.DataFrame], Any]) -> None:
    frame = table()
    assert columns_behind(make(frame), frame) is None


def test_training_rows_and_held_out_rows_are_one_matrix() -> None:
    frame = table()
    rows = np.column_stack([frame["load"], frame["town"] == "b"]).astype(float)
    assert columns_behind(rows[:300], frame) is None  # the counts of a part say nothing
    assert set(columns_behind(stacked(rows[:300], rows[300:]), frame) or ()) == {"load", "town"}
    assert stacked(None, "text") is None


def test_what_was_scaled_keeps_the_order_of_its_columns() -> None:
    frame = table()
    rows = StandardScaler().fit_transform(frame[["age", "pay", "load"]])
    assert images_in_order(rows[np.random.default_rng(2).permutation(ROWS)], frame) == ("age", "pay", "load")
    assert images_in_order(rows[:, ::-1], frame) == ()
    assert images_in_order(PCA().fit_transform(rows), frame) == ()
