"""Lists of who may do what in a repository of models: everybody, and people who left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Ledger,
    Remark,
    Row,
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

_SHORT = 120  # characters of a value that names something


def about_access(ledger: Ledger, row: Row) -> bool:
    """Tell whether a row is about access to a repository of models, or to where they are made."""
    around = " ".join((*row.above, ledger.title, *ledger.top.names))
    if not is_called("of_grants", f"{around} {' '.join(row.names)}"):
        return False
    said = (text[:_SHORT] for held in (ledger.top, row) for value in held.names.values() for text in texts(value))
    return is_called("of_repository", around) or any(speaks("of_repository", each) for each in said)


def loose_grants(ledger: Ledger, today: date) -> Iterator[Remark]:
    """Yield for each line of a list of rights whether it gives them to everybody, or to somebody who left."""
    for row in every(ledger):
        if not about_access(ledger, row):
            continue
        if _opened(row):
            yield broken("everybody may change what is in the repository")
        who = named(row, "principal")
        held = named(row, "permission")
        if (who or held) and _left(row, today):
            kept = not held or not all(is_open(each) or is_no(each) for each in held)
            taken = any(not is_open(each) and not is_no(each) for each in named(row, "taken"))
            yield broken("somebody who left still has access") if kept and not taken else KEPT
        elif who and held:
            several = any(speaks("shared", text[:_SHORT]) for value in row.names.values() for text in texts(value))
            writes = any(speaks("may_write", text) for value in held for text in texts(value))
            yield unsure("an account that may change it is shared") if several and writes else KEPT
        for value in named(row, "second_factor"):
            yield unsure("a password alone opens it") if is_no(value) else KEPT


def _opened(row: Row) -> bool:
    """Tell whether a row lets everybody write."""
    by_row = bool(row.above) and is_called("everybody", row.above[-1])
    by_row = by_row or any(
        text.strip() == "*" or speaks("everybody", text) for value in named(row, "principal") for text in texts(value)
    )
    for name, value in row.names.items():
        writes = is_called("may_write", name)
        if (by_row or is_called("anybody_in", name)) and writes and is_yes(value):
            return True
        star = not name and row.parent is not None  # as a key of settings; in a table it is an empty cell
        whole = star or is_called("everybody", name) or is_called("by_default", name)
        rights = texts(value) if whole or (by_row and is_called("permission", name)) else ()
        if any(speaks("may_write", text) for text in rights):
            return True
    return False


def _left(row: Row, today: date) -> bool:
    for name, value in row.names.items():
        if is_called("gone_since", name) and (is_yes(value) or any(day <= today for day in days(value))):
            return True
        if not is_called("principal", name) and any(speaks("gone_now", text[:_SHORT]) for text in texts(value)):
            return True
    return False
