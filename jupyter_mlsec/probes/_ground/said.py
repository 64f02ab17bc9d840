"""What people declare, read as they write it: blanks in several languages, days, names of people."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from jupyter_mlsec.probes._names.read import words

_BRACKETS = re.compile(r"[<\[{(].*[>\]})]|[?._…/\-\u2013\u2014*x\s]+", re.IGNORECASE)
_EDGES = " \t\n.:;!*_'\"`<>[](){}…"
_ISO = re.compile(r"(?P<y>\d{4})[-/.]?(?P<m>\d{1,2})[-/.]?(?P<d>\d{1,2})(?:[T ].*)?")
_DOTTED = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})")
_WRITTEN = re.compile(
    r"(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er)?\s+(?:de\s+)?(?P<name>[^\W\d_]{3,})\.?\s+(?:de\s+)?(?P<y>\d{4})"
    r"|(?P<name2>[^\W\d_]{3,})\s+(?P<d2>\d{1,2}),?\s+(?P<y2>\d{4})"
)
_MONTHS = (  # how their names begin in some languages
    "jan ene gen", "feb fev fév", "mar mär mrz", "apr abr avr", "may mai mag", "jun giu juin", "jul lug juil",
    "aug ago aou aoû", "sep set", "oct okt ott out", "nov", "dec dez dic déc",
)  # fmt: skip
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")
_BETWEEN = re.compile(r"\s*(?:[;/&|\n]|\b(?:and|und|et|y|e)\b)\s*")


def is_blank(text: str, *, person: bool = False) -> bool:
    """Tell whether an answer is still to come; where a ``person`` (or a limit) is asked for, nobody is none as well."""
    plain = text.strip().strip(_EDGES).casefold()
    if not plain or _BRACKETS.fullmatch(text.strip()):
        return True
    begin = re.split(r"[\s:(\-\u2013\u2014,.]+", plain, maxsplit=1)[0]
    if plain in words("said", "placeholders") or begin in {"tbd", "todo", "tba", "tbc", "fixme", "xxx"}:
        return True
    return person and plain in words("said", "nobody")


def is_forever(text: str) -> bool:
    """Tell whether a time without an end is meant."""
    return text.strip().strip(_EDGES).casefold() in words("said", "forever")


def day_of(text: str) -> date | None:
    """Return the day that a text names: as ISO 8601, with dots, or with the month's name; None for other ways."""
    text = text.strip()
    for pattern in (_ISO, _DOTTED):
        if (match := pattern.fullmatch(text)) is not None:
            return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    name = (match["name"] or match["name2"] or "").casefold()
    month = next((place for place, begins in enumerate(_MONTHS, 1) if name.startswith(tuple(begins.split()))), 0)
    return _day(int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def people(text: str) -> list[str]:
    """Return the people that a text names: ``A. Ng; B. Li``, ``A. Ng and B. Li``, ``Ng, Anna`` is one."""
    found = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(found) == 1 and "," in text:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if all(len(part.split()) > 1 or "@" in part for part in parts):
            return parts
    return [part.strip() for part in found]


def same_person(one: str, other: str) -> bool:
    """Tell whether two ways of writing mean one person: case, accents, titles, order, addresses do not matter."""
    if set(_mails(one)) & set(_mails(other)):
        return True
    first, second = _name_words(one), _name_words(other)
    return bool(first) and first == second


def maybe_same_person(one: str, other: str) -> bool:
    """Tell whether a first name may only be shortened in one of them: ``A. Ng`` and ``Anna Ng``."""
    first, second = sorted(_name_words(one), key=len), sorted(_name_words(other), key=len)
    if len(first) != len(second) or len(first) < 2 or len(first[-1]) < 2:  # noqa: PLR2004 - a first and a last name
        return False
    shared = set(first) & set(second)
    left, right = sorted(set(first) - shared), sorted(set(second) - shared)
    pairs = list(zip(left, right, strict=False))
    return bool(shared) and len(left) == len(right) and all(a[0] == b[0] and 1 in {len(a), len(b)} for a, b in pairs)


def _mails(text: str) -> list[str]:
    return [match.casefold() for match in _MAIL.findall(text)]


def _name_words(text: str) -> frozenset[str]:
    """Return the words of a name; those of its e-mail address where it has no other."""
    plain = _MAIL.sub(" ", text)
    if not re.search(r"[^\W\d_]", plain):
        plain = " ".join(mail.partition("@")[0] for mail in _mails(text))
    bare = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    bare = bare if bare.strip() else plain
    found = [word.casefold() for word in re.findall(r"[^\W\d_]+", bare)]
    kept = [word for word in found if word not in words("said", "titles")]
    return frozenset(kept or found)
