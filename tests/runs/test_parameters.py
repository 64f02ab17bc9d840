"""Parameters: names that are declared, types that are kept, secrets that stay references."""

from __future__ import annotations

import pytest

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.runs.parameters import (
    CommandLineText,
    check_parameters,
    declared_parameters,
    parse_value,
    typed_value,
)
from jupyter_mlsec.runs.references import SecretReference

SOURCE = """%matplotlib inline
n = 1
rate: float = 0.5
name = 'x'
flag = True
where = [1]
table = {}
any_ = None
computed = n + 1
"""


def cells(source: str, tag: str = "parameters") -> list[dict[str, object]]:
    return [{"cell_type": "code", "source": source, "metadata": {"tags": [tag]}}]


def test_declared_parameters_are_the_assignments_of_the_tagged_cell() -> None:
    assert declared_parameters(cells(SOURCE), "python") == {
        "n": 1,
        "rate": 0.5,
        "name": "x",
        "flag": True,
        "where": [1],
        "table": {},
        "any_": None,
        "computed": ...,
    }
    assert declared_parameters(cells(SOURCE, "other"), "python") == {}
    assert declared_parameters(cells("def ("), "python") == {}
    assert declared_parameters(cells("n <- 1\nm = 2\nif (n == 3) {}"), "r") == {"n": ..., "m": ...}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("True", True),
        ("false", False),
        ("None", None),
        ("tRUE", "tRUE"),
        ("5 apples", "5 apples"),
        ("", ""),
        ("env:HOME", SecretReference("HOME")),
        ("keyring:hub.example/ada", SecretReference("KEYRING_HUB_EXAMPLE_ADA", "hub.example", "ada")),
        ("keyring:hub", "keyring:hub"),
        ("env:", "env:"),
        ("env:a-b", "env:a-b"),
    ],
)
def test_values_of_the_command_line(text: str, value: object) -> None:
    assert parse_value(text) == value
    assert type(parse_value(text)) is type(value)


def test_text_stays_text_where_the_notebook_has_text() -> None:
    assert typed_value("01234", "x") == "01234"
    assert typed_value("01234", 1) == 1234
    assert typed_value("env:HOME", "x") == SecretReference("HOME")


def test_lists_and_tables_are_json() -> None:
    assert typed_value('[1, "two", 3.5, null]', [0]) == [1, "two", 3.5, None]
    assert typed_value('{"a": [true]}', {}) == {"a": [True]}
    assert typed_value("[1,", []) == "[1,"
    assert typed_value("[1]", "text") == "[1]"
    with pytest.raises(UsageError, match=r"^the parameter where is a list in the notebook, not a table$"):
        check_parameters({"where": CommandLineText('{"a": 1}')}, declared_parameters(cells(SOURCE), "python"))
    declared = {"name": "x", "n": 1, "free": None}
    typed = {name: CommandLineText("01234") for name in declared}
    assert check_parameters(typed, declared) == {"name": "01234", "n": 1234, "free": 1234}


def test_values_that_fit_are_kept() -> None:
    declared = declared_parameters(cells(SOURCE), "python")
    given = {
        "n": 2,
        "rate": 1,
        "name": "",
        "flag": False,
        "where": [],
        "table": {"a": None},
        "any_": 1,
        "computed": "x",
    }
    kept = check_parameters(given, declared)
    assert kept == given
    assert type(kept["rate"]) is float


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"m": 1}, "the notebook has no parameter m"),
        ({'n=7;INJ="ran"#': 1}, "'n=7;INJ=\"ran\"#' is not a parameter's name"),
        ({"class": 1}, "'class' is not a parameter's name"),
        ({"n": "five"}, "the parameter n is a whole number in the notebook, not text"),
        ({"n": True}, "the parameter n is a whole number in the notebook, not true or false"),
        ({"n": 1.5}, "the parameter n is a whole number in the notebook, not a number"),
        ({"flag": 1}, "the parameter flag is true or false in the notebook, not a whole number"),
        ({"name": 1}, "the parameter name is text in the notebook"),
        ({"rate": float("inf")}, "the parameter rate is not a finite number"),
        ({"where": [float("nan")]}, "the parameter where is not a finite number"),
        ({"table": {1: 2}}, "the parameter table is a table with keys that are not text"),
        ({"any_": object()}, "the parameter any_ is of a type that cannot be passed to a notebook"),
    ],
)
def test_values_that_do_not_fit_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as error:
        check_parameters(given, declared_parameters(cells(SOURCE), "python"))
    assert str(error.value) == message
