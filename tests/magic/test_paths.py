from __future__ import annotations

import ast
import shlex
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.paths import follow, is_path, root, words

TABLE = pd.DataFrame({"text": ["a", "b"], "my label": [0, 1]})
HELD: dict[str, Any] = {
    "df": TABLE,
    "data": SimpleNamespace(train=TABLE),
    "parts": [1, 2, {"x": 3}],
    "columns": ["my label", "text"],
    "target": "my label",
    "rows": TABLE["my label"] == 1,
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("parts[0]", 1),
        ("parts[-1]['x']", 3),
        ("parts[1:]", [2, {"x": 3}]),
        ('df["text"][1]', "b"),
        ("df.text[0]", "a"),
        ('data.train["my label"][1]', 1),
    ],
)
def test_a_path_leads_to_a_value(path: str, value: object) -> None:
    assert follow(path, HELD) == value


@pytest.mark.parametrize("path", ['df[["my label", "text"]]', "df[columns]", 'data.train[[target, "text"]]'])
def test_columns_can_be_chosen(path: str) -> None:
    assert list(follow(path, HELD)) == ["my label", "text"]


def test_rows_can_be_chosen() -> None:
    assert follow("df[rows]", HELD)["text"].tolist() == ["b"]
    assert follow("df.loc[rows, target]", HELD).tolist() == [1]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ('df.drop(columns="text")["my label"]', [0, 1]),
        ("df.drop(target, axis=1).text", ["a", "b"]),
        ("df[target].to_numpy().reshape(-1, 2)[0]", [0, 1]),
        ("df[target].astype(bool)", [False, True]),
        ("df[target] / 2 + 1", [1.0, 1.5]),
        ("df[rows].reset_index(drop=True).text", ["b"]),
    ],
)
def test_a_table_can_be_shown_in_another_way(path: str, value: list[object]) -> None:
    assert list(follow(path, HELD)) == value
    assert (root(path), is_path(ast.parse(path, mode="eval").body)) == ("df", True)


@pytest.mark.parametrize(
    "path", ['df.drop(columns="text", inplace=True)', 'df.drop(**{"columns": "text", "inplace": True})']
)
def test_a_table_stays_as_it_is(path: str) -> None:
    with pytest.raises(UsageError, match="is no path to a value"):
        follow(path, HELD)
    assert list(TABLE) == ["text", "my label"]


def test_methods_of_a_persons_own_are_not_called() -> None:
    class Own:
        def copy(self) -> None:
            raise AssertionError

    with pytest.raises(UsageError, match="is no path to a value"):
        follow("own.copy()", {"own": Own()})


def test_a_fitted_scaler_shows_a_table_in_another_way() -> None:
    rows = np.array([[0.0], [2.0]])
    held = {"rows": rows, "scalers": [StandardScaler().fit(rows)]}
    assert follow("scalers[0].transform(rows)", held).ravel().tolist() == [-1.0, 1.0]
    assert root("scalers[0].transform(rows[:1])") == "rows"


def test_a_transformer_that_runs_a_function_of_a_persons_own_is_not_asked() -> None:
    def own(_: object) -> None:
        raise AssertionError

    for transformer in (FunctionTransformer(own), CountVectorizer(tokenizer=own)):
        with pytest.raises(UsageError, match="is no path to a value"):
            follow("own.transform(df)", HELD | {"own": transformer})


@pytest.mark.parametrize(
    "path", ["df.head()", "df[df.text == 'a']", "df[f()]", "[1][0]", "df[", "parts[0] + 1", "parts[(1, f())]"]
)
def test_nothing_is_called_or_computed(path: str) -> None:
    with pytest.raises(UsageError, match="is no path to a value"):
        follow(path, HELD)


@pytest.mark.parametrize("path", ["df.nothing", 'df["nothing"]', "parts[9]", "df[nobody]", "nobody[0]"])
def test_a_path_that_leads_nowhere_is_said(path: str) -> None:
    with pytest.raises(UsageError, match="leads nowhere"):
        follow(path, HELD)


@pytest.mark.parametrize(
    ("path", "name"), [("df", "df"), ('df["a"].b[0]', "df"), ("not a path", "not a path"), ("a\0b", "a\0b")]
)
def test_the_root_of_a_path(path: str, name: str) -> None:
    assert root(path) == name


@pytest.mark.parametrize(
    ("line", "split"),
    [
        (
            "model clf --x te['text'] --y te[\"my label\"]",
            ["model", "clf", "--x", "te['text']", "--y", 'te["my label"]'],
        ),
        ("data df[['a', 'b']] --target y", ["data", "df[['a', 'b']]", "--target", "y"]),
        ("answer X-1 'see [\"it\"] there'", ["answer", "X-1", 'see ["it"] there']),
        ("declare dataset df --note [draft]", ["declare", "dataset", "df", "--note", "[draft]"]),
        ("data df['a", None),
        ("data x[y]['z'][0] a", ["data", "x[y]['z'][0]", "a"]),
        ("model m --x te.drop(columns='y z') --y te.y", ["model", "m", "--x", "te.drop(columns='y z')", "--y", "te.y"]),
        ("answer X-1 (see there)", ["answer", "X-1", "(see", "there)"]),
    ],
)
def test_quotes_between_brackets_survive(line: str, split: list[str] | None) -> None:
    if split is None:
        with pytest.raises(ValueError, match="No closing quotation"):
            shlex.split(words(line))
    else:
        assert shlex.split(words(line)) == split
