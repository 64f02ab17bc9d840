from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import pandas as pd\nfrom sklearn.svm import SVC\ndf = pd.read_csv('d.csv')\n"


@pytest.mark.parametrize(
    ("features", "answer", "late"),
    [
        ("['loan_amnt', 'recoveries']", "loan_status", "recoveries"),
        ("['age', 'dischargeDisposition']", "died", "dischargeDisposition"),
        ("['tarif', 'Kündigungsgrund']", "gekuendigt", "Kündigungsgrund"),
        ("['carrier', 'dep_hour', 'actual_arrival']", "is_late", "actual_arrival"),
        ("['sex', 'boat']", "Survived", "boat"),
        ("['price', 'refund_amount']", "returned", "refund_amount"),
        ("['age', 'downtime_hours', 'temp']", "machine_failure", "downtime_hours"),
        ("['age', 'hours_until_death']", "died", "hours_until_death"),
        ("['plan', 'tage_bis_kuendigung']", "gekuendigt", "tage_bis_kuendigung"),
        ("['age', 'cancelled_at']", "cancelled", "cancelled_at"),
        ("['age', 'biopsy_grade']", "malignant", "biopsy_grade"),
        ("['elo', 'FTHG']", "winner", "FTHG"),
    ],
)
def test_what_follows_from_the_answer(ask_notebook: Ask, features: str, answer: str, late: str) -> None:
    said = ask_notebook("known_after_the_answer", f"{HEAD}SVC().fit(df[{features}], df['{answer}'])")
    assert said == ("warn", f"What follows from the answer is among the features in cell 1: {late}.")


def test_the_answer_is_made_of_a_status(ask_notebook: Ask) -> None:
    source = (
        "df['y'] = df['loan_status'].isin(['Charged Off']).astype(int)\nSVC().fit(df[['dti', 'out_prncp']], df['y'])"
    )
    said = ask_notebook("known_after_the_answer", HEAD + source)
    assert said == ("warn", "What follows from the answer is among the features in cell 1: out_prncp.")


@pytest.mark.parametrize(
    ("features", "answer"),
    [
        ("['loan_amnt', 'collateral', 'recovery_plan_offered']", "loan_status"),
        ("['carrier', 'boat', 'body']", "price"),
        ("['body_mass', 'age']", "died"),
        ("['refund_amount']", "lifetime_value"),
        ("['last_default_date']", "default"),
        ("['open', 'open_time']", "open_interest"),
        ("['treatment_type', 'age']", "relapse"),
    ],
)
def test_what_is_known_before(ask_notebook: Ask, features: str, answer: str) -> None:
    said = ask_notebook("known_after_the_answer", f"{HEAD}SVC().fit(df[{features}], df['{answer}'])")
    assert said == ("pass", "No feature is named like something that follows from the answer.")


@pytest.mark.parametrize(
    "table",
    [
        "pd.read_sql('select a.age, x.lgd_pct as lgd, bad from loans a', con)",
        "duckdb.query('with t as (select * from x) select age, lgd, bad from t').df()",
        "pd.read_csv('x.csv', usecols=['age', 'lgd', 'bad'])",
        "pl.read_csv('x.csv', columns=['age', 'lgd', 'bad']).to_pandas()",
    ],
)
def test_nobody_leaves_out_what_the_table_was_read_with(ask_notebook: Ask, table: str) -> None:
    source = "import duckdb, polars as pl\ny = d['bad']\nSVC().fit(d.drop(columns='bad'), y)"
    said = ask_notebook("known_after_the_answer", f"{HEAD}d = {table}\n{source}")
    assert said == ("warn", "What follows from the answer is among the features in cell 1: lgd.")
    left = source.replace("columns='bad'", "columns=['bad', 'lgd']")
    said = ask_notebook("known_after_the_answer", f"{HEAD}d = {table}\n{left}")
    assert said == ("pass", "No feature is named like something that follows from the answer.")


def test_features_without_names(ask_notebook: Ask) -> None:
    said = ask_notebook("known_after_the_answer", HEAD + "SVC().fit(df.drop(columns=['died']), df['died'])")
    assert said == ("not-applicable", "Does not apply: the features have no names.")


def test_what_nobody_can_read_is_no_evidence(ask_notebook: Ask) -> None:
    said = ask_notebook("known_after_the_answer", HEAD, "x =")
    assert said == ("error", "Not evidence: cell 2 is not valid Python.")
