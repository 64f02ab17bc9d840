from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = """import pandas as pd
from sklearn.svm import SVC
from sklearn.model_selection import train_test_split
df = pd.read_csv('d.csv')"""


@pytest.mark.parametrize(
    "source",
    [
        "X, y = df.drop(columns=['id']), df['y']\nSVC().fit(X, y)",
        "X = df\ny = df.y\nSVC().fit(X, y)",
        "a, b, c, d = train_test_split(df.copy(), df['y'], random_state=0)",
        "GOAL = 'y'\nSVC().fit(df[['a', GOAL]], df[GOAL])",
        "SVC().fit(pd.get_dummies(df.dropna()), df['y'])",
        "def learn(t, goal):\n    return SVC().fit(t.drop('id', axis=1), t[goal])\nlearn(df, 'y')",
    ],
)
def test_the_answer_itself(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("answer_in_features", HEAD, source) == (
        "fail",
        "The answer is among the features in cell 2: y.",
    )


def test_a_column_that_is_computed_from_it(ask_notebook: Ask) -> None:
    source = "df['rate'] = df['y'] / df['n']\nSVC().fit(df[['n', 'rate']], df['y'])"
    said = ("fail", "What is computed from the answer is among the features in cell 2: rate.")
    assert ask_notebook("answer_in_features", HEAD, source) == said


@pytest.mark.parametrize(
    "source",
    [
        "X, y = df.drop(columns=['id', 'y']), df['y']\nSVC().fit(X, y)",
        "y = df.pop('y')\nSVC().fit(df, y)",
        "y = df['y']\ndel df['y']\nSVC().fit(df, y)",
        "y = df['y']\ndf.drop(columns='y', inplace=True)\nSVC().fit(df, y)",
        "SVC().fit(df[['a', 'b']], df['y'])",
        "df['before'] = df['y'].shift(1)\nSVC().fit(df[['before']], df['y'])",
        "df['y'] = df['y'].map({'no': 0, 'yes': 1})\nSVC().fit(df.drop(columns='y'), df['y'])",
    ],
)
def test_features_without_it(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("answer_in_features", HEAD, source) == ("pass", "The answer is not among the features.")


@pytest.mark.parametrize(
    "source",
    [
        "cols = [name for name in df.columns if wanted(name)]\nSVC().fit(df[cols], df['y'])",
        "SVC().fit(df.iloc[:, :-1], df['y'])",
        "SVC().fit(X, y)",
    ],
)
def test_columns_that_nobody_can_follow(ask_notebook: Ask, source: str) -> None:
    said = ("not-applicable", "Does not apply: features and answer are not seen to come from one table.")
    assert ask_notebook("answer_in_features", HEAD, source) == said


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("answer_in_features", HEAD, "X = (") == ("error", "Not evidence: cell 2 is not valid Python.")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("df['log'] = df['price'] * 2\nSVC().fit(df.drop(columns='log'), df['log'])", "price"),
        ("y = df['kind'].map({'a': 1})\ndf['code'] = y\nSVC().fit(df.drop(columns='kind'), y)", "code"),
    ],
)
def test_what_the_answer_was_computed_from(ask_notebook: Ask, source: str, name: str) -> None:
    said = ("fail", f"What is computed from the answer is among the features in cell 2: {name}.")
    assert ask_notebook("answer_in_features", HEAD, source) == said


def test_an_answer_of_tomorrow_leaves_today_a_feature(ask_notebook: Ask) -> None:
    source = "df['up'] = df['price'].shift(-1) > df['price']\nSVC().fit(df.drop(columns='up'), df['up'])"
    assert ask_notebook("answer_in_features", HEAD, source) == ("pass", "The answer is not among the features.")
