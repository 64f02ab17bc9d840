"""Lists of what is withdrawn with something retired: keys, endpoints, licences, boxes to tick, word to its users."""

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
    is_none,
    is_open,
    is_yes,
    named,
    speaks,
    texts,
    unsure,
)

_NOT_WITHDRAWN = "access was not withdrawn"  # in the words of the records
_STAYS = ("left", "current")  # what follows it, or is kept on purpose


def still_working(ledger: Ledger, today: date) -> Iterator[Remark]:
    """Yield for each key, endpoint or licence of something retired whether it was withdrawn."""
    since = [day for value in named(ledger.top, "since") for day in days(value)]
    if is_called("planned", ledger.title) or (since and min(since) > today):
        return
    living = _in_use(ledger)
    for row in every(ledger):
        if id(row) in living or not _is_withdrawal(row, ledger):
            continue
        remark = _judged(row, today)
        if remark is not None:
            yield remark


def _in_use(ledger: Ledger) -> set[int]:
    """Return which rows are of what is in use, where others of the same table say that they are out of service."""
    found = set[int]()
    for table in ledger.tables:
        if any(map(_is_out_of_service, table.rows)):
            found |= {id(row) for row in table.rows if not _is_out_of_service(row) and not _is_kept_on(row)}
    return found


def _is_out_of_service(row: Row) -> bool:
    said = [(name, text) for name, value in row.names.items() for text in texts(value) if not is_open(value)]
    return any(is_called("out_of_service", name) or speaks("out_of_service", text) for name, text in said)


def _is_kept_on(row: Row) -> bool:
    """Tell whether the state of a row is that of a key which still works, and not of what it is a key for."""
    states = (text for name, value in row.names.items() if is_called("state", name) for text in texts(value))
    return any(_works(text) and not speaks("in_service", text) for text in states)


def _is_withdrawal(row: Row, ledger: Ledger) -> bool:
    around = " ".join((*row.above, ledger.title))
    if any(is_called(each, name) for each in _STAYS for name in row.above[-1:]):
        return False
    if any(is_called("model_state", name) and not is_called("since", name) for name in row.names):
        return False  # a list of several models, of which some live
    if is_called("of_withdrawals", around):
        return True
    kinds = (*row.above[-1:], row.first, *(text[:60] for value in row.names.values() for text in texts(value)))
    return is_called("of_retired", around) and any(speaks("access", each) for each in kinds)


def _judged(row: Row, today: date) -> Remark | None:
    by_name = [text for name, value in row.names.items() if is_called("access", name) for text in texts(value)]
    states = [value for name, value in row.names.items() if is_called("state", name)]
    done = [value for name, value in row.names.items() if is_called("taken", name)]
    if any(_works(text) for text in (*by_name, *(text for value in states for text in texts(value)))):
        return broken(_NOT_WITHDRAWN)
    flags = [value for name, value in row.names.items() if is_called("active", name)]  # "enabled: true"
    if flags and not any(map(is_open, flags)):
        return broken(_NOT_WITHDRAWN) if any(map(is_yes, flags)) else KEPT
    if states and not all(map(is_open, states)):
        return KEPT
    if not (states or done):
        return None
    if done and not all(is_open(each) or is_none(each) for each in done):
        return KEPT
    ahead = [day for value in row.names.values() for day in days(value) if day >= today]
    return unsure("access to something retired is still to be withdrawn") if ahead else broken(_NOT_WITHDRAWN)


def _works(text: str) -> bool:
    return len(text) < 60 and (speaks("active", text) or speaks("at_work", text))  # noqa: PLR2004 - letters of a state


def unticked(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of lists for a model that is retired, in which access was not ticked off."""
    if not is_called("of_retired", ledger.title):
        return
    ticks = (
        [entry for entry in ledger.kept.record.entries if isinstance(entry.value, bool)] if not ledger.kept.data else []
    )
    over = any(is_called("state", name) and speaks("retired", text) for name, value in ledger.top.names.items()
               for text in texts(value))  # fmt: skip
    for entry in ticks:
        if not is_called("access", entry.name):
            continue
        if entry.value is True:
            yield KEPT
        elif over:
            yield broken(_NOT_WITHDRAWN)
        else:
            yield unsure("access to it is still to be withdrawn")


def keys_of_the_retired(ledger: Ledger, today: date) -> Iterator[Remark]:
    """Yield what is said of keys and accounts that are valid although what they were for is retired."""
    for row in every(ledger):
        around = " ".join((*row.above, ledger.title, *row.names))
        if not is_called("access", around):
            continue
        states = [(name, value) for name, value in row.names.items() if is_called("model_state", name)]
        over = any(
            speaks("retired", text) or any(day <= today for day in days(text))
            for _, value in states
            for text in texts(value)
        )
        own = [
            value
            for name, value in row.names.items()
            if is_called("state", name) and not is_called("model_state", name)
        ]
        revoked = [value for name, value in row.names.items() if is_called("revoked", name)]
        if not over or not (own or revoked):
            continue
        alive = any(speaks("active", text) for value in own for text in texts(value))
        withheld = any(not is_open(each) and not is_no(each) for each in revoked)
        if withheld and not alive:
            yield KEPT
        elif (alive and not withheld) or (revoked and not withheld and not own):
            yield broken(_NOT_WITHDRAWN)
        else:
            yield KEPT if not alive else unsure("a key is both revoked and valid")
