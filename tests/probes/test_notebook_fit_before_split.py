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


COMMON = ("warn", "What all rows have in common goes into the features before the split in cell 2.")


@pytest.mark.parametrize(
    "source",
    [
        "from imblearn.over_sampling import SMOTE\nX, y = SMOTE().fit_resample(X, y)",
        "from sklearn.utils import resample\nX = pd.concat([X, resample(X, n_samples=9)])",
    ],
)
def test_rows_that_are_made_before_the_split(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("fit_before_split", HEAD, source, SPLIT) == (
        "fail",
        "Rows are made from other rows before the split in cell 2; one may train, the other judge.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "from tensorflow.keras.layers import Normalization\nlayer = Normalization()\nlayer.adapt(X)",
        (
            "from tensorflow.keras.preprocessing.text import Tokenizer\nwords = Tokenizer()\nwords.fit_on_texts(X)\n"
            "X = words.texts_to_sequences(X)"
        ),
        (
            "class Prepare:\n    def __init__(self):\n        self.tool = StandardScaler()\n"
            "    def run(self, rows):\n        return self.tool.fit_transform(rows)\nX = Prepare().run(X)"
        ),
    ],
)
def test_leaks_in_other_words(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("fit_before_split", HEAD, source, SPLIT) == (
        "fail",
        "A transformer is fitted before the split in cell 2.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "means = df.groupby('city')['y'].mean()\nX['m'] = X['city'].map(means)",
        "X['m'] = X['city'].map(df.groupby('city')['target'].mean())",
        "strong = df.corr()['y'].abs()\nX = df[strong[strong > 0.1].index]",
        "strong = X.corrwith(y)\nX = X[strong.index]",
        "X['a'] = X['a'].clip(upper=X['a'].quantile(0.99))",
        "import polars as pl\nX = X.with_columns((pl.col('a') - pl.col('a').mean()) / pl.col('a').std())",
    ],
)
def test_what_rows_have_in_common(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("fit_before_split", HEAD, source, SPLIT) == COMMON


@pytest.mark.parametrize(
    "source",
    [
        "print(df.groupby('city')['y'].mean())\nprint(df.corr()['y'])",
        "means = df.groupby('city')['income'].count()\nX['m'] = X['city'].map(means)",
        "from sklearn.utils import resample\nX = resample(X, replace=False)",
        "X['a'] = X['a'].clip(lower=0, upper=100)",
        "X['a'] = X['a'].map({'x': 1})",
    ],
)
def test_what_gives_nothing_away(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("fit_before_split", HEAD, source, SPLIT)[0] == "pass"


def test_a_part_that_is_kept_aside_by_torch(ask_notebook: Ask) -> None:
    source = "from torch.utils.data import random_split\nX = (X - X.mean(0)) / X.std(0)\na, b = random_split(X, [8, 2])"
    assert ask_notebook("fit_before_split", HEAD, source) == COMMON


BY_HAND = ("fail", "Features are scaled or filled by hand with all rows before the split in cell 1.")
IN_COMMON = ("warn", "What all rows have in common goes into the features before the split in cell 1.")
READ = (
    "import numpy as np, pandas as pd\nfrom sklearn.svm import SVC\n"
    "from sklearn.model_selection import train_test_split\n"
)
LEARN = "a, b, ya, yb = train_test_split(X, y, random_state=0)\nprint(SVC().fit(a, ya).score(b, yb))\n"


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("X = (X - X.mean()) / X.std()\n", "fail"),
        ("X = (X - np.mean(X, axis=0)) / np.std(X, axis=0)\n", "fail"),
        ("low, high = X.min(), X.max()\nX = (X - low) / (high - low)\n", "fail"),
        ("X = X.fillna(X.median())\n", "fail"),
        ("X['a'] = X['a'].fillna(X['a'].mean())\n", "fail"),
        ("X = X.clip(X.quantile(0.01), X.quantile(0.99), axis=1)\n", "fail"),
        ("X['bin'] = pd.qcut(X['a'], 4, labels=False)\n", "fail"),
        ("X = X / X.max()\n", "warn"),
        ("X = X[(X['a'] - X['a'].mean()).abs() < 3 * X['a'].std()]\n", "warn"),
        ("y = y > y.median()\n", "warn"),
        ("X = X / 255.0\n", "pass"),
        ("X = X - X.mean(axis=1, keepdims=True)\n", "pass"),
        ("print(X.mean())\n", "pass"),
    ],
)
def test_statistics_that_are_taken_by_hand(ask_notebook: Ask, source: str, status: str) -> None:
    said = ask_notebook("fit_before_split", f"{READ}X, y = pd.read_csv('x.csv'), pd.read_csv('y.csv')\n{source}{LEARN}")
    none = ("pass", "1 split; no transformer was fitted on the rows before.")
    assert said == {"fail": BY_HAND, "warn": IN_COMMON, "pass": none}[status]


def test_what_no_model_is_given_warns(ask_notebook: Ask) -> None:
    shown = "d = pd.read_csv('d.csv')\nd['band'] = pd.qcut(d['y'], 4, labels=False)\nX, y = d[['a']], d['y']\n"
    assert ask_notebook("fit_before_split", f"{READ}{shown}{LEARN}") == IN_COMMON
    given = shown.replace("['a']", "['a', 'band']")
    assert ask_notebook("fit_before_split", f"{READ}{given}{LEARN}") == BY_HAND


def test_where_rows_are_divided_is_no_feature(ask_notebook: Ask) -> None:
    source = (
        "d = pd.read_csv('d.csv')\ncut = d['day'].max() - 60\ntrain, test = d[d['day'] <= cut], d[d['day'] > cut]\n"
    )
    fit = "print(SVC().fit(train[['a']], train['y']).score(test[['a']], test['y']))\n"
    assert ask_notebook("fit_before_split", f"{READ}{source}{fit}")[0] == "pass"


def test_folds_and_figures_that_nobody_learns_from_warn(ask_notebook: Ask) -> None:
    scaled = f"{READ}X = pd.read_csv('x.csv')\nX = (X - X.mean()) / X.std()\n"
    folds = "from sklearn.model_selection import cross_val_score\nprint(cross_val_score(SVC(), X, y).mean())\n"
    assert ask_notebook("fit_before_split", scaled + folds) == IN_COMMON
    assert ask_notebook("fit_before_split", scaled + "a, b = train_test_split(X)\n") == IN_COMMON


@pytest.mark.parametrize(
    ("splitter", "status"),
    [
        ("GroupShuffleSplit(1, random_state=0).split(df, groups=df['patient'])", "pass"),
        ("GroupShuffleSplit(1, random_state=0).split(df, None, df['patient'])", "pass"),
        ("ShuffleSplit(1, random_state=0).split(df)", "fail"),
    ],
)
def test_copies_that_stay_with_their_group(ask_notebook: Ask, splitter: str, status: str) -> None:
    cells = (
        (
            "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\n"
            "from sklearn.model_selection import GroupShuffleSplit, ShuffleSplit\ndf = pd.read_csv('d.csv')"
        ),
        "df = pd.concat([df, df.sample(100, replace=True, random_state=0)], ignore_index=True)",
        f"a, b = next({splitter})\ntrain, test = df.iloc[a], df.iloc[b]",
        "clf = LogisticRegression().fit(train[['x']], train['y'])\nclf.score(test[['x']], test['y'])",
    )
    assert ask_notebook("fit_before_split", *cells)[0] == status


@pytest.mark.parametrize(
    ("once", "status"),
    [
        ("", "fail"),
        ("df = df.drop_duplicates().sample(frac=1)", "pass"),
        ("df.drop_duplicates(inplace=True)", "pass"),
        ("old = df.drop_duplicates()", "fail"),
        ("df = df.drop_duplicates()\ndf = pd.concat([df, df.sample(50)])", "fail"),
    ],
)
def test_copies_of_which_one_stays(ask_notebook: Ask, once: str, status: str) -> None:
    cells = (HEAD, "df = pd.concat([df, df.sample(200)])", once, "train, test = train_test_split(df)")
    assert ask_notebook("fit_before_split", *cells, "StandardScaler().fit(train)")[0] == status


@pytest.mark.parametrize(("column", "status"), [("df['customer']", "pass"), ("df.index", "fail")])
def test_copies_that_stay_with_their_customer(ask_notebook: Ask, column: str, status: str) -> None:
    cells = (
        HEAD,
        "df = pd.concat([df, df.sample(100, replace=True, random_state=0)])",
        f"held = {column}.isin([3, 5])\ntest, train = df[held], df[~held]",
        "from sklearn.linear_model import LogisticRegression\nclf = LogisticRegression().fit(train[['a']], train['b'])",
        "clf.score(test[['a']], test['b'])",
    )
    assert ask_notebook("fit_before_split", *cells)[0] == status
