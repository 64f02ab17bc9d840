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


HELPER = (
    "import numpy as np\nfrom sklearn.svm import SVC\n{}\nX, y = np.load('X.npy'), np.load('y.npy')\n"
    "Xa, Xb, ya, yb = X[:900], X[900:], y[:900], y[900:]\n{}\nSVC().fit(Xa, ya).score(Xb, yb)"
)


@pytest.mark.parametrize(
    ("helper", "use"),
    [
        ("def peek(v):\n    v[v > 3] = 3\n    print(v)", "peek(Xa)"),
        ("def peek(v):\n    v /= v.max()\n    print(v)", "peek(v=Xa)"),
        ("def hist(v, bins=10):\n    v.sort()\n    print(v[:bins])", "hist(ya)"),
        ("def hist(v):\n    np.random.shuffle(v)\n    print(v)", "for part in (Xa, Xb):\n    hist(part)"),
        ("def mark(v):\n    v[:20] = 1", "mark(ya)"),
        ("", "first = Xa[:, :3]\nfirst[first < 0] = 0"),
        ("", "flat = ya.ravel()\nflat[4] = 1"),
        ("", "np.log1p(Xa, out=Xa)"),
        ("from sklearn.preprocessing import scale", "print(scale(Xa, copy=False))"),
    ],
)
def test_rows_that_are_written_over_by_another_name(ask_notebook: Ask, helper: str, use: str) -> None:
    said = ("warn", "Cell 1 changes rows after they were split.")
    assert ask_notebook("changed_after_split", HELPER.format(helper, use)) == said


@pytest.mark.parametrize(
    ("helper", "use"),
    [
        ("def peek(v):\n    v = v - v.mean()\n    v[v > 3] = 3\n    print(v)", "peek(Xa)"),
        ("def prepare(v):\n    v[v > 3] = 3\n    return v", "Xa, Xb = prepare(Xa), prepare(Xb)"),
        ("def prepare(v):\n    v[v > 3] = 3", "prepare(Xa)\nprepare(Xb)"),
        ("", "Xa[np.isnan(Xa)] = 0"),
        ("", "shown = Xa.copy()\nshown[shown < 0] = 0"),
        ("", "few = Xa[Xa > 0]\nfew[3] = 0"),
        ("def peek(v):\n    v[v > 3] = 3\n    print(v)", "peek(Xb)"),
        ("from sklearn.preprocessing import scale", "Xa, Xb = scale(Xa, copy=False), scale(Xb, copy=False)"),
    ],
)
def test_rows_that_reach_the_fit_as_they_were_split(ask_notebook: Ask, helper: str, use: str) -> None:
    said = ("pass", "4 parts of the data reach fit as they were split.")
    assert ask_notebook("changed_after_split", HELPER.format(helper, use)) == said


def test_a_helper_that_cannot_be_read_is_not_evidence(ask_notebook: Ask) -> None:
    said = ask_notebook("changed_after_split", HELPER.format("", "print(Xa)"), "def peek(v:\n    v[0] = 1")
    assert said == ("error", "Not evidence: cell 2 is not valid Python.")


ONE_SIDED = (
    "from sklearn.svm import SVC\n" + SPLIT + "\n{}\nm = SVC().fit(X_train, y_train)\nprint(m.score(X_test, y_test))"
)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ("y_train = y_train.replace(3, 1)", "warn"),
        ("y_train = y_train.mask(X_train['a'] > 5, 0).to_numpy()", "warn"),
        ("y_train, y_test = y_train.replace(3, 1), y_test.replace(3, 1)", "pass"),
        ("y_train = y_train.astype(int)", "pass"),
        ("other = y_train.replace(3, 1)", "pass"),
    ],
)
def test_labels_that_are_changed_on_one_side(ask_notebook: Ask, changes: str, status: str) -> None:
    assert ask_notebook("changed_after_split", ONE_SIDED.format(changes))[0] == status
