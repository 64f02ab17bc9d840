"""Whether a value that a name calls a secret is one."""

from __future__ import annotations

import re

from jupyter_mlsec.secrets.names import Says
from jupyter_mlsec.secrets.rarity import classes, looks_random, wordiness
from jupyter_mlsec.secrets.standins import is_stand_in

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PATH_OR_ADDRESS = re.compile(
    r"^[a-z][a-z0-9+.-]*://|^[~.]{0,2}/|^[A-Za-z]:\\|\.(?:json|txt|pem|py|ipynb|ya?ml|csv|env|key|crt|html?|md|pkl|zip)$"
)
_CODE = re.compile(
    r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|[\w\])]\(|^[A-Za-z_]\w*\[|^(?:self|cls|config|settings|args|st|cfg)\b|::|^-+[a-z]"
)
_DATE_OR_NUMBER = re.compile(r"^[+-]?[0-9][0-9.,:eE+TZ /_-]*$")
_LONGEST = 512
_SYMBOLS = frozenset("!@#$%^&*?+=~|,;<>()[]{}\"'`\\/§€£")


def is_secret(says: Says, value: str, *, sure: bool) -> bool:
    """Judge ``value``. ``sure`` means that it stands where only a value can stand: in quotes, in a table's cell."""
    if not value or len(value) > _LONGEST or any(map(str.isspace, value)) or not value.isprintable():
        return False
    if (
        _PATH_OR_ADDRESS.search(value)
        or is_stand_in(value)
        or (not sure and _CODE.search(value) and not _has_random_piece(value))
    ):
        return False
    if says is Says.PASSWORD:
        return _is_password(value, sure=sure)
    if says is Says.NOTHING or _DATE_OR_NUMBER.match(value):
        return False
    if _UUID.fullmatch(value):
        return says in {Says.SECRET, Says.KEY} and sure
    if not value.isascii() or (_CODE.search(value) and not _has_random_piece(value)):
        return False
    if says is Says.SECRET and sure and _is_strong(value):
        return True
    return looks_random(value, {Says.MAYBE: 20, Says.TOKEN: 16}.get(says, 12 if sure else 16)) and (
        says is not Says.MAYBE or classes(value) > 1
    )


def _is_password(value: str, *, sure: bool) -> bool:
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    symbols = not _SYMBOLS.isdisjoint(value)
    mixed = value != value.lower() and value != value.upper()
    if not sure:
        return len(value) >= 8 and letters and digits and (symbols or mixed or looks_random(value, 8))  # noqa: PLR2004
    if len(value) < 6:  # noqa: PLR2004 - too short to be told from a word or a code
        return False
    if letters and (digits or symbols):
        return not (wordiness(value) > 0.95 and not digits and not mixed)  # noqa: PLR2004 - words with a comma
    if letters:
        return looks_random(value, 10)
    return digits and len(value) >= 8  # noqa: PLR2004


def _has_random_piece(value: str) -> bool:
    """Whether one part of a dotted value is random: a token of several parts, and no attribute of an object."""
    return "(" not in value and any(looks_random(piece, 16) for piece in value.split("."))


def _is_strong(value: str) -> bool:
    """Whether a short human secret still keeps three of four classes."""
    return len(value) >= 10 and classes(value) > 2 and not _SYMBOLS.isdisjoint(value) and any(map(str.isdigit, value))  # noqa: PLR2004
