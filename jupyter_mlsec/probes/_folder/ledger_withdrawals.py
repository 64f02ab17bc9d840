"""Lists of what is withdrawn with something retired: keys, endpoints, licences, and the word to those who used it."""

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
    is_none,
    is_open,
    is_yes,
    named,
    speaks,
    texts,
    unsure,
)

_WORKS = "access to something retired still works"
_STAYS = ("left", "current")  # what follows it, or is kept on purpose


def still_working(ledger: Ledger, today: date) -> Iterator[Remark]:
    """Yield for each key, endpoint or licence of something retired whether it was withdrawn."""
    since = [day for value in named(ledger.top, "since") for day in days(value)]
    if is_called("planned", ledger.title) or (since and min(since) > today):
        return
    for row in every(ledger):
        if not _is_withdrawal(row, ledger):
            continue
        remark = _judged(row, today)
        if remark is not None:
            yield remark


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
        return broken(_WORKS)
    flags = [value for name, value in row.names.items() if is_called("active", name)]  # "enabled: true"
    if flags and not any(map(is_open, flags)):
        return broken(_WORKS) if any(map(is_yes, flags)) else KEPT
    if states and not all(map(is_open, states)):
        return KEPT
    if not (states or done):
        return None
    if done and not all(is_open(each) or is_none(each) for each in done):
        return KEPT
    ahead = [day for value in row.names.values() for day in days(value) if day >= today]
    return unsure("access to something retired is still to be withdrawn") if ahead else broken(_WORKS)


def _works(text: str) -> bool:
    return len(text) < 60 and (speaks("active", text) or speaks("at_work", text))  # noqa: PLR2004 - letters of a state
