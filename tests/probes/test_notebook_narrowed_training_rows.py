"""A part that takes its own place with fewer rows is seen; cleaning, columns and tables of their own are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SPLIT = (
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
)
FIT = "clf.fit(X_train, y_train)"


@pytest.mark.parametrize(
    "source",
    [
        "X_train = X_train[X_train['amount'] < 2500]\ny_train = y_train.loc[X_train.index]",
        "X_train = X_train.query('amount < 2500')",
        "X_train, y_train = X_train[:500], y_train[:500]",
        "X_train = X_train.head(1000)",
        "X_train = X_train.sample(n=200, random_state=1).reset_index(drop=True)",
        "X_train = X_train.iloc[::10]",
        "kurz = X_train.amount < 2500\nX_train = X_train.loc[kurz, :]",
        "X_train = X_train[(X_train.a > 1) & ~(X_train.b == 'x')].copy()",
        "def chart(X_train):\n    pass\nX_train = X_train.loc[y_train == 1]",
    ],
)
def test_rows_that_are_left_out(ask_notebook: Ask, source: str) -> None:
    names = "X_train and y_train" if source.startswith("X_train, y_train") else "X_train"
    assert ask_notebook("narrowed_training_rows", SPLIT, source, FIT) == (
        "warn",
        f"Cell 2 leaves out rows of {names} after the split and before the fit.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "small = X_train[X_train['amount'] < 2500]\nsmall.hist()",
        "X_train = X_train[['a', 'b']]",
        "X_train = X_train[columns]",
        "X_train = X_train.dropna()",
        "X_train = X_train[~X_train.duplicated()]",
        "keep = IsolationForest().fit_predict(X_train) == 1\nX_train, y_train = X_train[keep], y_train[keep]",
        "X_train = X_train.sample(frac=1, random_state=0)",
        "X_train = X_train[:, 1:]",
        "X_train = X_train[order]",
        "X_test = X_test[X_test['amount'] < 2500]",
        "X_train = scaler.fit_transform(X_train)",
    ],
)
def test_everything_else_passes(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("narrowed_training_rows", SPLIT, source, FIT) == (
        "pass",
        "Models are fitted on all rows of X_train and y_train.",
    )


def test_without_a_split_or_a_fit_it_does_not_apply(ask_notebook: Ask) -> None:
    said = ("not-applicable", "Does not apply: no part of a split is seen to be fitted on.")
    assert ask_notebook("narrowed_training_rows", "X_train = X_train[:500]", FIT) == said
    assert ask_notebook("narrowed_training_rows", SPLIT, "X_train = X_train[:500]") == said


def test_a_cell_that_is_no_python_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("narrowed_training_rows", SPLIT, FIT, "x =")[0] == "error"
