"""Days of a register against each other, against its own interval, and against today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

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
    is_open,
    named,
    number_in,
    speaks,
    texts,
    unsure,
)
from jupyter_mlsec.probes._folder.record_fields import plain, unaccented

_GRACE = timedelta(days=14)  # what is due today may be done tomorrow
_UNITS = (
    (re.compile(r"week|woche|semaine|semana|settiman|wek|週|周"), 7),
    (re.compile(r"month|monat|mois\b|mes(?:es)?\b|mesi\b|mese\b|maand|ヶ月|か月|カ月|月"), 31),
    (re.compile(r"year|jahr|\bans?\b|annee|ano|anni|anno|jaar|jaren|年"), 366),
    (re.compile(r"day|tage?\b|tagen|jours?\b|dias?\b|giorn|dag|日|天"), 1),
)
_WORDS = (
    (re.compile(r"^(?:daily|taglich|quotidien|diari|giornalier|dagelijks|毎日|每日|每天)"), 1),
    (re.compile(r"^(?:weekly|wochentlich|hebdomadaire|semanal|settimanal|wekelijks|毎週|每周)"), 7),
    (re.compile(r"^(?:monthly|monatlich|mensuel|mensual|mensil|mensal|maandelijks|毎月|每月)"), 31),
    (re.compile(r"^(?:quarterly|vierteljahrlich|quartalsweise|trimestriel|trimestral|per kwartaal|四半期|每季)"), 92),
    (re.compile(r"^(?:half ?yearly|semi ?annual|twice a year|halbjahrlich|semestr(?:iel|al)|halfjaarlijks|半年)"), 184),
    (re.compile(r"^(?:yearly|annual|jahrlich|annuel|anual|jaarlijks|毎年|年次|每年)"), 366),
)  # fmt: skip
_LONGEST = 3_660  # days; more are no interval
_FEW = 400  # rows of a log that are held against each other


def span_of(name: str, value: object) -> timedelta | None:
    """Return how long an interval is that a field gives; its unit stands in the value or in the name."""
    for text in texts(value)[:1]:
        small = unaccented(text).lower()[:60]
        word = next((size for pattern, size in _WORDS if pattern.search(small)), None)
        if word is not None:
            return timedelta(days=word)
        number = number_in(text)
        if number is None or days(text):
            return None
        size = next((size for pattern, size in _UNITS if pattern.search(small)), None)
        size = size or next((size for pattern, size in _UNITS if pattern.search(name)), None)
        if size is not None and 0 < number * size < _LONGEST:
            return timedelta(days=number * size)
    return None


def interval_of(ledger: Ledger, topic: str = "") -> timedelta | None:
    """Return the interval that a register sets itself: that of its topic, or the only one that it has."""
    found: list[tuple[bool, timedelta]] = []
    for row in (ledger.top, *ledger.rows[:_FEW]):
        for name, value in row.names.items():
            if is_called("interval", name) and not isinstance(value, dict):
                span = span_of(name, value)
                if span is not None:
                    found.append((bool(topic) and is_called(topic, " ".join((*row.above, name))), span))
    own = {span for close, span in found if close} or {span for _, span in found}
    return max(own) if own and (len(own) == 1 or any(close for close, _ in found)) else None


def on_time(topic: str, *, also: str = "", otherwise: tuple[str, ...] = ()) -> Judge:
    """Return what sees reviews, drills and the like that came, or are, later than the register's own interval.

    Rows count where the topic (and ``also``) is what stands above them or what the file is called.
    """

    def judge(ledger: Ledger, today: date) -> Iterator[Remark]:
        span = interval_of(ledger, topic)
        for table in ledger.tables if span is not None else ():
            around = " ".join((*table.above, ledger.title))
            if not is_called(topic, around) or (also and not is_called(also, _whole(ledger))):
                continue
            if any(is_called(each, f"{around} {' '.join(ledger.top.names)}") for each in otherwise):
                continue
            held = sorted({day for row in table.rows[:_FEW] for day in _held(row) if day <= today})
            if not held or span is None:
                continue
            if held[-1] + span + _GRACE < today:
                yield broken("the last one is longer ago than its own interval allows")
            elif any(later - earlier > span + _GRACE for earlier, later in pairwise(held)):
                yield unsure("one came later than its own interval allows")
            else:
                yield KEPT

    return judge


def _whole(ledger: Ledger) -> str:
    return " ".join((ledger.title, *(" ".join((*row.above[-1:], *row.names)) for row in ledger.rows[:_FEW])))


def _held(row: Row) -> list[date]:
    if any(
        speaks("void", text)
        for name, value in row.names.items()
        if is_called("decision", name)
        for text in texts(value)
    ):
        return []
    return [day for name, value in row.names.items() if is_called("done_on", name) for day in days(value)]


def kept_promises(topic: str) -> Judge:
    """Return what sees entries about a topic that were closed after their day, or are open behind it."""

    def judge(ledger: Ledger, today: date) -> Iterator[Remark]:
        terms = _terms(ledger)
        for row in every(ledger):
            if not is_called(topic, " ".join((*row.above, ledger.title, *row.names))):
                continue
            due = max((day for value in named(row, "due") for day in days(value)), default=None) or _by_term(row, terms)
            ended = [value for name, value in row.names.items() if is_called("closed", name)]
            if due is None or not ended:
                continue
            closed = max((day for value in ended for day in days(value)), default=None)
            if closed is not None:
                yield broken("something was closed after its own date") if closed > due else KEPT
            elif all(map(is_open, ended)):
                yield broken("something is open after its own date") if due < today else KEPT

    return judge


def _terms(ledger: Ledger) -> dict[str, timedelta]:
    """Return the days that a register gives for each severity: a mapping, or a table of severities and days."""
    found: dict[str, timedelta] = {}
    for row in ledger.rows:
        if is_called("promises", row.above[-1] if row.above else ledger.title):
            for name, value in row.names.items():
                if not isinstance(value, dict | list) and (span := _days_of(row, name, value)) is not None:
                    found.setdefault(name, span)
    for table in ledger.tables:
        for row in table.rows:
            grade = [text for value in named(row, "severity") for text in texts(value)]
            spans = [span for name, value in row.names.items() if not is_called("severity", name) and not days(value)
                     and (span := span_of(name, value)) is not None]  # fmt: skip
            if len(grade) == 1 and len(spans) == 1:
                found.setdefault(plain(grade[0]), spans[0])
    return found


def _days_of(row: Row, name: str, value: Any) -> timedelta | None:  # noqa: ANN401 - a value of a stranger
    span = span_of(" ".join((*row.above, name)), value)
    number = number_in(value)
    return span or (timedelta(days=number) if number is not None and 0 < number < _LONGEST else None)


def _by_term(row: Row, terms: dict[str, timedelta]) -> date | None:
    grade = next((plain(text) for value in named(row, "severity") for text in texts(value)), "")
    start = min((day for value in named(row, "opened") for day in days(value)), default=None)
    return start + terms[grade] if start is not None and grade in terms else None


def in_order(topic: str, earlier: str, later: str, what: str) -> Judge:
    """Return what sees rows about a topic in which what comes later has the earlier day."""

    def judge(ledger: Ledger, _: date) -> Iterator[Remark]:
        for row in every(ledger):
            if not is_called(topic, " ".join((*row.above, ledger.title, *row.names))):
                continue
            before = [day for value in named(row, earlier) for day in days(value)]
            after = [day for value in named(row, later) for day in days(value)]
            if before and after:
                yield broken(what) if max(after) < min(before) else KEPT

    return judge


def valid_still(topic: str, what: str) -> Judge:
    """Return what sees rows about a topic whose day is longer ago than the register's own validity."""

    def judge(ledger: Ledger, today: date) -> Iterator[Remark]:
        span = interval_of(ledger)
        for table in ledger.tables if span is not None else ():
            around = " ".join((*table.above, ledger.title, *(name for row in table.rows[:1] for name in row.names)))
            if not is_called(topic, around):
                continue
            for row in table.rows:
                held = [day for name, value in row.names.items() if is_called("done_on", name) for day in days(value)]
                if held and span is not None:
                    yield broken(what) if max(held) + span + _GRACE < today else KEPT

    return judge
