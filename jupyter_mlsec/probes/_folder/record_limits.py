"""Figures of a record that do not keep the limits that are written beside them, and were let through all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from jupyter_mlsec.probes._folder.record_dealings import is_word, title_of
from jupyter_mlsec.probes._folder.record_fields import Entry, spellings
from jupyter_mlsec.probes._folder.record_figures import across, inline, nature, own_names, pattern
from jupyter_mlsec.probes._folder.record_rules import rules_about, says, table
from jupyter_mlsec.probes._folder.records import Judge, Kept, is_blank

_NUMBER = re.compile(
    r"(?P<sign>>=|<=|=>|=<|[<>\u2265\u2264\u2a7e\u2a7d])?\s*(?P<number>[-+]?(?:\d{1,9}(?:[.,]\d{1,9})?|[.,]\d{1,9})(?:[eE][-+]?\d{1,3})?)\s*(?P<percent>%|\uff05)?"
)
_AT_LEAST = frozenset({">=", "=>", ">", "\u2265", "\u2a7e"})
_LEAST_WORD = re.compile(
    r"(?:^|\b)(?:min|at least|mindestens|au moins|al menos|almeno|pelo menos|ao menos)|\u4ee5\u4e0a|\u81f3\u5c11"
)
_MOST_WORD = re.compile(
    r"(?:^|\b)(?:max|at most|hochstens|au plus|como mucho|al massimo|no maximo)|\u4ee5\u4e0b|\u4ee5\u5185"
)
_LARGEST_SHARE = 1.0
_PERCENT = 20  # times; what differs by more is written in another unit
_NEAR = 3  # names that lead to a verdict on the whole record
_KINDS = frozenset({"data", "evaluation", "expectations", "release"})
_TOPICS = tuple(f"EVA-0{number}" for number in range(2, 10))
_WORDS = {
    "COL-02": "the data do not keep the record's own limit",
    "EVA-01": "a figure does not keep the record's own limit",
}


def broken_limits(item: str) -> Judge:
    """Return what sees figures of an item that do not keep their limits although the record lets them through."""

    def judge(kept: Kept) -> Iterator[str]:
        if not kept.kinds & _KINDS and not any(_verdict(each) for each in _near(kept)):
            return  # of an unknown kind, and nobody let anything out
        for path, honest in _broken(kept):
            if not honest and _item(path, kept) == item:
                yield _WORDS.get(item, "a figure does not keep the record's own limit")

    return judge


def _item(path: tuple[str, ...], kept: Kept) -> str:
    """Return the item that a figure belongs to: by its own names, or else by what the whole record is about."""
    found = item_of(path)
    return found if found != "EVA-01" else item_of((title_of(kept),))


@lru_cache(maxsize=4096)
def item_of(path: tuple[str, ...]) -> str:
    """Return the item of the checklist that a figure belongs to, by the names that lead to it."""
    whole = " ".join(path)
    if any(pattern(side).search(name) for side in ("found_high", "found_low") for name in path[-2:]):
        return "PRE-02"
    names = [each for name in (*path, whole) for each in spellings(name)]
    for item in _TOPICS:
        if any(rule.name.search(name) for rule in rules_about(item) for name in names):
            return item
        if item in table("limits") and pattern(item).search(whole):
            return item
    return "COL-02" if pattern("quality").search(whole) else "EVA-01"


def compared(kept: Kept) -> Iterator[tuple[Entry, Entry, str]]:
    """Yield figures, the limits that are written for them, and the side the limit is on where that is said."""
    for beside in kept.beside.values():
        yield from _pairs(beside)
    yield from across(kept)
    yield from inline(kept)


def _broken(kept: Kept) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the names of figures that do not keep a limit, and whether the record says what follows from that."""
    refused = is_refused(kept)
    for (*_, _group), beside in kept.beside.items():
        row = any(_verdict(each) is False for each in beside)
        for value, limit, side in _pairs(beside):
            path = value.path
            if (nature(" ".join(path)) or _item(path, kept) != "EVA-01") and breaks(
                value, limit, side or _side(path, limit)
            ):
                yield path, row or refused
    for value, limit, side in (*across(kept), *inline(kept)):
        if breaks(value, limit, side or _side(value.path, limit)):
            yield value.path, refused


def is_refused(kept: Kept) -> bool:
    """Tell whether a record says that what it is about was not let through, or who answers for it and why."""
    near = _near(kept)
    told = [said for entry in near if (said := _verdict(entry)) is not None]
    return (bool(told) and not any(told)) or _is_accepted(near)


def _near(kept: Kept) -> list[Entry]:
    return [entry for entry in kept.record.entries if len(entry.path) <= _NEAR]


def _is_accepted(near: list[Entry]) -> bool:
    """Tell whether somebody signed for what is over its limit, and wrote down why."""
    signed = any(
        (pattern("accepted").fullmatch(each.name) or _is_excused(each)) and not _is_open(each) for each in near
    )
    return signed and any(pattern("why").fullmatch(each.name) and not _is_open(each) for each in near)


def _is_excused(entry: Entry) -> bool:
    """Tell whether a field says who approved of an exception: ``exception: approved_by``."""
    return is_word("authors", "approved", entry.name) and any(pattern("excused").search(each) for each in entry.path)


def _is_open(entry: Entry) -> bool:
    if isinstance(entry.value, bool | int | float):
        return True  # a name is asked for, and a reason
    return is_blank(entry) or any(says(entry.text, answer) for answer in ("no", "later"))


def _verdict(entry: Entry) -> bool | None:
    if not pattern("verdict").fullmatch(entry.name):
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
        side = next((side for side in ("least", "most") if pattern(side).fullmatch(limit.name)), "")
        if side or pattern("limit").fullmatch(limit.name):
            for value in beside:
                if value is not limit and (pattern("value").fullmatch(value.name) or nature(value.name)):
                    yield value, limit, side
            continue
        for name, wanted in own_names(limit.name):
            if name in names:
                yield names[name], limit, wanted


def _side(path: tuple[str, ...], limit: Entry) -> str:
    """Return on which side of the limit a figure has to be: by the limit's own words, or by what is measured."""
    found = _NUMBER.search(limit.text)
    if found is not None and found["sign"]:
        return "least" if found["sign"] in _AT_LEAST else "most"
    text = limit.text.lower()
    if _LEAST_WORD.search(text) or _MOST_WORD.search(text):
        return "least" if _LEAST_WORD.search(text) else "most"
    return nature(" ".join(path))


def breaks(value: Entry, limit: Entry, side: str) -> bool:
    """Tell whether a figure is on the wrong side of its limit; where the side is not known it is not."""
    measured, wanted = figure_of(value), figure_of(limit)
    if measured is None or wanted is None or not side:
        return False
    if (measured > _LARGEST_SHARE) != (wanted > _LARGEST_SHARE) and "%" in value.text + limit.text:
        return False
    small, large = sorted((measured, wanted))
    if 0 < small <= _LARGEST_SHARE < large and large >= _PERCENT * small:
        return False  # a share beside a number of percent
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
