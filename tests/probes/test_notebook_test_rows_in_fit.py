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
