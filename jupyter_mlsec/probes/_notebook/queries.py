"""What an SQL query does with other rows: averages over all of them, looks at later ones, runs with time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_AGGREGATE = re.compile(
    r"\b(?:avg|mean|median|stddev\w*|var_\w+|variance|quantile\w*|percentile\w*|min|max|sum|corr)\s*\(", re.IGNORECASE
)
_LEAD = re.compile(r"\b(?:lead|last_value)\s*\(", re.IGNORECASE)
_OVER = re.compile(r"\s*(?:filter\s*\([^()]*\)\s*)?over\s*(?P<body>\(|\w+)", re.IGNORECASE)
_ALIAS = re.compile(r"\s*(?:as\s+)?[\"`]?(?P<name>\w+)", re.IGNORECASE)
_COLUMN = re.compile(r"\s*(?:\w+\.)?[\"`]?(?P<name>\w+)[\"`]?\s*")
_PAST = re.compile(
    r"\band\s+(?:\d+|interval\s+\S+(?:\s+\w+)?)\s+preceding\b|\bexclude\s+(?:current|group|ties)", re.IGNORECASE
)
_JOIN = re.compile(
    r"\bjoin\s+[\"`]?(?P<table>[\w.]+)[\"`]?(?:\s+(?:as\s+)?(?!on\b|using\b)(?P<alias>\w+))?\s+on\b"
    r"(?P<on>.*?)(?=\b(?:left|right|inner|cross|join|where|group|order|qualify|window|limit)\b|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_MOVED = re.compile(
    r"\b(?P<one>\w+)\.\w+\s*=\s*(?P<other>\w+)\.\w+\s*(?P<sign>[+-])\s*(?:interval\b|\d+\b)", re.IGNORECASE
)
_WINDOW = r"\b{}\s+as\s*\("
_SOME = re.compile(r"\b(?:where|having|qualify)\b", re.IGNORECASE)
_TIMED = re.compile(r"\b(?:where|having|qualify|on)\b.*(?:<|\bsplit\b|\bfold\b|\btrain)", re.IGNORECASE | re.DOTALL)
_NOTHING = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)
_SUMS = re.compile(r"sum", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Window:
    """One value of a query that is computed from other rows; ``name`` is the column that it becomes."""

    name: str
    whole: bool = False  # of all rows, whenever they were
    later: bool = False  # of rows that come after
    own: str = ""  # the column of which it holds the row's own value, beside those of the rows before


def windows(query: str) -> Iterator[Window]:
    """Yield the values of a query that other rows decide about."""
    text = without_comments(query)
    if not re.search(r"\bselect\b", text, re.IGNORECASE):
        return
    for pattern, later in ((_AGGREGATE, False), (_LEAD, True)):
        for match in pattern.finditer(text):
            found = _window(text, match.start(), match.end() - 1, later=later)
            if found is not None:
                yield found


def joined_ahead(query: str) -> Iterator[str]:
    """Yield the columns that are joined from a later day: ``JOIN prices p ON p.day = o.day + INTERVAL 1 DAY``."""
    text = without_comments(query)
    for join in _JOIN.finditer(text):
        alias = (join["alias"] or join["table"]).lower()
        for match in _MOVED.finditer(join["on"]):
            one, other, forth = match["one"].lower(), match["other"].lower(), match["sign"] == "+"
            if one != other and alias in {one, other} and forth is (alias == one) and "forecast" not in join["table"]:
                columns = re.finditer(rf"\b{re.escape(alias)}\.(\w+)", text, re.IGNORECASE)
                yield from (told_alias(text, each.end()) or each[1] for each in columns if each.end() < join.start())
                break


def without_comments(query: str) -> str:
    """Return a query without its comments, and with nothing in its texts."""
    return _NOTHING.sub(lambda found: " " if found[0][0] != "'" else "''", query)


def _window(text: str, start: int, opened: int, *, later: bool) -> Window | None:
    end = closed_at(text, opened)
    over = _OVER.match(text, end)
    if over is None:
        alias = told_alias(text, end)
        return None if later else Window(alias, whole=True) if _is_statistic(text, start) else None
    at = over.start("body")
    if text[at] == "(":
        body, after = text[at : closed_at(text, at)], closed_at(text, at)
    else:
        named = re.search(_WINDOW.format(re.escape(over["body"])), text, re.IGNORECASE)
        body, after = text[named.end() : closed_at(text, named.end() - 1)] if named else "order by", over.end()
    alias, ordered = told_alias(text, after), re.search(r"\border\s+by\b", body, re.IGNORECASE) is not None
    if re.search(r"\bfollowing\b", body, re.IGNORECASE):
        return Window(alias, later=ordered, whole=not ordered)
    if later:
        descending = re.search(r"\bdesc\b", body, re.IGNORECASE) is not None
        return None if descending or "last" in text[start:opened].lower() else Window(alias, later=True)
    if ordered:
        column = _COLUMN.fullmatch(text[opened + 1 : end - 1])
        return None if column is None or _PAST.search(body) else Window(alias, own=column["name"])
    return None if _TIMED.search(text) else Window(alias, whole=True)


def _is_statistic(text: str, place: int) -> bool:
    """Tell whether an aggregate without a window is held against rows, and does not make them."""
    begin, end = _select_around(text, place)
    inner = text[begin:end]
    if _SOME.search(inner) or _SUMS.match(text, place):
        return False
    grouped = re.search(r"\bgroup\s+by\b", inner, re.IGNORECASE) is not None
    if (begin, end) == (0, len(text)):
        return not grouped
    return not grouped or re.search(r"\bjoin\b", text[:begin] + text[end:], re.IGNORECASE) is not None


def _select_around(text: str, place: int) -> tuple[int, int]:
    """Return where the innermost query in brackets around a place begins and ends."""
    found = (0, len(text))
    for match in re.finditer(r"\(\s*select\b", text[:place], re.IGNORECASE):
        end = closed_at(text, match.start())
        if end > place:
            found = (match.start(), end)
    return found


def closed_at(text: str, opened: int) -> int:
    """Return the place behind the bracket that closes the one at ``opened``."""
    depth = 0
    for place in range(opened, len(text)):
        depth += (text[place] == "(") - (text[place] == ")")
        if depth == 0:
            return place + 1
    return len(text)


def told_alias(text: str, place: int) -> str:
    """Return the name that what ends at a place is given; nothing where it has none."""
    match = _ALIAS.match(text, place)
    return match["name"] if match is not None and match["name"].lower() not in {"from", "as"} else ""
