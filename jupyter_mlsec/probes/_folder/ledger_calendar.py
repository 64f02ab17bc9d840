"""Things that are to be looked at again and again: the day on which each was due, by what its own row says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from jupyter_mlsec.probes._folder.ledger_dates import interval_of, span_of
from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Judge,
    Ledger,
    Remark,
    Row,
    broken,
    days,
    every,
    is_called,
    speaks,
    texts,
    unsure,
)

_GRACE = timedelta(days=14)  # what is due today may be done tomorrow
_YEAR = timedelta(days=366)  # how long somebody may wait who set no interval
_TOO_LONG = "the last one is longer ago than its own interval allows"
_FEW = 400  # rows of a list that are held against each other

About = Callable[[Ledger, Row], bool]


def on_calendar(about: About, what: str, *, usual: timedelta = _YEAR) -> Judge:
    """Return what sees things that nobody looked at when they were due; ``what`` says it of one.

    Due is the day that a row gives for the next time, or its last time and the interval that it or the file sets.
    Without any of these, what has waited longer than ``usual`` is a doubt, and a failure where nobody ever looked;
    a list of days alone sets no term.
    """

    def judge(ledger: Ledger, today: date) -> Iterator[Remark]:
        for row in _newest(ledger, about):
            finished = [value for name, value in row.names.items() if is_called("state", name)]
            if any(speaks("finished", text) for value in finished for text in texts(value)):
                yield KEPT
                continue
            due = _due(row, ledger, today, usual)
            if due is not None:
                day, is_set, told = due
                late = day is None or day + _GRACE < today
                yield (broken(told or what) if is_set else unsure(what)) if late else KEPT

    return judge


def _due(row: Row, ledger: Ledger, today: date, usual: timedelta) -> tuple[date | None, bool, str] | None:
    """Return when a thing was due, whether that is said, and what is said of it; None where no time is spoken of."""
    last, done, ahead = (_days(row, word) for word in ("last_time", "done_on", "next_time"))
    span = _interval(row) or interval_of(ledger) or _told(row, ledger)
    if last is None and ahead is None and (span is None or done is None):
        return None
    held = [day for day in (*(last or ()), *(done or ())) if day <= today]
    if ahead and (not held or max(ahead) > max(held)):
        return max(ahead), True, ""
    if held:
        return max(held) + (span or usual), span is not None, _TOO_LONG
    since = [day for name, value in row.names.items() if is_called("since", name) for day in days(value)]
    return (max(since) + (span or usual), True, "") if since else (None, False, "")


def _newest(ledger: Ledger, about: About) -> Iterator[Row]:
    """Yield for each thing of a list the row of its last time; each mapping that stands alone is one thing."""
    listed = {id(row) for table in ledger.tables for row in table.rows}
    for row in every(ledger):
        if id(row) not in listed and about(ledger, row):
            yield row
    for table in ledger.tables:
        things: dict[str, Row] = {}
        for row in table.rows[:_FEW]:
            if not about(ledger, row):
                continue
            thing = next((text for name, value in row.names.items() if is_called("subject", name)
                          for text in texts(value)), "")  # fmt: skip
            if thing not in things or _latest(row) >= _latest(things[thing]):
                things[thing] = row
        yield from things.values()


def _latest(row: Row) -> date:
    return max((*(_days(row, "last_time") or ()), *(_days(row, "done_on") or ())), default=date.min)


def _days(row: Row, word: str) -> list[date] | None:
    """Return the days of the fields that are called by a word; None where there is no such field."""
    held = [
        value
        for name, value in row.names.items()
        if is_called(word, name) and not is_called("since", name) and not isinstance(value, dict | bool)
    ]
    return [day for value in held for day in days(value)] if held else None


def _told(row: Row, ledger: Ledger) -> timedelta | None:
    """Return the interval that a title or heading tells: "quarterly reviews"."""
    words = " ".join((*row.above, ledger.title)).split()
    return next((span for each in words if not each.isdigit() and (span := span_of("", each)) is not None), None)


def _interval(row: Row) -> timedelta | None:
    found = (span_of(name, value) for name, value in row.names.items() if is_called("interval", name))
    return next((span for span in found if span is not None), None)
