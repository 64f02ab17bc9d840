from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SPLIT = (
    "from sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"
)


@pytest.mark.parametrize(
    "source",
    [
        "y_train[:50] = 1",
        "y_train.iloc[rows] = 1 - y_train.iloc[rows]",
        "X_train.loc[3, 'a'] = 9",
        "y_train += 1",
        "X_train.drop(index=rows, inplace=True)",
        "y_train.append(1)",
        "del X_train[3]",
        "X_train = pd.concat([X_train, pd.read_csv('more.csv')])",
        "import numpy as np\ny_train = np.concatenate([y_train, extra])",
    ],
)
def test_planted_changes(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("changed_after_split", SPLIT, source) == (
        "warn",
        "Cell 2 changes rows after they were split.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "X_train['ratio'] = X_train['a'] / X_train['b']",
        "clf.fit(X_train, y_train)",
        "other[3] = 1",
        "X_train.drop('a')",
    ],
)
def test_clean_twins(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("changed_after_split", SPLIT, source) == (
        "pass",
        "4 parts of the data reach fit as they were split.",
    )


def test_no_split(ask_notebook: Ask) -> None:
    assert ask_notebook("changed_after_split", "x = 1")[0] == "not-applicable"


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("changed_after_split", SPLIT, "x =")[0] == "error"


def test_rows_that_come_from_the_same_library(ask_notebook: Ask) -> None:
    load = "import pandas as pd\nX = pd.read_csv('d.csv')\ny = X.pop('y')\n"
    more = "X_train = pd.concat([X_train, pd.read_csv('more.csv')])"
    assert ask_notebook("changed_after_split", load + SPLIT, more)[0] == "warn"
    back = "X_train = pd.concat([X_train, X_test])"
    assert ask_notebook("changed_after_split", load + SPLIT, back)[0] == "pass"
