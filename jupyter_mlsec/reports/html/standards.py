"""How much of each standard the fresh evidence speaks to. It says what was looked at, not what was fulfilled."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from jupyter_mlsec.model.checklist import Checklist, Status
from jupyter_mlsec.reports.standard_names import split_reference, standard_name

_FRESH = frozenset({Status.PASS, Status.WARN, Status.FAIL, Status.WAIVED})


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One standard: how many of its ids that the checklist maps to have fresh evidence behind them."""

    name: str
    evidenced: int
    mapped: int
    percent: int


def standard_rows(checklist: Checklist) -> tuple[StandardRow, ...]:
    """Return one row for each standard, by name. A mapping made by judgement ("?") counts like any other."""
    mapped: dict[str, set[str]] = defaultdict(set)
    evidenced: dict[str, set[str]] = defaultdict(set)
    for state in checklist.states:
        for reference in state.item.standards:
            standard, number = split_reference(reference)
            mapped[standard].add(number)
            if state.status in _FRESH:
                evidenced[standard].add(number)
    rows = [
        StandardRow(standard_name(name), len(evidenced[name]), len(ids), 100 * len(evidenced[name]) // len(ids))
        for name, ids in mapped.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.name.lower()))
