"""What registers leave open in the fields that matter: training, answers, laws, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Ledger,
    Remark,
    Row,
    Table,
    broken,
    days,
    every,
    is_called,
    is_no,
    is_open,
    is_yes,
    named,
    speaks,
    texts,
    unsure,
)

_FRESH = 14  # days in which an advisory may wait for somebody to look at it
_SHORT = 3  # letters; a reason has more


def untrained(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of tables of people and trainings in which a training is still to come."""
    for table in ledger.tables:
        columns = list(table.rows[0].names)
        asked = [name for name in columns if is_called("of_training", name)]
        around = " ".join((*table.above, ledger.title))
        if is_called("of_training", around):
            asked += [name for name in columns if is_called("done_on", name) or is_called("decision", name)]
            asked += [
                name
                for name in columns
                if sum(bool(days(row.names.get(name))) for row in table.rows) * 2 >= len(table.rows)
            ]
        if not asked or not _has_people(table):
            continue
        for row in table.rows:
            open_ = [is_open(row.names.get(name)) or is_no(row.names.get(name)) for name in asked]
            yield broken("somebody was not trained") if any(open_) else KEPT


def _has_people(table: Table) -> bool:
    return is_called("person", table.head) or any(is_called("person", name) for name in table.rows[0].names)


def unanswered(ledger: Ledger, today: date) -> Iterator[Remark]:
    """Yield what is said of advisories that concern the project and that nobody answered."""
    around = is_called("of_advisories", ledger.title)
    for row in every(ledger):
        about = around or any(is_called("of_advisories", each) for each in row.above)
        if not about or not _is_advisory(row):
            continue
        answers = [value for name, value in row.names.items() if is_called("answered", name)]
        concerns = [value for name, value in row.names.items() if is_called("concerns", name)]
        if not answers or any(map(is_no, concerns)):
            continue
        if any(not is_open(each) and each is not False for each in answers):
            yield KEPT
            continue
        known = [day for name, value in row.names.items() if is_called("opened", name) for day in days(value)]
        fresh = bool(known) and (today - max(known)).days <= _FRESH
        yield unsure("a new advisory is not answered yet") if fresh else broken("nobody answered an advisory")


def _is_advisory(row: Row) -> bool:
    said = [
        row.first,
        *(text for name in ("id", "advisory", "cve", "key", "nr") for text in texts(row.names.get(name))),
    ]
    return any(is_called("advisory_id", text.lower()) for text in said)


def lawless(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of profiles that name no law where the same file says what laws are made for."""
    for row in every(ledger):
        laws = [value for name, value in row.names.items() if is_called("laws", name)]
        tiers = [text for name, value in row.names.items() if is_called("tier", name) for text in texts(value) or [""]]
        if not laws and not tiers:
            continue
        cared = any(is_called("care", name) and _is_said(value) for name, value in row.names.items())
        high = any(speaks("high_use", text) for name, value in row.names.items() if not is_called("excluded", name)
                   for text in texts(value))  # fmt: skip
        excused = any(
            is_called("excluded", name) and not is_open(value) and not is_no(value) for name, value in row.names.items()
        )
        unnamed = bool(laws) and all(is_open(each) or _is_none(each) for each in laws)
        if (cared or high) and unnamed:
            yield (
                unsure("no law is named, for reasons of its own")
                if excused
                else broken("no law is named where there is one")
            )
        elif (cared or high) and tiers and all(is_open(each) or speaks("no_tier", each) for each in tiers):
            yield (
                unsure("the risk has no tier")
                if excused or not high
                else broken("the risk has no tier where it has one")
            )
        elif high and tiers and all(speaks("low_tier", each) for each in tiers):
            yield unsure("the risk is called low where laws call it high")
        else:
            yield KEPT


def _is_none(value: object) -> bool:
    said = texts(value)
    return bool(said) and all(is_no(each) or speaks("no_tier", each) for each in said)


def _is_said(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, list | dict):
        return bool(value) and not is_open(value) and not _is_none(value)
    return isinstance(value, str) and not is_open(value) and not is_no(value) and not _is_none(value)


def thin_waivers(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of waivers whose reason is none, or that are bound to nothing."""
    for row in every(ledger):
        if not is_called("of_waivers", " ".join((*row.above, ledger.title))):
            continue
        reasons = named(row, "reason")
        if not reasons:
            continue
        if all(is_open(each) or _is_thin(each) for each in reasons):
            yield broken("a waiver has no reason")
        elif any(is_open(value) for value in named(row, "bound")):
            yield unsure("a waiver is bound to nothing")
        else:
            yield KEPT


def _is_thin(value: Any) -> bool:  # noqa: ANN401 - a value of a stranger
    said = texts(value)
    short = all(text.isascii() and len(text.strip(" .!")) < _SHORT for text in said)
    return not said or short or all(speaks("thin", text) or is_yes(text) for text in said)
