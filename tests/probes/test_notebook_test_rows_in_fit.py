from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SPLIT = (
    "from sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\nimport pandas as pd\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
)
PASS = ("pass", "1 split; nothing is fitted on test rows.")
SEEN = ("fail", "Test rows are fitted on in cell 2.")
JUDGED = ("fail", "Test rows are fitted on in cell 2, and the model is judged on them afterwards.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("clf = SVC()\nclf.fit(X_test, y_test)", SEEN),
        ("both = pd.concat([X_train, X_test])\nSVC().fit(both, y)", SEEN),
        ("clf = SVC().fit(X, y)\nprint(1)", PASS),
        ("clf = SVC()\nclf.fit(X, y)\nclf.score(X_test, y_test)", JUDGED),
        ("clf = SVC()\nclf.fit(X, y)\nclf.fit(X_train, y_train)\nclf.score(X_test, y_test)", PASS),
        (
            "clf = SVC()\nclf.fit(X_train, y_train, eval_set=[(X_test, y_test)])",
            ("warn", "A model is chosen by its test rows in cell 2."),
        ),
        ("clf = SVC()\nclf.fit(X_train, y_train)\nclf.score(X_test, y_test)", PASS),
        ("clf = SVC()\nclf.fit(X_train, y_train)\np = clf.predict(X_test)\niso.fit(p, y_test2)", PASS),
        (
            "n = Numbers()\nn.fit(X.a, X.b)\nSVC().fit(n.build(X_train), y_train).score(n.build(X_test), y_test)",
            PASS,
        ),
        (
            "best = Search(SVC()).fit(X, y).best_params_\nSVC(**best).fit(X_train, y_train).score(X_test, y_test)",
            JUDGED,
        ),
        ("x = (", ("error", "Not evidence: cell 2 is not valid Python.")),
    ],
)
def test_after_a_split(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("test_rows_in_fit", SPLIT, source) == said


def test_without_a_split(ask_notebook: Ask) -> None:
    assert ask_notebook("test_rows_in_fit", "clf.fit(x, y)") == (
        "not-applicable",
        "Does not apply: no split into training and test rows is seen in the notebook.",
    )


CHOSEN = ("warn", "A model is chosen by its test rows in cell 2.")
LOOP = "best, kept = 0, None\nfor c in (1, 2):\n    note = SVC(C=c).fit(X_train, y_train).score(X_test, y_test)\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (LOOP + "    if note > best:\n        best, kept = note, c", CHOSEN),
        (LOOP + "    print(c, note)", PASS),
        ("def ask(t):\n    return SVC().fit(X_train, y_train).score(X_test, y_test)\nstudy.optimize(ask)", CHOSEN),
        ("def ask(t):\n    return cross_val_score(SVC(), X_train, y_train).mean()\nstudy.optimize(ask)", PASS),
        ("notes = {c: SVC(C=c).score(X_test, y_test) for c in (1, 2)}\nmax(notes, key=notes.get)", CHOSEN),
        ("notes = {}\nnotes[1] = clf.score(X_test, y_test)\nsorted(notes, key=notes.get)", CHOSEN),
        ("notes = {1: clf.score(X_test, y_test)}\nprint(max(notes.values()))", PASS),
        ("cut = max((1, 2), key=lambda c: f1_score(y_test, p > c))", CHOSEN),
        ("cut = max((1, 2), key=lambda c: f1_score(y_train, p > c))", PASS),
        ("longest = max(X_test, key=len)", PASS),
        ("import xgboost as x\nd = x.DMatrix(X_test, y_test)\nx.train({}, e, evals=[(d, 'a')])", CHOSEN),
        ("import lightgbm as l\nl.train({}, e, valid_sets=[l.Dataset(X_test, y_test)])", CHOSEN),
        (
            "a, b, c, d = train_test_split(X_train, y_train, random_state=1)\nclf.fit(a, c, eval_set=[(b, d)])",
            ("pass", "2 splits; nothing is fitted on test rows."),
        ),
    ],
)
def test_what_is_chosen_by_test_rows(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("test_rows_in_fit", SPLIT, source) == said
