"""Columns that number rows, among the features of a model that is explained."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
CODE = (
    "import pandas as pd\nfrom sklearn.tree import DecisionTreeClassifier\ndf = pd.read_csv('t.csv')\n"
    "m = DecisionTreeClassifier().fit(df[{}], df['y'])\nprint(m.feature_importances_)\n"
)


@pytest.mark.parametrize("name", ["id", "PassengerId", "row_id", "ticket_no", "Unnamed: 0", "filename", "Kundennummer"])
def test_a_column_that_numbers_rows(ask_notebook: Ask, name: str) -> None:
    status, said = ask_notebook("explained_identifiers", CODE.format(["age", name]))
    assert (status, said.startswith("The model that is explained was fitted on ")) == ("warn", True)


@pytest.mark.parametrize("name", ["store_id", "n_rooms", "paid", "humid", "product_no", "bmi"])
def test_a_column_that_is_a_feature(ask_notebook: Ask, name: str) -> None:
    said = ("pass", "1 explained fit without a column that numbers rows.")
    assert ask_notebook("explained_identifiers", CODE.format(["age", name])) == said


def test_nothing_is_explained_or_no_columns_are_known(ask_notebook: Ask) -> None:
    assert ask_notebook("explained_identifiers", "m.fit(x, y)\n")[0] == "not-applicable"
    assert ask_notebook("explained_identifiers", "m.fit(x, y)\nprint(m.coef_)\n")[0] == "not-applicable"
