"""Tables held against the limits beside them: in which form the limits stand, and what the notebook does about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
GOOD = "id,age,ward\n1,34,a\n2,51,b\n3,77,a\n4,29,b\n"
OUT = GOOD.replace("77", "777")
FIT = "import pandas as pd\ndf = pd.read_csv('data/visits.csv')\nmodel.fit(df[['age']], df['ward'])"
RANGE = "values of age out of range"
LIMITS = {
    "quality_limits.yaml": "ranges:\n  age: [0, 115]\n",
    "limits.yml": "age: {min: 0, max: 115}\n",
    "config/quality.toml": "[columns.age]\nminimum = 0\nmaximum = 115\n",
    "schema.json": '{"fields": [{"name": "id"}, {"name": "age", "constraints": {"minimum": 0, "maximum": 115}}]}',
    "checks.yaml": "columns:\n  - column: age\n    range: [0, 115]\n",
    "expected.yaml": "age: 0 - 115\n",
    "data_dictionary.csv": "name,type,min,max\nage,int,0,115\nward,text,,\n",
}


@pytest.mark.parametrize("place", LIMITS)
def test_limits_are_read_in_any_form(ask_project: Ask, place: str) -> None:
    said = f"A model learns from a table outside its own limits: visits.csv: {RANGE} ({place})."
    files = {place: LIMITS[place], "data/visits.csv": OUT}
    assert ask_project("table_limits", files, FIT) == ("warn", said)
    held = "1 table held against the limits beside it; nothing outside them is learned from."
    assert ask_project("table_limits", files | {"data/visits.csv": GOOD}, FIT) == ("pass", held)


@pytest.mark.parametrize(
    ("limits", "table", "what"),
    [
        ("max_missing: 0.1\nage: [0, 115]\n", GOOD.replace("34", ""), "more is missing than allowed"),
        (
            "missing: {max: 1}\nmax_missing: 10\nage: [0, 115]\n",
            GOOD.replace("34", "NA"),
            "more is missing than allowed",
        ),
        ("max_duplicates: 0\nage: [0, 115]\n", GOOD + "4,29,b\n", "more occurs twice than allowed"),
        ("max_duplicate_ids: 0\nage: [0, 115]\n", GOOD + "4,30,b\n", "more occurs twice than allowed"),
        ("columns:\n- {name: id, unique: true}\n", GOOD + "4,30,b\n", "more occurs twice than allowed"),
        ("columns:\n- {name: age, required: true}\n", GOOD.replace("34", ""), "more is missing than allowed"),
        ("ward: {allowed: [a, b]}\n", GOOD + "5,30,z\n", "values of ward that are not allowed"),
    ],
)
def test_each_kind_of_limit_counts(ask_project: Ask, limits: str, table: str, what: str) -> None:
    said = f"A model learns from a table outside its own limits: visits.csv: {what} (limits.yaml)."
    assert ask_project("table_limits", {"limits.yaml": limits, "data/visits.csv": table}, FIT) == ("warn", said)
    assert ask_project("table_limits", {"limits.yaml": limits, "data/visits.csv": GOOD}, FIT)[0] == "pass"


@pytest.mark.parametrize(
    "cell",
    [
        "df = df[df['age'] <= 115]",
        "ok = df['age'].between(0, 115)\ndf = df.loc[ok]",
        "df['age'] = df['age'].clip(0, 115)",
        "assert df['age'].between(0, 115).all()",
        "if df['age'].max() > 115:\n    raise ValueError('age')",
        "df = df.query('age <= 115')",
    ],
)
def test_what_is_cut_or_stopped_for_is_no_defect(ask_project: Ask, cell: str) -> None:
    files = {"limits.yaml": "age: [0, 115]\n", "data/visits.csv": OUT}
    assert ask_project("table_limits", files, FIT.replace("model.fit", f"{cell}\nmodel.fit"))[0] == "pass"
    assert (
        ask_project("table_limits", files, FIT.replace("model.fit", "print(df['age'].describe())\nmodel.fit"))[0]
        == "warn"
    )


@pytest.mark.parametrize(
    ("limits", "cell"),
    [
        ("clip: {age: [0, 10]}\n", FIT),
        ("height: [0, 3]\nweight: [0, 300]\nage: [0, 115]\n", FIT),
        ("seed: 7\nsplit: [0.8, 0.2]\n", FIT),
        ("age: [0, 115]\n", FIT.replace("model.fit", "print")),
        ("age: [0, 115]\n", FIT.replace("visits", "others")),
        ("age: [0, 115\n", FIT),
    ],
)
def test_other_settings_and_tables_are_no_evidence(ask_project: Ask, limits: str, cell: str) -> None:
    assert ask_project("table_limits", {"limits.yaml": limits, "data/visits.csv": OUT}, cell)[0] == "not-applicable"
