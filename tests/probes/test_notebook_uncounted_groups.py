"""Rare groups of people in the table beside a notebook: who looks at them, in which way, and who does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


def table(column: str, rare: int, others: int, mark: str = ",") -> str:
    """Return a table in which one group has so many rows, and another so many."""
    rows = [f"{'f' if row < rare else 'm'}{mark}{row * 7 % 90}{mark}{row % 2}" for row in range(rare + others)]
    return "\n".join([mark.join((column, "income", "paid")), *rows, ""])


FIT = "from sklearn.svm import SVC\nm = SVC().fit(df[['gender', 'income']], df['paid'])\nprint(m.score(X, y))"
CODE = f"import pandas as pd\ndf = pd.read_csv('loans.csv')\n{FIT}"
RARE = {"loans.csv": table("gender", 9, 71)}
SEEN = ("warn", "Groups of people are rare, and nothing looks at them: gender in loans.csv.")


@pytest.mark.parametrize(
    ("column", "name", "code"),
    [
        ("gender", "loans.csv", CODE),
        ("sexo", "clientes.csv", "import pandas as pd\ndf = pd.read_csv('clientes.csv', sep=';')\nm.fit(df, y)"),
        ("Geschlecht", "kunden.csv", "import polars as pl\ndf = pl.read_csv('kunden.csv')\nm.fit(df, y)"),
        ("religion", "people.tsv", "import pandas as pd\ndf = pd.read_table('people.tsv')\nmodel.fit(df.values, y)"),
        ("race", "a.csv", "import pandas as pd\ndf = pd.read_csv('a.csv').dropna(subset=['race'])\nm.fit(df, y)"),
    ],
)
def test_a_rare_group_that_nobody_looks_at(ask_notebook: Ask, column: str, name: str, code: str) -> None:
    mark = ";" if "sep=';'" in code else "\t" if name.endswith("tsv") else ","
    said = ask_notebook("uncounted_groups", code, beside={name: table(column, 9, 71, mark)})
    assert said == ("warn", f"Groups of people are rare, and nothing looks at them: {column} in {name}.")
    said = ask_notebook("uncounted_groups", code, beside={name: table(column, 39, 41, mark)})
    assert said == ("pass", "1 column with groups of people, none rare and passed over.")


@pytest.mark.parametrize(
    "cell",
    [
        "print(df['gender'].value_counts())",
        "print(df.groupby('gender')['paid'].mean())",
        "for name in ['gender', 'income']:\n    print(df[name].value_counts())",
        "print(pd.crosstab(df.gender, df.paid))",
        "women = df[df['gender'] == 'f']",
        "import seaborn as sns\nsns.countplot(df, x='paid', hue='gender')",
        "from fairlearn.metrics import MetricFrame\nMetricFrame(metrics=f, sensitive_features=df.gender)",
        "from sklearn.model_selection import train_test_split\na, b = train_test_split(df, stratify=df['gender'])",
        "def rates(table, by):\n    return table.groupby(by).mean()\nrates(df, 'gender')",
        "import duckdb\nduckdb.sql('select gender, count(*) from df group by gender')",
        "key = 'gender'\nprint(df.groupby(key).size())",
    ],
)
def test_whoever_looks_is_left_alone(ask_notebook: Ask, cell: str) -> None:
    assert ask_notebook("uncounted_groups", CODE, cell, beside=RARE)[0] == "pass"
    assert ask_notebook("uncounted_groups", CODE, "print(df['income'].value_counts())", beside=RARE) == SEEN


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        (CODE, {}),
        (CODE, {"loans.csv": table("gender", 4, 16)}),
        (CODE, {"loans.csv": table("colour", 9, 71)}),
        (CODE.replace(FIT, "print(df.head())"), RARE),
        ("model.fit(X, y)", RARE),
    ],
    ids=["no file", "an example", "no people", "no fit", "no table"],
)
def test_without_a_table_or_a_fit_it_is_no_evidence(ask_notebook: Ask, code: str, beside: dict[str, str]) -> None:
    said = ("not-applicable", "Does not apply: no model learns from a small table with groups of people.")
    assert ask_notebook("uncounted_groups", code, beside=beside) == said


def test_what_is_predicted_is_no_group(ask_notebook: Ask) -> None:
    code = "import pandas as pd\ndf = pd.read_csv('loans.csv')\ny = df['gender']\nm.fit(df[['income']], y)"
    assert ask_notebook("uncounted_groups", code, beside=RARE)[0] == "pass"


def test_a_group_by_which_nothing_is_compared_is_told_by_another_probe(ask_notebook: Ask) -> None:
    rates = (
        "d = df[['gender', 'income', 'paid']]\n"
        "from scipy.stats import chi2_contingency\nprint(chi2_contingency(pd.crosstab(d['income'], d['paid'])))"
    )
    assert ask_notebook("unmeasured_groups", f"{CODE}\n{rates}", beside=RARE)[0] == "warn"
    assert ask_notebook("uncounted_groups", f"{CODE}\n{rates}", beside=RARE)[0] == "pass"
    assert ask_notebook("uncounted_groups", CODE, beside=RARE) == SEEN
