from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
READ = "import pandas as pd\ndf = pd.read_csv('p.csv')\nX, y = df[['a', 'b']], df['y']\n"
FIT = "\nfrom sklearn.linear_model import Ridge\nRidge().fit(X, y)"
ORDER = "Rows and labels in cell 1 no longer belong together: one of them was put into another order."
CUT = (
    "Rows and labels in cell 1 no longer belong together:"
    " rows were left out of one, and the other was cut to its length."
)


@pytest.mark.parametrize(
    ("between", "said"),
    [
        ("", ("pass", "1 pair of rows and labels, each changed alike.")),
        ("X = X.sort_values('a')", ("warn", ORDER)),
        ("X.sort_values('a', inplace=True)", ("warn", ORDER)),
        ("X = X.dropna()\ny = y[: len(X)]", ("warn", CUT)),
        ("X.dropna(inplace=True)\ny = y.iloc[: len(X.index)]", ("warn", CUT)),
        ("X = X.dropna()\ny = y.loc[X.index]", ("pass", "1 pair of rows and labels, each changed alike.")),
        ("X = (", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_between_the_table_and_the_fit(ask_notebook: Ask, between: str, said: tuple[str, str]) -> None:
    assert ask_notebook("rows_apart", READ + between + FIT) == said


def test_nothing_is_fitted(ask_notebook: Ask) -> None:
    said = ("not-applicable", "Does not apply: nothing is fitted on rows and labels.")
    assert ask_notebook("rows_apart", READ) == said


def test_labels_that_are_drawn_and_overwritten(ask_notebook: Ask) -> None:
    source = READ + "i = df.sample(frac=0.1).index\ndf.loc[i, 'y'] = 1" + FIT
    said = ("warn", "Labels of rows that were drawn at random are overwritten in cell 1.")
    assert ask_notebook("rows_apart", source) == said
