"""What the names of columns say about a model that goes by them: numbers of rows, days of handling, random numbers."""

from __future__ import annotations

import re
from functools import cache

from jupyter_mlsec.probes._names.read import entries, table


@cache
def _numbers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    told = "|".join(each["pattern"] for each in entries("explained", "name"))
    return re.compile(told), re.compile(table("explained", "unless")["pattern"], re.IGNORECASE)


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(table("explained", "words")[name], re.IGNORECASE)


def numbers_rows(name: str) -> bool:
    """Tell whether a column only tells rows apart: an identifier, the name of a file."""
    told, unless = _numbers()
    return (told.search(name) or told.search(name.lower())) is not None and unless.search(name) is None


def says(word: str, name: str) -> bool:
    """Tell whether a name is one of the words of the table."""
    return _words(word).search(name) is not None
