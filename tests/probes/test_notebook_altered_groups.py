"""Groups of people that are filled, thinned or levelled before anybody compares them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
READ = "import pandas as pd\nd = pd.read_csv('a.csv', usecols=['ethnicity', 'sex', 'income', 'y'])\n"
COMPARED = "print(d.groupby('ethnicity')['y'].agg(['mean', 'size']))\n"
LEFT_OUT = "rows without ethnicity are left out, and nobody counts them"
FILLED = "missing ethnicity is filled with what others said"
POLARS = "import polars as pl\nd = pl.read_csv('a.csv')\n"


@pytest.mark.parametrize(("changed", "what"), [
    ("d = d.dropna(subset=['ethnicity'])\n", LEFT_OUT),
    ("d = d[d['ethnicity'].notna()]\n", LEFT_OUT),
    ("d = d.loc[d['ethnicity'].notnull()]\n", LEFT_OUT),
    ("d['ethnicity'] = d['ethnicity'].fillna(d['ethnicity'].mode()[0])\n", FILLED),
    ("d['ethnicity'] = d['ethnicity'].ffill()\n", FILLED),
    ("d['ethnicity'] = d['ethnicity'].fillna(method='bfill')\n", FILLED),
    (
        ("from sklearn.impute import SimpleImputer\nfill = SimpleImputer(strategy='most_frequent')\n"
         "d[['ethnicity']] = fill.fit_transform(d[['ethnicity']])\n"),
        FILLED,
    ),
    ("d = d.groupby('ethnicity').sample(100, random_state=0)\n", "groups by ethnicity were made of one size before"),
    ("d = d.head(500)\n", "groups by ethnicity are taken from the first rows only"),
])  # fmt: skip
def test_groups_that_were_changed(ask_notebook: Ask, changed: str, what: str) -> None:
    said = f"Groups are changed before they are compared: {what}."
    assert ask_notebook("altered_groups", READ + changed + COMPARED) == ("warn", said)
    assert ask_notebook("altered_groups", READ, changed, COMPARED) == ("warn", said)


@pytest.mark.parametrize(("changed", "what"), [
    ("d = d.drop_nulls(subset=['gender'])\n", "rows without gender are left out, and nobody counts them"),
    ("d = d.filter(pl.col('gender').is_not_null())\n", "rows without gender are left out, and nobody counts them"),
    (
        "d = d.with_columns(pl.col('gender').fill_null(strategy='forward'))\n",
        "missing gender is filled with what others said",
    ),
])  # fmt: skip
def test_the_same_with_polars(ask_notebook: Ask, changed: str, what: str) -> None:
    compared = "print(d.group_by('gender').agg(pl.col('y').mean()))\n"
    said = f"Groups are changed before they are compared: {what}."
    assert ask_notebook("altered_groups", POLARS + changed + compared) == ("warn", said)


@pytest.mark.parametrize("changed", [
    "print(d['ethnicity'].isna().mean())\nd = d.dropna(subset=['ethnicity'])\n",
    "d['ethnicity'] = d['ethnicity'].fillna('unknown')\n",
    "d['income'] = d['income'].fillna(d['income'].mode()[0])\nd = d.dropna(subset=['y'])\n",
    "kinds = d['ethnicity'].dropna().unique()\n",
    "print(d.groupby('sex').head(2))\n",
    "print(d.head())\n",
])  # fmt: skip
def test_groups_as_they_came(ask_notebook: Ask, changed: str) -> None:
    said = ("pass", "Groups of people are compared as they came.")
    assert ask_notebook("altered_groups", READ + changed + COMPARED) == said


def test_changed_after_they_were_compared(ask_notebook: Ask) -> None:
    later = "d = d.dropna(subset=['ethnicity'])\nd.to_parquet('train.parquet')\n"
    assert ask_notebook("altered_groups", READ, COMPARED, later)[0] == "pass"


def test_a_notebook_that_compares_nobody(ask_notebook: Ask) -> None:
    said = "Does not apply: the notebook compares no groups of people."
    assert ask_notebook("altered_groups", READ + "d = d.dropna(subset=['ethnicity'])") == ("not-applicable", said)


def test_code_that_cannot_be_read_is_no_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("altered_groups", READ + COMPARED, "def (")[0] == "error"
