"""What looks for leftovers of retired models found, and whether anything became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Ledger,
    Remark,
    Row,
    every,
    is_called,
    is_none,
    is_open,
    named,
    number_in,
    unsure,
)


def about_leftovers(ledger: Ledger, row: Row) -> bool:
    """Tell whether a row is about a look for what is left of something retired."""
    around = " ".join((*row.above, ledger.title, *row.names))
    return is_called("of_retired", around) and (is_called("of_leftovers", around) or is_called("of_reviews", around))


def left_lying(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield for each look that counts what it found whether something followed where that was not nothing."""
    for row in every(ledger):
        counts = [number for value in named(row, "still_found") if (number := number_in(value)) is not None]
        if not counts or not about_leftovers(ledger, row):
            continue
        followed = named(row, "follow_up", "taken", "gone", "state")
        if any(counts) and all(is_open(each) or is_none(each) for each in followed):
            yield unsure("leftovers were found, and nothing says what became of them")
        else:
            yield KEPT
