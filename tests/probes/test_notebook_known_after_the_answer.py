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


@pytest.mark.parametrize(
    ("feature", "answer"),
    [
        ("rent_per_sqm", "rent"),
        ("logSalary", "salary"),
        ("demand_decile", "demand"),
        ("inspection_after_failure", "failure"),
        ("nach_kuendigung_kontakt", "gekuendigt_kuendigung"),
        ("tip_amount", "trip_duration"),
        ("carrier_delay", "arr_delay"),
        ("final_grade", "dropout"),
    ],
)
def test_the_answer_in_another_unit_and_what_comes_after_it(ask_notebook: Ask, feature: str, answer: str) -> None:
    said = ask_notebook("known_after_the_answer", f"{HEAD}SVC().fit(df[['age', '{feature}']], df['{answer}'])")
    assert said == ("warn", f"What follows from the answer is among the features in cell 1: {feature}.")


@pytest.mark.parametrize(
    "feature", ["spend_next_30d", "orders_following_week", "umsatz_naechste_2_wochen", "ventas_proximo_mes"]
)
def test_features_of_the_time_to_come(ask_notebook: Ask, feature: str) -> None:
    said = ask_notebook("known_after_the_answer", f"{HEAD}SVC().fit(df[['age', '{feature}']], df['upgraded'])")
    assert said == ("warn", f"Features speak of the time that comes after in cell 1: {feature}.")


@pytest.mark.parametrize(
    ("feature", "answer"),
    [
        ("price_last_sale", "price"),
        ("price_lag_1", "price"),
        ("log_area", "price"),
        ("label_rank", "label"),
        ("next_week_holiday", "sales"),
        ("is_next_day_off", "sales"),
        ("sales_forecast_next_month", "sales"),
        ("next_of_kin", "died"),
    ],
)
def test_what_is_known_beforehand(ask_notebook: Ask, feature: str, answer: str) -> None:
    said = ask_notebook("known_after_the_answer", f"{HEAD}SVC().fit(df[['age', '{feature}']], df['{answer}'])")
    assert said[0] == "pass"


def test_what_the_notebook_computes_itself_is_not_told_by_its_name(ask_notebook: Ask) -> None:
    source = "df['sales_rank'] = df['visits'].rank()\nSVC().fit(df[['age', 'sales_rank']], df['sales'])"
    assert ask_notebook("known_after_the_answer", HEAD + source)[0] == "pass"
