from __future__ import annotations

import random
from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
CALM = ("pass", "No personal value in the source of 1 cell.")


def account(seed: int) -> str:
    """Return an account number with the right check digits, made up anew."""
    bank = "".join(random.Random(seed).choices("0123456789", k=18))
    return f"DE{98 - int(bank + '131400') % 97:02}{bank}"


def card(seed: int) -> str:
    digits = [4, *random.Random(seed).choices(range(10), k=14)]
    total = sum(sum(divmod(2 * d, 10)) if place % 2 == 0 else d for place, d in enumerate(digits))
    plain = "".join(map(str, [*digits, -total % 10]))
    return " ".join(plain[place : place + 4] for place in range(0, 16, 4))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "form", ["x = df[df.iban == '{}']", "# konto {}\nx = 1", "x = lookup('DE' '{rest}')", "x = 'DE' + '{rest}'"]
)
def test_accounts(ask_notebook: Ask, seed: int, form: str) -> None:
    number = account(seed)
    assert ask_notebook("personal_literals", form.format(number, rest=number[2:])) == (
        "fail",
        "The source of cell 1 holds an IBAN.",
    )


def test_cards(ask_notebook: Ask) -> None:
    assert ask_notebook("personal_literals", f"x = '{card(1)}'") == (
        "fail",
        "The source of cell 1 holds a card number.",
    )


@pytest.mark.parametrize(
    "form", ["df[df['mail'] == '{}']", "df[df['mail'] == '{0}' '{1}']", "rows.get({2!r} + '@stadtwerke-halle.de')"]
)
def test_addresses_of_people(ask_notebook: Ask, form: str) -> None:
    whole = "petra.sommer" + "@stadtwerke-halle.de"
    source = (
        form.format(whole, "", "petra.sommer")
        if "{1}" not in form
        else form.format("petra.sommer", "@stadtwerke-halle.de")
    )
    assert ask_notebook("personal_literals", source) == ("warn", "The source of cell 1 holds an e-mail address.")


@pytest.mark.parametrize(
    "source",
    [
        "x = 'user@example.com'",
        "Entrez.email = 'petra.sommer@stadtwerke-halle.de'",
        "!ssh petra@rechner.stadtwerke-halle.de ls",
        "!git config user.email petra.sommer@stadtwerke-halle.de",
        "x = '4111 1111 1111 1111'",
        "x = 'DE89 3704 0044 0532 0130 01'",
        "x = 1234567890123",
    ],
)
def test_examples_and_accounts_of_the_author(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("personal_literals", source) == CALM


def test_without_cells(ask_notebook: Ask) -> None:
    assert ask_notebook("personal_literals") == ("not-applicable", "Does not apply: the notebook holds no cell.")


@pytest.mark.parametrize("form", ["# paid with {}\nx = 1", "x = pay('{}')", "x = rows[rows.n == {}]"])
def test_digits_in_one_piece_may_be_a_card(ask_notebook: Ask, form: str) -> None:
    plain = card(1).replace(" ", "")
    said = ("warn", "The source of cell 1 holds what could be a card number.")
    assert ask_notebook("personal_literals", form.format(plain)) == said
    other = plain[:-1] + str((int(plain[-1]) + 1) % 10)
    assert ask_notebook("personal_literals", form.format(other)) == CALM
