"""Lists of laws and standards: which of them apply, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jupyter_mlsec.probes._folder.ledgers import (
    KEPT,
    Ledger,
    Remark,
    Row,
    broken,
    every,
    is_called,
    is_no,
    is_none,
    is_open,
    named,
    speaks,
    texts,
    unsure,
)

_SHORT = 3  # letters; a reason has more


def unreasoned(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of each law of a list: whether it applies, why not, and what shows that it is kept."""
    for row in every(ledger):
        asked = named(row, "applies") or [
            value for name, value in row.names.items() if is_called("state", name) and _is_excluded(value)
        ]
        if asked and _is_law(row, ledger):
            yield _judged(row, asked)
    if not ledger.kept.data and is_called("of_laws", ledger.title):  # "- HIPAA: not applicable" in prose
        for name, value in ledger.top.names.items():
            if speaks("law", name) and any(speaks("no_law", each) for each in texts(value)):
                yield unsure("a law is excluded, and nothing says why")


def _is_law(row: Row, ledger: Ledger) -> bool:
    """Tell whether a row is about a law: by its name, or by a word for one in a list of laws."""
    about = is_called("of_laws", " ".join((*row.above, ledger.title)))
    said = (row.first, *row.above[-1:], *_said(row))
    if any(speaks("law", each) for each in said):
        return about or bool(named(row, "why"))
    return about and any(speaks("law_like", each) for each in said)


def _said(row: Row) -> list[str]:
    return [text[:120] for name, value in row.names.items() if not is_called("why", name) for text in texts(value)]


def _judged(row: Row, asked: list[object]) -> Remark:
    reasons = named(row, "why", "reason", "excluded")
    if any(map(_is_excluded, asked)):
        if not reasons:
            return unsure("a law is excluded, and nothing says why")
        empty = all(is_open(each) or _is_thin(each) for each in reasons)
        return broken("a law is excluded without a reason") if empty else KEPT
    if all(map(is_open, asked)):
        return broken("it is open whether a law applies")
    shown = named(row, "shown")
    if shown and all(map(is_open, shown)):
        return unsure("nothing shows that a law is kept")
    return KEPT


def _is_excluded(value: object) -> bool:
    return is_no(value) or any(speaks("no_law", each) for each in texts(value))


def _is_thin(value: object) -> bool:
    said = texts(value)
    return not said or all(
        is_none(each) or speaks("no_law", each) or (each.isascii() and len(each.strip(" .!-")) < _SHORT)
        for each in said
    )
