"""Whether a value that a name calls a secret is one."""

from __future__ import annotations

import base64
import binascii
import re

from jupyter_mlsec.secrets.names import Says
from jupyter_mlsec.secrets.rarity import classes, looks_random, wordiness
from jupyter_mlsec.secrets.standins import is_made_up, is_stand_in, is_vocabulary

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PATH_OR_ADDRESS = re.compile(
    r"^[a-z][a-z0-9+.-]*://|^[~.]{0,2}/|^[A-Za-z]:\\|\.(?:json|txt|pem|py|ipynb|ya?ml|csv|env|key|crt|html?|md|pkl|zip)$"
)
_CODE = re.compile(
    r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|[\w\])]\(|^[A-Za-z_]\w*\[|^(?:self|cls|config|settings|args|st|cfg)\b|::|^-+[a-z]"
)
_DATE_OR_NUMBER = re.compile(r"^[+-]?[0-9][0-9.,:eE+TZ /_-]*$")
_PATTERN = re.compile(
    r"\(\?|\\[dwsbDWSB.+*(\[]|\{\d+(?:,\d*)?\}|\]\[|[A-Za-z]-[A-Za-z][A-Za-z0-9_-]{0,20}\]"
)  # a regular expression
# Words without anything between them, and what such a string says where it is a field's name, a type or a hint.
_PASSPHRASE = re.compile(r"[a-z]{12,64}|[A-Z][a-z]{11,63}|[a-z]{3,}(?:[A-Z][a-z]{2,}){2,}")
_SAYS_SO = re.compile(
    r"pass|secret|key|token|cred|admin|user|test|demo|login|change|here|your|enter|default|field|input|string|text|value"
    r"|name|label|hidden|require|valid|auth|type|placeholder|missing|unknown|encrypt|account|column|wort|contra|optional",
    re.IGNORECASE,
)
_APP_PASSWORD = re.compile(r"[a-z]{4}(?: [a-z]{4}){3}")
_NO_TOKEN = frozenset("[]{}|<>\"'\\")  # what no machine puts into a key
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,400}={0,2}")
_LONGEST = 512
_SYMBOLS = frozenset("!@#$%^&*?+=~|,;<>()[]{}\"'`\\/§€£")


def is_secret(says: Says, value: str, *, sure: bool) -> bool:
    """Judge ``value``. ``sure`` means that it stands where only a value can stand: in quotes, in a table's cell."""
    if not value or len(value) > _LONGEST or any(map(str.isspace, value)) or not value.isprintable():
        return False
    if _PATH_OR_ADDRESS.search(value) or _PATTERN.search(value) or is_stand_in(value) or _hides_words(value):
        return False
    is_code = _CODE.search(value) is not None and not _has_random_piece(value)
    if says is Says.PASSWORD:
        return (sure or not is_code) and _is_password(value, sure=sure)
    if is_code or _DATE_OR_NUMBER.match(value) or not value.isascii() or not _NO_TOKEN.isdisjoint(value):
        return False
    return says is not Says.NOTHING and _is_key(says, value, sure=sure)


def is_passphrase(value: str) -> bool:
    """Whether a string of letters alone, which a program gives as a password, is one: words that name nothing."""
    return _PASSPHRASE.fullmatch(value) is not None and not is_stand_in(value) and _SAYS_SO.search(value) is None


def is_app_password(value: str) -> bool:
    """Whether ``value`` is written as mail providers show their passwords for programs: four times four letters."""
    return _APP_PASSWORD.fullmatch(value) is not None and looks_random(value.replace(" ", ""))


def _is_key(says: Says, value: str, *, sure: bool) -> bool:
    if _UUID.fullmatch(value):
        return says in {Says.SECRET, Says.KEY} and sure
    if says is Says.SECRET and sure and _is_strong(value):
        return True
    shortest = {Says.MAYBE: 20, Says.TOKEN: 16}.get(says, 12 if sure else 16)
    return looks_random(value, shortest) and (says is not Says.MAYBE or classes(value) > 1)


def _hides_words(value: str) -> bool:
    """Whether ``value`` is the base64 of something that is plain language or a stand-in."""
    if len(value) % 4 or len(value) < 16 or not _BASE64.fullmatch(value):  # noqa: PLR2004 - less is chance
        return False
    try:
        text = base64.b64decode(value, altchars=b"-_" if {"-", "_"} & set(value) else None).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return text.isprintable() and (text.count(" ") > 1 or is_made_up(text) or is_vocabulary(text))


def _is_password(value: str, *, sure: bool) -> bool:
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    symbols = not _SYMBOLS.isdisjoint(value)
    mixed = value != value.lower() and value != value.upper()
    if not sure:
        if not digits:
            return symbols and mixed and looks_random(value, 10)
        return len(value) >= 8 and letters and (symbols or mixed or looks_random(value, 8))  # noqa: PLR2004
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
