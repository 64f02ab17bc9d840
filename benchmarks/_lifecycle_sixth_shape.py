"""How a pair with a secret or a personal number is written: the value is made up when the module is read."""

from __future__ import annotations

import random
import string

from benchmarks._lifecycle_fourth_shape import cells, project
from benchmarks._lifecycle_notebooks import Case

MARK = "@VALUE@"
SIGNS = string.ascii_letters + string.digits


def made_up(prefix: str, length: int, signs: str = SIGNS) -> str:
    """Return ``prefix`` and ``length`` signs that are the same in every run and nobody's."""
    dice = random.Random(f"{prefix}{length}")
    return prefix + "".join(dice.choice(signs) for _ in range(length))


def iban(country: str = "DE", length: int = 18) -> str:
    """Return an account number of nobody with right check digits (ISO 13616)."""
    body = made_up("", length, string.digits)
    code = "".join(str(int(sign, 36)) for sign in country)
    return f"{country}{98 - int(body + code + '00') % 97:02d}{body}"


def cells_with(value: str, name: str, item: str, text: str, *changes: str) -> Case:
    """Return a pair in cells, in which ``@VALUE@`` stands for ``value``."""
    return cells(name, item, text.replace(MARK, value), *(each.replace(MARK, value) for each in changes))


def project_with(value: str, name: str, item: str, path: str, text: str, *changes: str) -> Case:
    """Return a pair in a file of the project, in which ``@VALUE@`` stands for ``value``."""
    return project(name, item, path, text.replace(MARK, value), *(each.replace(MARK, value) for each in changes))
