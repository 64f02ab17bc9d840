"""Incidents that are closed, and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

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
    is_yes,
    speaks,
    texts,
    unsure,
)
from jupyter_mlsec.probes._folder.record_fields import plain


def lessons_drawn(ledger: Ledger, today: date) -> Iterator[Remark]:
    """Yield for each closed incident whether it changed anything: a task, a check, a rule."""
    for row in every(ledger):
        if not is_called("of_incidents", " ".join((*row.above, ledger.title))):
            continue
        fields = dict(_fields(row))
        if not _is_over(fields, today):
            continue
        checked = [value for name, value in fields.items() if is_called("new_checks", name)]
        followed = [value for name, value in fields.items() if is_called("follow_up", name)]
        learned = [value for name, value in fields.items() if is_called("lessons", name)]
        if not (checked or followed or learned):
            continue
        if all(map(_is_nothing, (*checked, *followed, *learned))):
            yield broken("a closed incident changed nothing")
        elif (checked or followed) and all(map(_is_nothing, (*checked, *followed))):
            yield unsure("the lessons of a closed incident became no check")
        else:
            yield KEPT


def _fields(row: Row) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a row, and those of the mappings in it."""
    for name, value in row.names.items():
        yield name, value
        if isinstance(value, dict):
            yield from ((plain(str(key)), inner) for key, inner in value.items())


def _is_over(fields: dict[str, Any], today: date) -> bool:
    for name, value in fields.items():
        if is_called("over_on", name) and (is_yes(value) or any(day <= today for day in days(value))):
            return True
        if is_called("state", name) and any(speaks("ended", text) for text in texts(value)):
            return True
    return False


def _is_nothing(value: object) -> bool:
    return is_open(value) or is_none(value)
