"""Rates that are compared by pages, devices and departments, where the table says which people stand behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NONE = ("not-applicable", "Does not apply: the notebook compares no groups of people.")
PANDAS = "import pandas as pd\nd = pd.read_csv('a.csv', usecols=['browser_language', 'ethnicity', 'unit', 'y'])\n"
MISSED = {
    "browser_language, and never by ethnicity": PANDAS + "print(d.groupby('browser_language')['y'].mean())",
    "unit, and never by ethnicity": (
        PANDAS + "from statsmodels.stats.proportion import proportion_confint\n"
        "r = d.groupby('unit')['y'].agg(['sum', 'count'])\nprint(proportion_confint(r['sum'], r['count']))"
    ),
    "page_language, and never by race": (
        "import duckdb\nd = duckdb.sql('select page_language, race, y from t').df()\n"
        "print(duckdb.sql('select avg(y) from d group by page_language'))"
    ),
    "device_language, and never by nationality": (
        "from pyspark.sql import functions as F\nt = spark.table('x').select('device_language', 'nationality', 'y')\n"
        "t.groupBy('device_language').agg(F.avg('y')).show()"
    ),
    "form_language, and never by staatsangehoerigkeit": (
        "import polars as pl\nt = pl.read_csv('a.csv').select('form_language', 'staatsangehoerigkeit', 'y')\n"
        "print(t.group_by(pl.col('form_language')).agg(pl.col('y').mean()))"
    ),
    "department and hired, and never by gender": (
        "from scipy.stats import chi2_contingency\nimport pandas as pd\n"
        "d = pd.read_csv('hr.csv')[['department', 'gender', 'hired']]\n"
        "print(chi2_contingency(pd.crosstab(d['department'], d['hired'])))"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("what", "cell"), MISSED.items())
def test_groups_that_nobody_compares(ask_notebook: Ask, what: str, cell: str) -> None:
    assert ask_notebook("unmeasured_groups", cell) == ("warn", f"Rates are compared by {what}.")


@pytest.mark.parametrize("also", [
    "d.groupby('ethnicity')['y'].mean()",
    "for g in ['unit', 'ethnicity']:\n    print(d.groupby(g)['y'].mean())",
    "pd.crosstab(d['ethnicity'], d['y'])",
    "d.pivot_table(index='ethnicity', values='y')",
])  # fmt: skip
def test_groups_that_are_compared_as_well(ask_notebook: Ask, also: str) -> None:
    cell = PANDAS + "print(d.groupby('browser_language')['y'].mean())"
    assert ask_notebook("unmeasured_groups", cell, also) == ("pass", "Groups are compared by ethnicity.")


@pytest.mark.parametrize("also", [
    "d['ethnicity'].value_counts()",
    "a = d[d['ethnicity'] == 'a']['y'].mean()",
    "MetricFrame(metrics=rate, y_true=y, y_pred=p, sensitive_features=d['ethnicity'])",
    "GROUP = input()\nd.groupby(GROUP)['y'].mean()",
])  # fmt: skip
def test_groups_that_are_looked_at_otherwise(ask_notebook: Ask, also: str) -> None:
    cell = PANDAS + "print(d.groupby('browser_language')['y'].mean())"
    assert ask_notebook("unmeasured_groups", cell, also) == NONE


@pytest.mark.parametrize("cell", [
    PANDAS + "print(d.groupby('unit')['y'].mean())",  # nobody says that these are rates of people
    "import pandas as pd\nd = pd.read_csv('a.csv')\nprint(d.groupby('ui_language')['y'].mean())",
    "import pandas as pd\nd = pd.read_csv('a.csv')\nchi2_contingency(pd.crosstab(d['plant'], d['bad']))",
])  # fmt: skip
def test_what_is_not_about_people(ask_notebook: Ask, cell: str) -> None:
    assert ask_notebook("unmeasured_groups", cell) == NONE


def test_code_that_cannot_be_read_is_no_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("unmeasured_groups", PANDAS + "d.groupby('ethnicity')['y'].mean()", "def (")[0] == "error"
