from __future__ import annotations

from datetime import date

import pytest

from jupyter_mlsec.probes._ground.said import day_of, is_blank, is_forever, maybe_same_person, people, same_person


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "TBD",
        "tbd (Anna)",
        "?",
        "…",
        "à définir",
        "noch offen",
        "por definir",
        "<who>",
        "[name]",
        "To be determined.",
        "x",
    ],
)
def test_blanks(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize(
    "text", ["A. Ng", "5 years", "none", "keine", "drift", "PSI", "#ml-alerts", "open data office"]
)
def test_answers(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize("text", ["none", "niemand", "nadie", "n/a", "-", "Everybody"])
def test_nobody_is_no_person(text: str) -> None:
    assert is_blank(text, person=True)


@pytest.mark.parametrize("text", ["forever", "unbegrenzt", "illimité", "Para siempre.", "never"])
def test_time_without_an_end(text: str) -> None:
    assert is_forever(text)
    assert not is_forever("2 years")


@pytest.mark.parametrize(
    "text",
    ["2026-05-01", "20260501", "2026/5/1", "01.05.2026", "1. Mai 2026", "1 mai 2026", "1 de mayo de 2026",
     "May 1, 2026", "1st May 2026", "2026-05-01T09:00:00Z"],
)  # fmt: skip
def test_days(text: str) -> None:
    assert day_of(text) == date(2026, 5, 1)


@pytest.mark.parametrize("text", ["soon", "2026", "05/01/2026", "2026-13-01", "31.02.2026", "1 Foo 2026"])
def test_what_is_no_day(text: str) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Ng", "ng, anna"),
        ("Dr. Anna Ng", "Anna Ng"),
        ("José Pérez", "Jose Perez <jose@lab.es>"),
        ("anna.ng@lab.org", "Anna Ng"),
        ("A. Ng <a@lab.org>", "Anna <A@lab.org>"),
    ],
)
def test_one_person(one: str, other: str) -> None:
    assert same_person(one, other)


@pytest.mark.parametrize(("one", "other"), [("Anna Ng", "Bo Ng"), ("A", "B"), ("Anna Ng", "A. Li"), ("", "")])
def test_two_people(one: str, other: str) -> None:
    assert not same_person(one, other)
    assert not maybe_same_person(one, other)


def test_a_first_name_may_be_shortened() -> None:
    assert maybe_same_person("A. Ng", "Anna Ng")


@pytest.mark.parametrize(
    ("text", "names"),
    [("A. Ng; B. Li", ["A. Ng", "B. Li"]), ("A. Ng und B. Li", ["A. Ng", "B. Li"]), ("Ng, Anna", ["Ng, Anna"]),
     ("A. Ng, B. Li", ["A. Ng", "B. Li"])],
)  # fmt: skip
def test_several_people(text: str, names: list[str]) -> None:
    assert people(text) == names
