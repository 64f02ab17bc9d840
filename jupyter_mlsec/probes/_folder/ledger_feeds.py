"""Sources of advisories: how old what was fetched is, and whether somebody read what was new in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from jupyter_mlsec.probes._folder.ledger_dates import interval_of, span_of
from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Ledger,
    Remark,
    Row,
    broken,
    days,
    every,
    is_called,
    is_none,
    is_open,
    named,
    number_in,
    speaks,
    texts,
    unsure,
)

_DOUBT, _OLD = timedelta(days=180), timedelta(days=366)  # without a limit of the project's own
_GRACE = timedelta(days=2)  # a weekend
_LONGEST = 730  # days; more are no limit of an age


def stale_feeds(ledger: Ledger, today: date) -> Iterator[Remark]:
    """Yield for each source of advisories whether it is as fresh as the register wants it."""
    limit = _limit(ledger)
    newest: dict[tuple[str, ...], tuple[date, timedelta | None]] = {}
    for row in every(ledger):
        if not (limit is not None or is_called("of_feeds", " ".join((*row.above, ledger.title)))):
            continue
        own = _of_row(row) or limit
        for feed, held in _asked(row):
            known = [day for day in held if day <= today]
            if not held and is_called("of_feeds", " ".join((*row.above, ledger.title))):
                yield broken("a source of advisories was never asked")
            if known:
                before = newest.get((*row.above[:-1], feed), (date.min, None))
                newest[*row.above[:-1], feed] = max(before, (max(known), own), key=lambda each: each[0])
    yield from (_judged(today - day, own) for day, own in newest.values())


def _judged(age: timedelta, own: timedelta | None) -> Remark:
    if own is not None:
        return broken("advisories are older than its own limit allows") if age > own + _GRACE else KEPT
    if age > _OLD:
        return broken("advisories were not fetched for a year")
    return unsure("advisories were not fetched for half a year") if age > _DOUBT else KEPT


def unread_entries(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield for each look at advisories whether as many were answered as were new."""
    for row in every(ledger):
        if not is_called("of_feeds", " ".join((*row.above, ledger.title))):
            continue
        new = [number for value in named(row, "fresh_ones") if (number := number_in(value)) is not None]
        read = [number for value in named(row, "read_ones") if (number := number_in(value)) is not None]
        if new and read:
            yield broken("nobody answered what was new among the advisories") if sum(read) < sum(new) else KEPT


def _asked(row: Row) -> Iterator[tuple[str, list[date]]]:
    """Yield the sources of advisories of a row with the days on which they were asked."""
    feed, asked = _feed(row), named(row, "fetched", "last_time")
    found = [day for value in asked for day in days(value)]
    if feed and (found or (asked and all(is_open(each) or is_none(each) for each in asked))):
        yield feed, found
    for name, value in row.names.items():
        if speaks("feed", name) and not isinstance(value, dict | list) and days(value):  # {"OSV": "2026-01-09"}
            yield name, days(value)


def _feed(row: Row) -> str:
    """Return the source of advisories that a row is about; nothing where it is about a single advisory."""
    if any(is_called(each, name) for name in row.names for each in ("severity", "concerns", "opened", "single")):
        return ""
    said = (row.first, *row.above[-1:], *(text for value in row.names.values() for text in texts(value)))
    said = (*said, *(name for name in row.names if is_called("last_time", name)))  # "last OSV sync: 2026-01-09"
    if any(is_called("advisory_id", each[:60].lower()) and re.search(r"\d{3}", each) for each in said):
        return ""
    return next((each[:120].lower() for each in said if speaks("feed", each[:120])), "")


def _limit(ledger: Ledger) -> timedelta | None:
    found = [span for row in every(ledger) if (span := _of_row(row)) is not None]
    return min(found) if found else interval_of(ledger)


def _of_row(row: Row) -> timedelta | None:
    for name, value in row.names.items():
        if is_called("max_age", name) and not isinstance(value, dict | list):
            number = number_in(value)
            days_ = timedelta(days=number) if number is not None and 0 < number <= _LONGEST else None
            return span_of(name, value) or days_
    return None
