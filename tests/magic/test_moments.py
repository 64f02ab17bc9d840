"""What cells did to tables: sources, steps, digests at load and at fit, and what no cell explains."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from jupyter_mlsec.magic import tables
from jupyter_mlsec.magic.moments import Moments
from jupyter_mlsec.probes._ground.fingerprint import file_digest, frame_digest

Ran = Callable[[str], dict[str, Any]]


@pytest.fixture
def noted() -> Moments:
    return Moments()


@pytest.fixture
def ran(noted: Moments, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """A function that runs a cell in one namespace, as a kernel would, and lets ``noted`` see it."""
    monkeypatch.chdir(tmp_path)
    rows = pd.DataFrame({"age": range(40), "name": ["n"] * 40, "y": [0, 1] * 20})
    rows.to_csv("people.csv", index=False)
    namespace: dict[str, Any] = {
        "pd": pd, "np": np, "sklearn": sklearn, "load_iris": load_iris, "train_test_split": train_test_split,
        "LogisticRegression": LogisticRegression,
    }  # fmt: skip

    def run(source: str) -> dict[str, Any]:
        exec(source, namespace)  # noqa: S102 - the test's own cells
        noted.ran(source, namespace)
        return namespace

    return run


def shown(noted: Moments, name: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(step.kind, step.name, step.parents) for step in noted.lineage(name)]


def test_a_table_is_followed_from_its_file_through_the_split(ran: Ran, noted: Moments) -> None:
    ran("df = pd.read_csv('people.csv')")
    ran("X, y = df[['age']], df['y']\nX_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)")
    assert shown(noted, "X_train") == [
        ("file", "people.csv", ()),
        ("frame", "df", ("people.csv",)),
        ("frame", "X", ("df",)),
        ("matrix", "y", ("df",)),
        ("frame", "X_train", ("X", "y")),
    ]
    assert noted.lineage("df")[0].digest == file_digest("people.csv")


def test_a_step_keeps_what_the_table_was_before_a_cell_changed_it(ran: Ran, noted: Moments) -> None:
    before = frame_digest(ran("path = 'people.csv'\ndf = pd.read_csv(path)")["df"])
    after = frame_digest(ran("df['twice'] = df.age * 2\ndf = df[df.age > 3]")["df"])
    assert [step.digest for step in noted.lineage("df")[1:]] == [before, after]
    assert shown(noted, "df")[2] == ("frame", "df", ("people.csv",))


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("X, y = load_iris(return_X_y=True)", "X"),
        ("bunch = load_iris(as_frame=True)\nX = bunch.frame", "X"),
        ("import sklearn.datasets as d\nX = d.load_iris(as_frame=True)['data']", "X"),
    ],
)
def test_a_shipped_data_set_is_pinned_by_the_version_of_its_package(
    ran: Ran, noted: Moments, cell: str, name: str
) -> None:
    ran(cell)
    source = noted.lineage(name)[0]
    assert (source.kind, source.name, source.version) == ("package", "sklearn load_iris", sklearn.__version__)


def test_an_address_is_shown_without_password_and_query(
    ran: Ran, noted: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pd, "read_csv", lambda _address: pd.DataFrame({"a": [1]}))
    ran("df = pd.read_csv('https://u:" + "p@data.example/x.csv?sig=1')")
    source = noted.lineage("df")[0]
    assert (source.kind, source.name, source.digest) == ("url", "data.example/x.csv", "")


def test_the_digests_at_load_and_at_fit_agree_where_nothing_changed(ran: Ran, noted: Moments) -> None:
    ran("df = pd.read_csv('people.csv')\nX = df[['age']]")
    ran("clf = LogisticRegression().fit(X, df['y'])")
    assert noted.at_load("X") == noted.at_fit("X") == frame_digest(ran("X")["X"])
    assert noted.used("df") == ("age",)


def test_a_change_that_no_statement_shows_is_not_explained(ran: Ran, noted: Moments) -> None:
    ran("df = pd.read_csv('people.csv')\nX = df[['age']].copy()\nalias = [X]")
    ran("for table in alias:\n    table.iloc[0, 0] = 99")
    ran("clf = LogisticRegression().fit(X, df['y'])")
    known = {step.digest for step in noted.lineage("X")}
    assert noted.at_fit("X") not in {noted.at_load("X"), *known}


def test_columns_that_no_model_was_fitted_on_are_known(ran: Ran, noted: Moments) -> None:
    ran("df = pd.read_csv('people.csv')")
    assert noted.used("df") is None
    ran("clf = LogisticRegression()\nclf.fit(df.drop(columns=['name', 'y']), df.y)")
    assert noted.used("df") == ("age",)


@pytest.mark.parametrize("rows", ["texts", "df['name']", "part['name']", "df[['name']]"])
def test_the_column_that_a_pipeline_of_texts_is_fitted_on_is_known(ran: Ran, noted: Moments, rows: str) -> None:
    ran("df = pd.read_csv('people.csv')\npart = df.sample(frac=1, random_state=0)\ntexts = df['name']")
    ran("class Pipe:\n    def fit(self, X, y):\n        return self\n")
    ran(f"pipe = Pipe().fit({rows}, df['y'])")
    assert noted.used("df") == ("name",)


def test_a_table_that_is_too_large_has_a_step_and_no_digest(
    ran: Ran, noted: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_VALUES", 10)
    space = ran("df = pd.read_csv('people.csv')")
    assert (noted.lineage("df")[1].digest, noted.at_load("df")) == ("", "")
    assert tables.digest_at("df / 2", space) == tables.digest_at("df.copy()", space) == ""


def test_what_is_no_python_and_what_is_no_table_leave_no_trace(ran: Ran, noted: Moments) -> None:
    noted.ran("%%bash\nX=1", {"X": pd.DataFrame({"a": [1]})})
    noted.ran("X = (", {"X": pd.DataFrame({"a": [1]})})
    ran("class DataFrame:\n    __module__ = 'somewhere'\nX = DataFrame()")
    assert noted.lineage("X") == ()


def test_a_library_that_made_one_table_does_not_carry_it_into_the_next(ran: Ran, noted: Moments) -> None:
    ran("y = np.zeros(40)\ndf = pd.DataFrame({'y': y})\ndf.to_csv('made.csv')\ndf = pd.read_csv('people.csv')")
    assert shown(noted, "df") == [("file", "people.csv", ()), ("frame", "df", ("people.csv",))]


def test_a_table_that_is_only_asked_is_not_changed(ran: Ran, noted: Moments) -> None:
    ran("df = pd.read_csv('people.csv')\nother = np.zeros(3)")
    ran("part = df.drop(columns=['y'])\nmeans = df.groupby('name').agg('sum')\ndf.isin(other)")
    assert shown(noted, "df") == [("file", "people.csv", ()), ("frame", "df", ("people.csv",))]


def test_the_rows_of_a_fit_may_be_parts_of_a_table(ran: Ran, noted: Moments) -> None:
    space = ran("df = pd.read_csv('people.csv')\nclf = LogisticRegression().fit(df[['age']], df['y'])")
    assert noted.fitted_on("clf", space) == ("df[['age']]", "df['y']")
    space["df"].loc[0, "age"] = 99
    assert noted.fitted_on("clf", space) == (None, None)


FITTED = "X, y = pd.read_csv('people.csv')[['age']], np.array([0, 1] * 20)\n"


@pytest.mark.parametrize(
    ("fit", "then", "why"),
    [
        ("clf = LogisticRegression().fit(X, y)", "", ""),
        ("clf = LogisticRegression().fit(X=X, y=y)", "", ""),
        ("clf = LogisticRegression().fit(X.to_numpy(), y.ravel())", "", ""),
        ("clf = LogisticRegression().fit(X.values.copy(), y)", "", ""),
        ("clf = LogisticRegression().fit(X / 2, y)", "", "it was fitted on X / 2"),
        ("clf = LogisticRegression().fit(X, y, sample_weight=y + 1)", "", "the fit was given sample_weight"),
        ("clf = LogisticRegression().fit(X, y, y + 1)", "", "the fit was given y + 1"),
        ("clf = LogisticRegression().fit(X, y, **{})", "", "the fit was given **"),
        ("clf = LogisticRegression().fit(2 * X, y)\nZ = X * 2\nclf.fit(Z, y)", "", "it was fitted on Z"),
        ("clf = LogisticRegression().fit(X, y)", "X.loc[3, 'age'] = 9", "X is not any more what it was fitted on"),
        ("clf = 3", "", ""),
    ],
)
def test_why_a_model_fitted_anew_may_be_another_one(ran: Ran, noted: Moments, fit: str, then: str, why: str) -> None:
    ran(FITTED + fit)
    assert noted.fitted_otherwise("clf", ("X", "y"), ran(then)) == why


def test_a_model_that_goes_on_learning_is_not_fitted_anew(ran: Ran, noted: Moments) -> None:
    ran("from sklearn.linear_model import SGDClassifier")
    names = ran(f"{FITTED}clf = SGDClassifier()\nclf.partial_fit(X, y, classes=[0, 1])")
    assert noted.fitted_otherwise("clf", ("X", "y"), names) == "the fit was given classes, what an earlier one had left"


def test_the_tables_that_rows_were_taken_from(ran: Ran, noted: Moments) -> None:
    names = ran("df = pd.read_csv('people.csv')\npart = df[df.age > 3]\nX, y = part[['age']], part['y']")
    found = noted.sources(("X", "y"), names)
    assert [any(each is names[name] for each in found) for name in ("part", "df", "X", "y")] == [
        True,
        True,
        False,
        False,
    ]
    assert found[0] is names["part"]


def test_a_table_that_was_made_again_by_way_of_others_keeps_where_it_began(ran: Ran, noted: Moments) -> None:
    ran("raw = pd.DataFrame({'a': [1, 2, 3], 'y': [0, 1, 0]})")
    ran("rows = raw[['a']]\nboth = pd.concat([rows, raw['y']], axis=1)\nrows = both[['a']]")
    assert "raw" in {step.name for step in noted.lineage("rows")}
    ran("rows = pd.DataFrame({'a': [5]})")
    assert "raw" not in {step.name for step in noted.lineage("rows")}


def test_the_history_of_a_part_is_the_table_s(ran: Ran, noted: Moments) -> None:
    """Models are fitted on ``train[columns]`` as often as on a table of their own."""
    ran("df = pd.read_csv('people.csv')\ntrain = df.head(30)\ncolumns = ['age']")
    namespace = ran("clf = LogisticRegression().fit(train[columns], train['y'])")
    assert noted.fitted_on("clf", namespace) == ("train[columns]", "train['y']")
    found = noted.history("train[columns]", namespace)
    assert found.at_load == found.at_fit == found.now == frame_digest(namespace["train"])
    namespace["train"].loc[0, "age"] = 99  # by nothing that a cell says
    changed = noted.history("train[columns]", namespace)
    assert (changed.at_load, changed.now == found.now) == (found.at_load, False)
    assert noted.history("train", namespace).now == "", "the rows themselves are at hand"


@pytest.mark.parametrize(
    "cells",
    [
        ["df = pd.DataFrame({'a': range(9), 'b': 'x'})"],
        ["rng = np.random.default_rng(0)", "df = pd.DataFrame(rng.normal(size=(9, 2)), columns=list('ab'))"],
        [
            "rng, texts = np.random.default_rng(0), []",
            "for i in range(9):\n    words = list(rng.choice(['a', 'b'], 3))\n    texts.append(' '.join(words))",
            "df = pd.DataFrame({'text': texts, 'n': [len(text) for text in texts]})",
        ],
        ["def draw(n):\n    rows = np.random.rand(n, 2)\n    return pd.DataFrame(rows)", "df = draw(9).round(2)"],
    ],
)
def test_what_cells_draw_or_write_themselves_comes_from_the_notebook(
    ran: Ran, noted: Moments, cells: list[str]
) -> None:
    for cell in cells:
        ran(cell)
    source, *_, table = noted.lineage("df")
    assert (source.kind, len(source.version), table.parents) == ("cells", 64, (source.name,))


@pytest.mark.parametrize(
    "cells",
    [
        ["df = pd.DataFrame(given)"],  # nobody saw where that came from
        ["import json\nwith open('people.json') as file:\n    rows = json.load(file)", "df = pd.DataFrame(rows)"],
        ["with open('people.json') as file:\n    rows = eval(file.read())", "df = pd.DataFrame(rows)"],
        [
            "def fetch():\n    with open('people.json') as file:\n        return list(file)",
            "df = pd.DataFrame(fetch())",
        ],
        ["rows = eval(input_())", "df = pd.DataFrame(rows)", "df = df.assign(b=1)"],
        [
            "rows = []\nwith open('people.json') as file:\n    for line in file:\n        rows.append(len(line))",
            "df = pd.DataFrame(rows)",
        ],
        ["np.save('a.npy', np.ones(3))", "path = ['a', '.npy']", "df = pd.DataFrame(np.load(''.join(path)))"],
    ],
)
def test_what_was_asked_from_outside_does_not(ran: Ran, noted: Moments, cells: list[str]) -> None:
    Path("people.json").write_text("[1, 2, 3]")
    ran("pass").update(given=[1, 2, 3], input_=lambda: "[1, 2]")
    for cell in cells:
        ran(cell)
    assert "cells" not in {step.kind for step in noted.lineage("df")}
    assert noted.lineage("df")[0].parents == ()
