from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
READ = "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('d.csv')\n"
JUDGE = "\nm = SVC().fit(a[['x']], a.y)\nprint(m.score(b[['x']], b.y))"
SHARED = ("warn", "Rows to judge on are drawn without leaving out those to learn from in cell 1.")
APART = ("pass", "Each split leaves no row to both sides.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (READ + "a = df.sample(frac=0.8, random_state=1)\nb = df.sample(frac=0.2, random_state=2)" + JUDGE, SHARED),
        (READ + "a = df.sample(frac=0.8, random_state=1)\nb = df.drop(a.index)" + JUDGE, APART),
        (
            READ + "a = df.sample(frac=0.8, random_state=1)\nb = df.drop(a.index).sample(50, random_state=2)" + JUDGE,
            APART,
        ),
        (READ + "df = df.sample(frac=1)\na, b = df[:80], df[80:]\ndf.sample(5)" + JUDGE, APART),
        (
            READ + "a = df.sample(frac=0.8, random_state=1)\nb = df.drop(a.index)\nprint(df.sample(3))" + JUDGE,
            APART,
        ),
        (
            READ + "from sklearn.model_selection import train_test_split as s\n"
            "a, _ = s(df, random_state=1)\n_, b = s(df, random_state=2)" + JUDGE,
            SHARED,
        ),
        (
            READ + "from sklearn.model_selection import train_test_split as s\n"
            "a, _ = s(df, random_state=1)\n_, b = s(df, random_state=1)" + JUDGE,
            APART,
        ),
        (
            READ + "from sklearn.model_selection import train_test_split as s\n"
            "a, b = s(df, random_state=1)" + JUDGE + "\na, b = s(df, random_state=2)" + JUDGE,
            APART,
        ),
        ("x = (", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_two_draws(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("draws_that_share_rows", source) == said


def test_without_a_split(ask_notebook: Ask) -> None:
    assert ask_notebook("draws_that_share_rows", "clf.fit(x, y)") == (
        "not-applicable",
        "Does not apply: no split into training and test rows is seen in the notebook.",
    )
