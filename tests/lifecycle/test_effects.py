from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from jupyter_mlsec.lifecycle.effects import Effects
from jupyter_mlsec.lifecycle.scopes import bound_names, free_names, replaced
from jupyter_mlsec.lifecycle.slices import slice_fingerprint
from jupyter_mlsec.model.notebook import Notebook

Write = Callable[..., Notebook]

BEFORE = """
import json, numpy as np, pandas as pd, matplotlib.pyplot as plt, seaborn as sns
from sklearn.svm import SVC
from sklearn.model_selection import train_test_split
from helpers import clean
def load(path):
    return pd.read_csv(path)
def add_ratio(table, *, scale=1):
    table['ratio'] = table['a'] * scale
def with_ratio(table):
    table = table.copy()
    table['ratio'] = 1
    return table
def show_all(table):
    for column in table.columns:
        print(table[column].describe())
def late_copy(table):
    table['seen'] = True
    table = table.dropna()
    return table
def everything():
    add_ratio(df)
def rebind():
    global df
    df = df.dropna()
"""
LOAD = "df = load('train.csv')\nX = df.drop(columns=['y'])\nclf = SVC().fit(X, df['y'])"

READ = (
    "X2 = df.drop(columns=['y'])",
    "part = df.groupby('a').agg('mean').reset_index()",
    "train, test = train_test_split(df, test_size=0.2)",
    "df.merge(df, on='a')",
    "df.style.format('{:.2f}')",
    "fig, ax = plt.subplots()\ndf.plot.scatter('a', 'b', ax=ax)\nax.set_title('a')",
    "sns.histplot(data=df, x='a')",
    "plt.hist(df['a'])",
    "def report(df):\n    df['z'] = 1\n    df = df.dropna()\n    return df",
    "def plot(df):\n    df.plot()\nplot(df)",
    "table = [df for df in range(3)]",
    "best = max(rows, key=lambda df: df['a'])",
    "show_all(df)",
    "other = with_ratio(df)",
    "with_ratio(table=df)",
    "for column in df.columns:\n    print(column, df[column].nunique())",
    "print(df.shape, len(df), df.dtypes)",
    "df.drop(columns=['a'], inplace=False)",
    "df.to_parquet('copy.parquet')",
    "json.dump(df.to_dict(), open('x.json', 'w'))",
    "plot_distribution(df)",
    "assert df['a'].notna().all()",
    "class Report:\n    df = None\n    def make(self, df):\n        df['x'] = 1",
    "clf.predict_proba(X)\nclf.decision_function(X)\nclf.get_params()\nclf.score(X, df['y'])",
    "clf.save('model.json')\nexported = clf.to_json()",
)
CHANGED = {
    "df['b'] = 1": {"df"},
    "df.loc[3, 'a'] = 9": {"df"},
    "df.drop(columns=['a'], inplace=True)": {"df"},
    "df.drop(columns=['a'], inplace=FLAG)": {"df"},
    "df['a'].fillna(0, inplace=True)": {"df"},
    "df.insert(0, 'c', 1)": {"df"},
    "label = df.pop('y')": {"df"},
    "df.columns = ['a', 'b']": {"df"},
    "del df['a']": {"df"},
    "df += 1": {"df"},
    "add_ratio(df)": {"df"},
    "done = add_ratio(df, scale=2)": {"df"},
    "add_ratio(table=df)": {"df"},
    "late_copy(df)": {"df"},
    "everything()": {"df"},
    "rebind()": {"df"},
    "clean(df)": {"df"},
    "np.random.shuffle(df)": {"df"},
    "if FLAG:\n    df = df.dropna()": {"df"},
    "with open('x') as file:\n    df['x'] = file.read()": {"df"},
    "for column in names:\n    df[column] = 0": {"df"},
    "clf.fit(X, df['y'])": {"clf"},
    "clf.partial_fit(X, df['y'])": {"clf"},
    "history = clf.train_on_batch(X)": {"clf"},
    "clf.coef_ *= 2": {"clf"},
}


def changed(write: Write, cell: str) -> set[str]:
    """Return the names whose slices another cell at the end makes differ."""
    before, after = write(BEFORE, LOAD), write(BEFORE, LOAD, cell)
    return {name for name in ("df", "clf") if slice_fingerprint(before, name) != slice_fingerprint(after, name)}


@pytest.mark.parametrize("cell", READ)
def test_a_cell_that_only_reads_changes_nothing(write: Write, cell: str) -> None:
    assert changed(write, cell) == set()


@pytest.mark.parametrize("cell", CHANGED)
def test_a_cell_that_changes_something_changes_that(write: Write, cell: str) -> None:
    assert changed(write, cell) == CHANGED[cell]


def test_a_function_whose_parameter_has_a_tables_name_does_not_hide_where_the_table_is_from(write: Write) -> None:
    def notebook(path: str) -> Notebook:
        return write(f"import pandas as pd\ndf = pd.read_csv('{path}')", "def plot(df):\n    df.plot()", "plot(df)")

    assert slice_fingerprint(notebook("a.csv"), "df") != slice_fingerprint(notebook("b.csv"), "df")


def test_a_functions_own_names_are_not_the_notebooks(write: Write) -> None:
    def notebook(path: str) -> Notebook:
        return write(f"table = load('{path}')", "def train():\n    table = 1\n    return fit(table)", "clf = train()")

    assert slice_fingerprint(notebook("a.csv"), "clf") == slice_fingerprint(notebook("b.csv"), "clf")


def test_a_function_that_calls_itself_comes_to_an_end() -> None:
    tree = ast.parse("def a(x):\n    b(x)\ndef b(x):\n    a(x)\n    x['k'] = 1\na(df)")
    assert Effects.of(tree.body).touched(tree.body[-1]) == {"df"}


def test_scopes() -> None:
    [statement] = ast.parse(
        "def f(a, *b, c=d, **e):\n    global g\n    g = h = a + i\n    return [j for j in k if h]"
    ).body
    assert (free_names(statement), bound_names(statement), replaced(statement)) == ({"d", "i", "k"}, {"f"}, {"f"})
    [match] = ast.parse("match x:\n    case [a, *b]:\n        pass\n    case {'k': v} as c:\n        pass").body
    assert bound_names(match) == {"a", "b", "v", "c"}
