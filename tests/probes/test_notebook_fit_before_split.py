from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = (
    "import pandas as pd\nfrom sklearn.model_selection import train_test_split\n"
    "from sklearn.preprocessing import StandardScaler, LabelEncoder\nfrom sklearn.impute import SimpleImputer\n"
    "df = pd.read_csv('a.csv')\nX, y = df[['a']], df['b']"
)
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"


@pytest.mark.parametrize(
    "source",
    [
        "X = StandardScaler().fit_transform(X)",
        "scaler = StandardScaler()\nX = scaler.fit_transform(X)",
        "scaler = StandardScaler().fit(X)\nX = scaler.transform(X)",
        "df['a'] = SimpleImputer().fit_transform(df[['a']])\nX = df[['a']]",
        "from imblearn.over_sampling import SMOTE\nX, y = SMOTE().fit_resample(X, y)",
        "from sklearn.preprocessing import scale\nX = scale(X)",
    ],
)
def test_planted_leaks(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("fit_before_split", HEAD, source, SPLIT) == (
        "fail",
        "A transformer is fitted before the split in cell 2.",
    )


@pytest.mark.parametrize(
    "cells",
    [
        (SPLIT, "X_train = StandardScaler().fit_transform(X_train)"),
        ("y = LabelEncoder().fit_transform(y)", SPLIT),
        ("other = StandardScaler().fit_transform(load())", SPLIT),
        (SPLIT, "from sklearn.pipeline import make_pipeline\nmake_pipeline(StandardScaler()).fit(X_train, y_train)"),
    ],
)
def test_clean_twins(ask_notebook: Ask, cells: tuple[str, ...]) -> None:
    assert ask_notebook("fit_before_split", HEAD, *cells) == (
        "pass",
        "1 split; no transformer was fitted on the rows before.",
    )


def test_no_split_at_all(ask_notebook: Ask) -> None:
    assert ask_notebook("fit_before_split", HEAD)[0] == "not-applicable"


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("fit_before_split", HEAD, SPLIT, "for")[0] == "error"


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        (("X = (X - X.mean()) / X.std()", SPLIT), 2),
        (("import numpy as np\nX = (X - np.min(X)) / (np.max(X) - np.min(X))", SPLIT), 2),
        (("X['a'] = X['a'].fillna(X['a'].median())", SPLIT), 2),
        (("X['risk'] = df.groupby('a')['y'].transform('mean')", SPLIT), 2),
        (
            (
                "X = StandardScaler().fit_transform(X)",
                "from sklearn.model_selection import cross_val_score\ncross_val_score(model, X, y)",
            ),
            2,
        ),
        (
            (
                "Z = StandardScaler().fit_transform(X)",
                "from sklearn.model_selection import GridSearchCV\ns = GridSearchCV(model, grid)\ns.fit(Z, y)",
            ),
            2,
        ),
    ],
)
def test_what_all_rows_have_in_common(ask_notebook: Ask, cells: tuple[str, ...], number: int) -> None:
    assert ask_notebook("fit_before_split", HEAD, *cells) == (
        "warn",
        f"What all rows have in common goes into the features before the split in cell {number}.",
    )


@pytest.mark.parametrize(
    "cells",
    [
        (SPLIT, "m = X_train.mean()\nX_train = (X_train - m) / X_train.std()"),
        ("print(X.mean())", SPLIT),
        ("X['b'] = df['c'].fillna(0)", SPLIT),
        ("other = (other - other.mean()) / other.std()", SPLIT),
        ("X['n'] = df.groupby('a')['c'].transform('count')", SPLIT),
    ],
)
def test_statistics_that_reach_no_test_row(ask_notebook: Ask, cells: tuple[str, ...]) -> None:
    assert ask_notebook("fit_before_split", HEAD, *cells)[0] == "pass"
