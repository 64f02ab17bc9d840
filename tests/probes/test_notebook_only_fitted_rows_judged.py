from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FIT = (
    "import pandas as pd\nfrom sklearn.metrics import f1_score\nfrom sklearn.svm import SVC\n"
    "df = pd.read_csv('d.csv')\nX, y = df[['a']], df.y\nm = SVC().fit(X, y)\n"
)
RECITED = ("warn", "A model is judged on the rows that it was fitted on in cell 1, and on no others.")
PASS = ("pass", "No model is judged on nothing but the rows that it was fitted on.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (FIT + "print(m.score(X, y))", RECITED),
        (FIT + "print('F1', f1_score(y, m.predict(X)))", RECITED),
        (FIT + "m.score(X, y)", PASS),
        (FIT + "print(m.predict(X))", PASS),
        (FIT + "other = pd.read_csv('2025.csv')\nprint(m.score(other[['a']], other.y))", PASS),
        (
            FIT + "from sklearn.model_selection import cross_val_score\n"
            "print(m.score(X, y), cross_val_score(m, X, y).mean())",
            PASS,
        ),
        (
            FIT + "from sklearn.cluster import KMeans\nprint(KMeans().fit(X).score(X))",
            PASS,
        ),
        (
            "from sklearn.svm import SVC\nm = Forest(oob_score=True).fit(X, y)\nprint(m.score(X, y), m.oob_score_)",
            PASS,
        ),
        ("x = (", ("error", "Not evidence: cell 1 is not valid Python.")),
        ("x = 1", ("not-applicable", "Does not apply: the notebook fits no model.")),
    ],
)
def test_rows_of_the_fit(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("only_fitted_rows_judged", source) == said


def test_rows_that_are_held_back(ask_notebook: Ask) -> None:
    source = (
        "from sklearn.model_selection import train_test_split\nfrom sklearn.svm import SVC\n"
        "a, b, c, d = train_test_split(X, y)\nm = SVC().fit(a, c)\nprint(m.score(a, c), m.score(b, d))"
    )
    assert ask_notebook("only_fitted_rows_judged", source) == PASS


SOME = "import pandas as pd\nfrom sklearn.svm import SVC\nd = pd.read_csv('d.csv')\nX, y = d[['a']], d['y']\n{}\n"


@pytest.mark.parametrize(
    "source",
    [
        "m = SVC().fit(X, y)\nprint(m.score(X[:50], y[:50]))",
        "some = d.sample(50)\nm = SVC().fit(d[['a']], d['y'])\nprint(m.score(some[['a']], some['y']))",
    ],
)
def test_some_of_the_fitted_rows_are_judged(ask_notebook: Ask, source: str) -> None:
    said = ask_notebook("only_fitted_rows_judged", SOME.format(source))
    assert said == ("warn", "A model is judged on the rows that it was fitted on in cell 1, and on no others.")


@pytest.mark.parametrize(
    "source",
    [
        "m = SVC().fit(X[50:], y[50:])\nprint(m.score(X[:50], y[:50]))",
        "o = d.sample(50)\nd = d.drop(o.index)\nm = SVC().fit(d[['a']], d['y'])\nprint(m.score(o[['a']], o['y']))",
        "new = pd.read_csv('new.csv')\nm = SVC().fit(X, y)\nprint(m.score(new[['a']], new['y']))",
    ],
)
def test_other_rows_are_judged(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("only_fitted_rows_judged", SOME.format(source))[0] == "pass"
