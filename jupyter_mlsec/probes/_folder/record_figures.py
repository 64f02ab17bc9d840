"""Figures of a record and the limits that it gives them, wherever the two stand.

They stand under one name in two parts (``limits: auc`` and ``results: auc: value``), under a name and its limit
(``max_auc`` at the top, ``auc`` below), or in one value: ``0.71 (limit 0.85)``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from jupyter_mlsec.probes._folder.record_fields import Entry
from jupyter_mlsec.probes._folder.record_rules import table
from jupyter_mlsec.probes._folder.records import Kept

Pair = tuple[Entry, Entry, str]
_OWN = (
    (r"(?:min|required|minimum|at least) (.+)", "least"),
    (r"(.+) (?:min|minimum|required|floor)", "least"),
    (r"(?:max|allowed|maximum|at most) (.+)", "most"),
    (r"(.+) (?:max|maximum|allowed|ceiling)", "most"),
    (r"(.+) (?:limit|threshold|target)", ""),
    (r"(?:limit|threshold|target) (.+)", ""),
)
_INLINE = re.compile(
    r"(?P<value>[-+]?\d{0,9}(?:[.,]\d{1,9})?\s{0,2}%?)\s{0,2}[(\[,;/|\uff08\u2013\u2014-]\s{0,3}"
    r"(?P<word>[^\W\d_]{2,20}(?: [^\W\d_]{2,12}){0,2})\s{0,2}[:=]?\s{0,2}"
    r"(?P<limit>(?:[<>]=?|=[<>]|[\u2264\u2265\u2a7d\u2a7e])?\s{0,2}\d{0,9}(?:[.,]\d{1,9})?\s{0,2}%?)\s{0,2}[)\]\uff09.]?"
)
_PARTS = 60  # groups that have a figure of their own; more are data
_MOST = 200  # figures of one name
_LONGEST = 80  # characters of a figure and its limit


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return one of the patterns of the table of limits."""
    return re.compile(table("limits")[name])


@lru_cache(maxsize=4096)
def nature(name: str) -> str:
    """Return on which side of a limit a figure of a name has to be: ``least`` or ``most``; empty where unknown."""
    for side, words in (("most", "found_low"), ("least", "found_high")):
        if pattern(words).search(name):
            return side
    if pattern("either").search(name):
        return ""
    if pattern("low").search(name) and not pattern("ratio").search(name):
        return "most"
    return "least" if pattern("high").search(name) or pattern("ratio").search(name) else ""


@lru_cache(maxsize=4096)
def own_names(name: str) -> tuple[tuple[str, str], ...]:
    """Return the names of figures that a field of a name may be the limit of, each with the limit's side."""
    found = ((re.fullmatch(own, name), side) for own, side in _OWN)
    return tuple((told[1], side) for told, side in found if told is not None)


@lru_cache(maxsize=64)
def across(kept: Kept) -> tuple[Pair, ...]:
    """Return figures and limits that stand under the same name in two parts of a record."""
    limits, values = _parts(kept)
    called: dict[str, list[Entry]] = {}
    for value in values:
        for name in dict.fromkeys(value.path[-2:]):
            called.setdefault(name, []).append(value)
    return tuple(
        (value, limit, side)
        for above, name, limit, side in limits
        for value in called.get(name, ())[:_MOST]
        if _is_figure(value, above, name, kept)
    )


def inline(kept: Kept) -> Iterator[Pair]:
    """Yield figures whose limit stands in the same value: ``0.71 (limit 0.85)``."""
    for entry in kept.record.entries:
        if not isinstance(entry.value, str) or len(entry.value) > _LONGEST:
            continue
        found = _INLINE.fullmatch(entry.value.strip())
        word = found["word"].lower() if found is not None else ""
        side = _side(word)
        if found is not None and (side or pattern("limit").fullmatch(word)):
            yield replace(entry, value=found["value"].strip()), replace(entry, value=found["limit"].strip()), side


@lru_cache(maxsize=4096)
def _side(name: str) -> str:
    return next((side for side in ("least", "most") if pattern(side).fullmatch(name)), "")


def _parts(kept: Kept) -> tuple[list[tuple[tuple[str, ...], str, Entry, str]], list[Entry]]:
    """Return the limits of a record, each with what it stands below and its figure's name; and all other fields."""
    limits: dict[tuple[tuple[str, ...], str], tuple[Entry, str]] = {}
    twice: set[tuple[tuple[str, ...], str]] = set()
    values: list[Entry] = []
    for entry in kept.record.entries:
        told = [*_limit_of(entry)]
        for above, name, side in told:
            twice.update({(above, name)} if (above, name) in limits else ())
            limits[above, name] = entry, side
        if not any(_is_limit(part) for part in entry.path):
            values.append(entry)
    return [(*key, *limit) for key, limit in limits.items() if key not in twice], values


@lru_cache(maxsize=4096)
def _is_limit(name: str) -> bool:
    return pattern("limit").fullmatch(name) is not None or _side(name) != ""


def _limit_of(entry: Entry) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield what a field limits: what the figure stands below, its name, and the limit's side."""
    path = entry.path
    place = next((place for place, name in enumerate(path[:-1]) if _is_limit(name)), None)
    if place is None:
        yield from ((path[:-1], name, side) for name, side in own_names(path[-1]) if nature(name))
        return
    side, names = _side(path[place]), path[place + 1 :]
    if len(names) > 1 and _is_limit(names[-1]):  # ``limits: auc: min``
        side, names = _side(names[-1]), names[:-1]
    yield path[:place], names[-1], side
    if len(names) == 1:
        yield from ((path[:place], name, own or side) for name, own in own_names(names[0]))


def _is_figure(entry: Entry, above: tuple[str, ...], name: str, kept: Kept) -> bool:
    """Tell whether a field is the figure of a name: right below, or in a part that holds what was measured."""
    if entry.path[: len(above)] != above or not isinstance(entry.value, int | float | str | None):
        return False
    names = entry.path[len(above) :]
    if len(names) > 1 and pattern("value").fullmatch(names[-1]):
        names = names[:-1]
    elif len(names) > 1 and names[-2] == name and _are_groups(entry, kept):
        names = names[:-1]  # ``gap: {women: 0.1, men: 0.2}``
    if not names or names[-1] != name or _is_many(entry, kept):
        return False
    between = names[:-1]
    if pattern("gap").search(name):  # ``by sex: parity gap``: it is one of groups wherever it stands
        return not any(pattern("others").search(each) for each in between)
    return all(  # a part of the rows has limits of its own
        pattern("values").fullmatch(each) or pattern("value").fullmatch(each) or pattern("overall").fullmatch(each)
        for each in between
    )


def _are_groups(entry: Entry, kept: Kept) -> bool:
    """Tell whether a figure is given for each of several groups, and not with its interval and its count."""
    beside = kept.beside[(*entry.path[:-1], str(entry.group))]
    if len(beside) > _PARTS:
        return False
    whole = [each for each in beside if pattern("overall").fullmatch(each.name)]
    if whole:
        return entry in whole
    if any(pattern("part").search(" ".join(each.path)) for each in kept.record.entries):
        return False  # parts of the rows have limits of their own
    return len(beside) > 1 and not any(
        pattern("beside").search(each.name)
        or pattern("value").fullmatch(each.name)
        or not isinstance(each.value, float)
        for each in beside
    )


def _is_many(entry: Entry, kept: Kept) -> bool:
    """Tell whether a field holds a list: an interval, or a figure of each fold."""
    beside = kept.beside[(*entry.path[:-1], str(entry.group))]
    return Counter(each.path for each in beside)[entry.path] > 1
