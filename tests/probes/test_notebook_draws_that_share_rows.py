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


EXPORTS = (
    "import pandas as pd\nfrom sklearn.svm import SVC\nfrom sklearn.model_selection import train_test_split\n"
    "d = pd.concat([pd.read_csv('{}.csv'), pd.read_csv('{}.csv')])\n{}\n"
    "a, b, c, e = train_test_split(d[['x']], d['y'], random_state=0)\nSVC().fit(a, c).score(b, e)"
)


@pytest.mark.parametrize(
    ("first", "second"),
    [("x_0101_0131", "x_0125_0228"), ("x_202301_202306", "x_202304_202309"), ("2019-2022", "2020-2023")],
)
def test_exports_that_tell_of_the_same_days(ask_notebook: Ask, first: str, second: str) -> None:
    what = "Tables that share rows are put together in cell 1, and no row that is there twice is taken out"
    said = ask_notebook("draws_that_share_rows", EXPORTS.format(first, second, ""))
    assert said == ("warn", f"{what} before the split.")


def test_duplicates_that_are_counted_and_stay(ask_notebook: Ask) -> None:
    what = "Files are put together in cell 1, and rows that are there twice are counted, but not taken out"
    source = EXPORTS.format("north", "south", "print(d.duplicated('id').sum())")
    assert ask_notebook("draws_that_share_rows", source) == ("warn", f"{what} before the split.")


@pytest.mark.parametrize(
    ("first", "second", "between"),
    [
        ("x_0101_0131", "x_0201_0228", ""),
        ("x_2019_2020", "x_2020_2021", ""),  # seasons
        ("shop_1001_2023", "shop_1002_2023", ""),  # a number and a year
        ("x_0101_0131", "x_0125_0228", "d = d.drop_duplicates('id')"),
        ("x_0101_0131", "x_0125_0228", "d.drop_duplicates('id', inplace=True)"),
        ("x_0101_0131", "x_0125_0228", "d = d[~d.index.duplicated()]"),
        ("north", "south", "assert not d.duplicated('id').any()"),
        ("north", "south", ""),
    ],
)
def test_exports_of_which_no_row_is_there_twice(ask_notebook: Ask, first: str, second: str, between: str) -> None:
    said = ask_notebook("draws_that_share_rows", EXPORTS.format(first, second, between))
    assert said == ("pass", "Each split leaves no row to both sides.")


def test_exports_in_a_notebook_that_cannot_be_read(ask_notebook: Ask) -> None:
    said = ask_notebook("draws_that_share_rows", EXPORTS.format("north", "south", ""), "x = (")
    assert said == ("error", "Not evidence: cell 2 is not valid Python.")
