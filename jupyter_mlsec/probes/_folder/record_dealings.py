"""What several fields of a record say together: who approved whose change, what is overdue, what leads to the retired.

The words for it stand in ``record_tables/dealings.toml``. Each reader looks at the fields that stand side by side: the
keys of one mapping, the cells of one row, the labels under one heading.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files

from jupyter_mlsec.probes._folder.documents import dates_in
from jupyter_mlsec.probes._folder.record_fields import Entry, spellings
from jupyter_mlsec.probes._folder.record_rules import plain_value, says
from jupyter_mlsec.probes._folder.records import Judge, Kept, is_blank
from jupyter_mlsec.probes._ground.said import same_person

ONE_HAND = "who made it also approved it"
_MANY = 60  # fields side by side; more are no row of a record
_LONG = timedelta(days=730)
_LATE = timedelta(days=14)  # what is due today may be done tomorrow


@cache
def _words(part: str) -> dict[str, re.Pattern[str]]:
    text = (files("jupyter_mlsec.probes._folder") / "record_tables" / "dealings.toml").read_text("utf-8")
    return {name: re.compile(pattern) for name, pattern in tomllib.loads(text)[part].items()}


@lru_cache(maxsize=8192)
def is_word(part: str, word: str, name: str) -> bool:
    """Tell whether a plain name is one of the words of a part of the table."""
    pattern = _words(part)[word]
    return any(pattern.search(each) for each in spellings(name))


def says_word(part: str, word: str, value: str) -> bool:
    """Tell whether a value as a whole is one of the words of a part of the table."""
    plain = plain_value(value)
    return any(_words(part)[word].fullmatch(each) for each in spellings(plain))


def _rows(kept: Kept) -> Iterator[list[Entry]]:
    yield from (beside for beside in kept.beside.values() if len(beside) <= _MANY)


def own_approval(kept: Kept) -> Iterator[str]:
    """Yield what is said of changes that their author approved, and of those that went out with a regression."""
    if is_word("waivers", "about", title_of(kept)):
        return
    for row in _rows(kept):
        if _same(row):
            yield ONE_HAND
        found = any(is_word("authors", "regression", each.name) and says_yes(each) for each in row)
        if found and any(is_word("authors", "out", each.name) and says_yes(each) for each in row):
            yield "a change went out with a regression"


def _same(row: list[Entry]) -> bool:
    asked = [each.text for each in row if each.text and is_word("authors", "asked", each.name)]
    approved = [each.text for each in row if each.text and is_word("authors", "approved", each.name)]
    return bool(asked and approved) and all(same_person(one, other) for one in asked for other in approved)


def says_yes(entry: Entry) -> bool:
    """Tell whether a field says yes."""
    return entry.value is True or (isinstance(entry.value, str) and says(entry.text, "ok"))


def overdue(today: date) -> Judge:
    """Return what sees upkeep that is overdue by the record's own days and intervals."""

    def judge(kept: Kept) -> Iterator[str]:
        title = title_of(kept)
        for row in _rows(kept):
            days = {word: day for word in ("last", "next") if (day := _day(row, word, title)) is not None}
            if "next" in days:
                if days["next"] < today - _LATE:
                    yield "upkeep is overdue"
            elif "last" in days:
                every = next((each for entry in row if (each := _interval(entry)) is not None), None)
                if every is not None and days["last"] + every < today - _LATE:
                    yield "upkeep is overdue"
                elif every is None and days["last"] < today - _LONG:
                    yield "the last upkeep is more than two years ago"

    return judge


def _day(row: list[Entry], word: str, title: str) -> date | None:
    """Return the latest day that a row gives for the last or next time that something is kept up."""
    found = []
    for entry in row:
        if not isinstance(entry.value, str) or not is_word("upkeep", word, entry.name):
            continue
        if any(is_word("upkeep", "work", name) for name in (entry.name, *entry.path[-2:-1], title)):
            found.extend(dates_in(entry.text))
    return max(found, default=None)


def _interval(entry: Entry) -> timedelta | None:
    if isinstance(entry.value, bool) or not is_word("upkeep", "interval", entry.name):
        return None
    number = re.match(r"\d{1,4}", entry.text)
    return timedelta(days=int(number[0])) if number is not None else None


def still_led_to(today: date) -> Judge:
    """Return what sees retired models that a route, a schedule or an alias still leads to."""

    def judge(kept: Kept) -> Iterator[str]:
        for row in _rows(kept):
            if _is_retired(row, today) and any(_leads(each) for each in row):
                yield "something still leads to a retired model"

    return judge


def _is_retired(row: list[Entry], today: date) -> bool:
    for each in row:
        if is_word("retired", "status", each.name) and says_word("retired", "value", each.text):
            return True
        if is_word("retired", "since", each.name) and any(day <= today for day in dates_in(each.text)):
            return True
    return False


def _leads(entry: Entry) -> bool:
    if not is_word("retired", "leads", entry.name) or is_blank(entry):
        return False
    if isinstance(entry.value, bool | int | float):
        return bool(entry.value)
    return bool(entry.text.strip("-\u2013\u2014 ")) and not (
        says(entry.text, "no") or says_word("retired", "closed", entry.text)
    )


def loose_waivers(today: date) -> Judge:
    """Return what sees waivers without an end, a reason, or another person's approval."""

    def judge(kept: Kept) -> Iterator[str]:
        title = title_of(kept)
        for row in _rows(kept):
            around = " ".join((title, *row[0].path[:-1]))
            if not is_word("waivers", "about", around):
                continue
            named = {
                word: [each for each in row if is_word("waivers", word, each.name)] for word in ("reason", "until")
            }
            approved = [each for each in row if is_word("authors", "approved", each.name)]
            if sum(map(bool, (*named.values(), approved))) > 1:
                yield from _loose(named["reason"], named["until"], approved, today)
                if _same(row):
                    yield ONE_HAND

    return judge


def _loose(reason: list[Entry], until: list[Entry], approved: list[Entry], today: date) -> Iterator[str]:
    for each in until:
        days = dates_in(each.text)
        if is_blank(each) or says_word("waivers", "endless", each.text) or says(each.text, "later"):
            yield "a waiver has no end"
        elif days and max(days) < today:
            yield "a waiver is over"
    if any(is_blank(each) or says(each.text, "no") or says(each.text, "later") for each in reason):
        yield "a waiver has no reason"
    if any(is_blank(each) or says(each.text, "no") or says(each.text, "later") for each in approved):
        yield "nobody approved a waiver"


def title_of(kept: Kept) -> str:
    """Return what a record is called: its title, its file, its folder."""
    folder, _, name = kept.path.lower().rpartition("/")
    return re.sub(r"[-_./]+", " ", f"{kept.record.title} {name.rpartition('.')[0]} {folder.rpartition('/')[2]}")
