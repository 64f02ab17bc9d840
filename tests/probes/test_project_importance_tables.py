"""Tables of importances: which are seen, what leads them, and what a person said of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NONE = ("not-applicable", "Does not apply: no table of importances lies in the project.")
FINE = ("pass", "1 table of importances, none led by what only tells rows apart.")
HEAD = "feature,importance,plausible,comment\n"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("scan_id,0.4,yes,", "an identifier"),
        ("image_path,0.4,yes,ok", "an identifier"),
        ("surname,0.4,yes,", "what names a person"),
        ("Patientenname,0.4,ja,", "what names a person"),
        ("exported_at,0.4,yes,", "a day of handling"),
        ("fecha_carga,0.4,si,", "a day of handling"),
        ("random_column,0.4,yes,", "a random column"),
        ("Zufallsspalte,0.4,ja,", "a random column"),
    ],
)
def test_what_leads_a_table(ask_project: Ask, row: str, what: str) -> None:
    rest = "area,0.2,yes,\ncontrast,0.1,yes,\n"
    assert ask_project("importance_tables", {"out/importance.csv": f"{HEAD}{rest}{row}\n"}) == (
        "warn",
        f"The model goes by columns that should tell it nothing. out/importance.csv: {what}.",
    )
    last = row.replace("0.4", "0.0")
    assert ask_project("importance_tables", {"out/importance.csv": f"{HEAD}{rest}{last}\n"}) == FINE
    told = f"{row.rpartition(',')[0]},known: see the review of May"
    assert ask_project("importance_tables", {"out/importance.csv": f"{HEAD}{rest}{told}\n"}) == FINE


@pytest.mark.parametrize("name", ["store_id", "year", "visit_date", "name_length", "noise_level_db", "month"])
def test_features_like_others(ask_project: Ask, name: str) -> None:
    table = f"{HEAD}{name},0.4,yes,\narea,0.2,yes,\ncontrast,0.1,yes,\n"
    assert ask_project("importance_tables", {"out/importance.csv": table}) == FINE


def test_nobody_judged(ask_project: Ask) -> None:
    rows = "area,0.4,{},\ncontrast,0.2,,\nedge,0.1,,\n"
    assert ask_project("importance_tables", {"importance.csv": HEAD + rows.format("")}) == (
        "fail",
        "Nobody said whether the features are plausible: importance.csv.",
    )
    assert ask_project("importance_tables", {"importance.csv": HEAD + rows.format("yes")}) == FINE


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"data/train.csv": "id,weight\n1,2\n2,3\n3,4\n"},
        {"importance.csv": "a,b\n1,2\n"},
        {"importance.csv": HEAD + "scan_id,high,,\narea,low,,\nedge,low,,\n"},
        {"importance.csv": HEAD + "scan_id,0.4,,\n"},
        {"importance.csv": '"\x00'},
        {"config.yaml": "class_weight: {order_id: 3, b: 2, c: 1}\n"},
    ],
)
def test_no_table_of_importances(ask_project: Ask, files: dict[str, str]) -> None:
    assert ask_project("importance_tables", files) == NONE
