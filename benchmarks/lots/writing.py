"""How a pair is written: one text, and the passages whose replacement makes it right, or spoils it."""

from __future__ import annotations

import random
import string
from collections.abc import Mapping

from benchmarks.lots.case import Case

COMMIT = "4f" * 20
DIGEST = "7c" * 32
MARK = "@VALUE@"
SIGNS = string.ascii_letters + string.digits


def _twin(name: str, text: str, *changes: str) -> str:
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        if text.count(old) != 1:
            raise ValueError(f"{name}: the passage stands {text.count(old)} times")
        text = text.replace(old, new)
    return text


def cells(name: str, item: str, text: str, *changes: str, files: Mapping[str, str] | None = None) -> Case:
    """Return a pair in the notebook's cells; ``changes`` are passages and what stands there in the twin.

    Raises ValueError if a passage does not stand in the text exactly once.
    """
    shared = dict(files or {})
    return Case(name, item, text, _twin(name, text, *changes), bad_files=shared, good_files=shared)


def beside(
    name: str, item: str, notebook: str, path: str, text: str, *changes: str, files: Mapping[str, str] | None = None
) -> Case:
    """Return a pair in a file that the notebook calls; ``files`` are others that lie there."""
    rest = dict(files or {})
    good = _twin(name, text, *changes)
    return Case(name, item, notebook, notebook, bad_files={**rest, path: text}, good_files={**rest, path: good})


def project(
    name: str,
    item: str,
    path: str,
    text: str,
    *changes: str,
    files: Mapping[str, str] | None = None,
    notebook: str = "x = 1",
) -> Case:
    """Return a pair in a file of the project, whose notebook does next to nothing."""
    rest = dict(files or {})
    good = _twin(name, text, *changes)
    return Case(name, item, notebook, notebook, bad_files={**rest, path: text}, good_files={**rest, path: good})


def spoilt(good: str, *changes: str) -> tuple[str, ...]:
    """Return the spoilt text and then, passage by passage, what makes it right again.

    Raises ValueError if a passage does not stand in the text exactly once.
    """
    bad, back = good, []
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        if bad.count(old) != 1:
            raise ValueError(f"stands {bad.count(old)} times: {old}")
        bad = bad.replace(old, new)
        back += [new, old]
    return (bad, *back)


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
