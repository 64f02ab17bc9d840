"""Figures of a record that do not keep the limits that are written beside them, and were let through all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from jupyter_mlsec.probes._folder.record_fields import Entry, spellings
from jupyter_mlsec.probes._folder.record_rules import rules_about, says, table
from jupyter_mlsec.probes._folder.records import Judge, Kept

_NUMBER = re.compile(
    r"(?P<sign>>=|<=|=>|=<|[<>\u2265\u2264\u2a7e\u2a7d])?\s*(?P<number>[-+]?(?:\d{1,9}(?:[.,]\d{1,9})?|[.,]\d{1,9})(?:[eE][-+]?\d{1,3})?)\s*(?P<percent>%|\uff05)?"
)
_AT_LEAST = frozenset({">=", "=>", ">", "\u2265", "\u2a7e"})
_AT_MOST = frozenset({"<=", "=<", "<", "\u2264", "\u2a7d"})
_LEAST_WORD = re.compile(
    r"(?:^|\b)(?:min|at least|mindestens|au moins|al menos|almeno|pelo menos|ao menos)|\u4ee5\u4e0a|\u81f3\u5c11"
)
_MOST_WORD = re.compile(
    r"(?:^|\b)(?:max|at most|hochstens|au plus|como mucho|al massimo|no maximo)|\u4ee5\u4e0b|\u4ee5\u5185"
)
_LARGEST_SHARE = 1.0
_NEAR = 3  # names that lead to a verdict on the whole record
_KINDS = frozenset({"data", "evaluation", "expectations", "release"})
_TOPICS = tuple(f"EVA-0{number}" for number in range(2, 10))
_OWN = (
    (r"(?:min|required|minimum) (.+)", "least"),
    (r"(.+) (?:min|minimum|required|floor)", "least"),
    (r"(?:max|allowed|maximum) (.+)", "most"),
    (r"(.+) (?:max|maximum|allowed|ceiling)", "most"),
    (r"(.+) (?:limit|threshold|target)", ""),
    (r"(?:limit|threshold|target) (.+)", ""),
)
_GAPS = "EVA-06"
_WORDS = {
    "COL-02": "the data do not keep the record's own limit",
    "EVA-01": "a figure does not keep the record's own limit",
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(table("limits")[name])


def broken_limits(item: str) -> Judge:
    """Return what sees figures of an item that do not keep their limits although the record lets them through."""

    def judge(kept: Kept) -> Iterator[str]:
        if not kept.kinds & _KINDS:
            return
        for path, honest in _broken(kept):
            if not honest and item_of(path) == item:
                yield _WORDS.get(item, "a figure does not keep the record's own limit")

    return judge


@lru_cache(maxsize=4096)
def item_of(path: tuple[str, ...]) -> str:
    """Return the item of the checklist that a figure belongs to, by the names that lead to it."""
    whole = " ".join(path)
    if any(_pattern(side).search(name) for side in ("found_high", "found_low") for name in path[-2:]):
        return "PRE-02"
    names = [each for name in (*path, whole) for each in spellings(name)]
    for item in _TOPICS:
        if any(rule.name.search(name) for rule in rules_about(item) for name in names):
            return item
    return "COL-02" if _pattern("quality").search(whole) else "EVA-01"


def compared(kept: Kept) -> Iterator[tuple[Entry, Entry, str]]:
    """Yield figures, the limits that are written for them, and the side the limit is on where that is said."""
    for beside in kept.beside.values():
        yield from _pairs(beside)
    yield from _across(kept)


def _broken(kept: Kept) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the names of figures that do not keep a limit, and whether the record says what follows from that."""
    refused = is_refused(kept)
    for (*_, _group), beside in kept.beside.items():
        row = any(_verdict(each) is False for each in beside)
        for value, limit, side in _pairs(beside):
            path = value.path
            if (_nature(" ".join(path)) or item_of(path) != "EVA-01") and breaks(
                value, limit, side or _side(path, limit)
            ):
                yield path, row or refused
    for value, limit, side in _across(kept):
        if breaks(value, limit, side or _side(value.path, limit)):
            yield value.path, refused


def is_refused(kept: Kept) -> bool:
    """Tell whether a record says of itself that what it is about was not let through."""
    told = [said for entry in kept.record.entries if len(entry.path) <= _NEAR and (said := _verdict(entry)) is not None]
    return bool(told) and not any(told)


def _verdict(entry: Entry) -> bool | None:
    if not _pattern("verdict").fullmatch(entry.name):
        return None
    if isinstance(entry.value, bool):
        return entry.value
    if says(entry.text, "not_ok") or says(entry.text, "no"):
        return False
    return True if says(entry.text, "ok") else None


def _pairs(beside: list[Entry]) -> Iterator[tuple[Entry, Entry, str]]:
    """Yield the figures and limits that stand side by side, and which side the limit is on where that is said."""
    if len(beside) > 60:  # noqa: PLR2004 - no row of a record
        return
    names = {each.name: each for each in beside}
    for limit in beside:
        side = next((side for side in ("least", "most") if _pattern(side).fullmatch(limit.name)), "")
        if side or _pattern("limit").fullmatch(limit.name):
            for value in beside:
                if value is not limit and (_pattern("value").fullmatch(value.name) or _nature(value.name)):
                    yield value, limit, side
            continue
        for own, wanted in _OWN:
            found = re.fullmatch(own, limit.name)
            if found is not None and found[1] in names:
                yield names[found[1]], limit, wanted


def _across(kept: Kept) -> Iterator[tuple[Entry, Entry, str]]:
    """Yield figures and limits that stand under the same name in two parts: ``metrics: auc`` and ``limits: auc``.

    A gap between groups is looked for anywhere beside the part with the limits: ``by sex: parity gap: value``.
    """
    limits: dict[tuple[str, str], tuple[Entry, str]] = {}
    values: list[tuple[tuple[str, ...], str, Entry]] = []
    for entry in kept.record.entries:
        part = next((place for place, name in enumerate(entry.path[:-1]) if _holds_limits(name)), None)
        if part is not None:
            side = next((each for each in ("least", "most") if _pattern(each).fullmatch(entry.path[part])), "")
            name = entry.name if part == len(entry.path) - 2 else entry.path[part + 1]
            limits[" ".join(entry.path[:part]), _bare(name)] = entry, side
            continue
        for before, name, in_values in _called(entry):
            if in_values or item_of(entry.path) == _GAPS:
                values.append((before, _bare(name), entry))
    for before, name, value in values:
        for above in range(len(before), -1, -1):
            found = limits.get((" ".join(before[:above]), name))
            if found is not None:
                yield value, *found
                break


def _holds_limits(name: str) -> bool:
    return any(_pattern(each).fullmatch(name) for each in ("limit", "least", "most"))


def _bare(name: str) -> str:
    """Return a figure's name without the words that make a limit of it: ``max parity gap`` is ``parity gap``."""
    for own, _ in _OWN:
        found = re.fullmatch(own, name)
        if found is not None:
            return found[1]
    return name


def _called(entry: Entry) -> Iterator[tuple[tuple[str, ...], str, bool]]:
    """Yield what a figure may be called: the names before it, its name, and whether it stands in a part of values.

    What is called ``value`` has the name above it; what was before, or belongs to another model, is none.
    """
    path = entry.path
    if any(_pattern("others").search(name) for name in path):
        return
    if len(path) > 1 and _pattern("value").fullmatch(path[-1]):
        path = path[:-1]
    within = len(path) > 1 and _pattern("values").fullmatch(path[-2]) is not None
    yield (path[:-2] if within else path[:-1]), path[-1], within


def _nature(name: str) -> str:
    for side, words in (("most", "found_low"), ("least", "found_high"), ("most", "low"), ("least", "high")):
        if _pattern(words).search(name):
            return side
    return ""


def _side(path: tuple[str, ...], limit: Entry) -> str:
    """Return on which side of the limit a figure has to be: by the limit's own words, or by what is measured."""
    found = _NUMBER.search(limit.text)
    if found is not None and found["sign"]:
        return "least" if found["sign"] in _AT_LEAST else "most"
    text = limit.text.lower()
    if _LEAST_WORD.search(text) or _MOST_WORD.search(text):
        return "least" if _LEAST_WORD.search(text) else "most"
    return _nature(" ".join(path))


def breaks(value: Entry, limit: Entry, side: str) -> bool:
    """Tell whether a figure is on the wrong side of its limit; where the side is not known it is not."""
    measured, wanted = figure_of(value), figure_of(limit)
    if measured is None or wanted is None or not side:
        return False
    if (measured > _LARGEST_SHARE) != (wanted > _LARGEST_SHARE) and "%" in value.text + limit.text:
        return False
    return measured < wanted if side == "least" else measured > wanted


def figure_of(entry: Entry) -> float | None:
    """Return the number that a field holds, a percentage as a share; None where it is a sentence."""
    if isinstance(entry.value, bool) or len(entry.text) > 80:  # noqa: PLR2004 - a figure, and not a sentence
        return None
    if isinstance(entry.value, int | float):
        return float(entry.value)
    found = _NUMBER.search(entry.text)
    if found is None or (entry.text[: found.start()].strip() and entry.text[0].isdigit()):
        return None
    number = float(found["number"].replace(",", "."))
    return number / 100 if found["percent"] else number
