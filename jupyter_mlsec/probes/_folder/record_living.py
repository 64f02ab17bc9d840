"""What is in use still: an entry of a list that tells retired things from others, and what retires on a day to come."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from jupyter_mlsec.probes._folder.documents import dates_in
from jupyter_mlsec.probes._folder.record_fields import Entry
from jupyter_mlsec.probes._folder.record_rules import plain_value, tables

Beside = Mapping[tuple[str, ...], Sequence[Entry]]


def is_in_use(entry: Entry, beside: Beside) -> bool:
    """Tell whether an entry of a list is not retired, while another one of the same list is.

    ``beside`` are the fields of a record by the names above them and the mapping that they stand in.
    """
    own = (*entry.path[:-1], str(entry.group))
    if len(own) < 2 or any(map(_is_retired, beside[own])):  # noqa: PLR2004 - what stands at the top is of the record
        return False
    return any(
        len(place) == len(own) and place[:-2] == own[:-2] and place[-1] != own[-1] and any(map(_is_retired, fields))
        for place, fields in beside.items()
    )


def is_to_retire(beside: Beside, today: date) -> bool:
    """Tell whether a record's own day of retirement is still to come."""
    pattern = re.compile(tables()["answers"]["retired"])
    top = (entry for place, fields in beside.items() if len(place) == 1 for entry in fields)
    days = [day for entry in top if pattern.search(entry.name) for day in dates_in(entry.text)]
    return bool(days) and min(days) > today


def _is_retired(entry: Entry) -> bool:
    """Tell whether a field says that something is retired, by its value or by its own name and a day."""
    pattern = re.compile(tables()["answers"]["retired"])
    if entry.value in (None, False, "", [], {}):
        return False
    return pattern.search(entry.name) is not None or pattern.search(plain_value(entry.text)) is not None
