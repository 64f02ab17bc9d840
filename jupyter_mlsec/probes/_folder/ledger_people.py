"""People on both sides of a register: who made it also let it pass, or nobody known did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
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
    is_no,
    is_open,
    named,
    speaks,
    texts,
    unsure,
)
from jupyter_mlsec.probes._folder.record_dealings import ONE_HAND
from jupyter_mlsec.probes._ground.said import maybe_same_person, people, same_person

_FEW = 8  # letters of a fingerprint from which on the beginning of one is enough
_MANY = 400  # keys of one file whose beginnings are compared
_LONG = 80  # letters of what may be a person's name


def one_hand(topic: str, *, otherwise: tuple[str, ...] = ()) -> Judge:
    """Return what sees rows about a topic whose maker is the only one who checked them.

    ``otherwise`` are the topics of other probes: rows about them are theirs.
    """

    def judge(ledger: Ledger, _: date) -> Iterator[Remark]:
        makers = _people(named(ledger.top, "authors"))
        held: dict[tuple[str, ...], list[tuple[date, Remark]]] = {}
        for row in every(ledger):
            around = " ".join((*row.above, ledger.title))
            if not is_called(topic, around) or any(is_called(each, around) for each in otherwise):
                continue
            if (remark := _of(row, makers)) is not None:
                held.setdefault(row.above, []).append((_day(row), remark))
        for found in held.values():
            last = max(day for day, _ in found)
            for day, remark in found:  # what was put right by a later one is a thing of the past
                yield unsure(remark.what) if remark.broken and day < last else remark

    return judge


def _day(row: Row) -> date:
    found = [day for name, value in row.names.items() if not is_called("until", name) for day in days(value)]
    return max(found, default=date.min)


def _of(row: Row, makers: list[str]) -> Remark | None:
    if any(
        is_called("refused", text.lower()) or is_no(text) for value in named(row, "decision") for text in texts(value)
    ):
        return None
    checkers = _people([value for name, value in row.names.items() if _is_checker(name)])
    own = _people(named(row, "authors", "asked")) or _makers(row) or makers
    if not checkers or not own:
        return None
    if all(any(same_person(one, other) for other in own) for one in checkers):
        if all(speaks("groups", one) for one in checkers):
            return unsure("one group made and approved it")
        return broken(ONE_HAND)
    if all(any(same_person(one, other) or maybe_same_person(one, other) for other in own) for one in checkers):
        return unsure("who made it may also have approved it")
    return KEPT


def _makers(row: Row) -> list[str]:
    """Return the authors whom the nearest row above names."""
    found: list[str] = []
    while row.parent is not None and not found:
        row = row.parent
        found = _people(named(row, "authors"))
    return found


def _is_checker(name: str) -> bool:
    return is_called("checkers", name) and not is_called("authors", name)


def _people(values: list[Any]) -> list[str]:
    found = [one for value in values for text in texts(value) if len(text) < _LONG for one in people(text)]
    return [one for one in found if re.search(r"[^\W\d_]", one) and not is_open(one) and not days(one)]


def empty_roles(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of lists of roles in which one has nobody."""
    for table in ledger.tables:
        around = " ".join((ledger.title, *table.above))
        if not (is_called("role", table.head) or is_called("of_roles", around)):
            continue
        for row in table.rows:
            held = [value for name, value in row.names.items() if is_called("person", name) and name != table.head]
            if held and not _is_spare(row):
                yield broken("a role has nobody") if all(map(is_open, held)) else KEPT
    for row in ledger.rows if ledger.kept.data else ():
        if row.above and is_called("roles", row.above[-1]):
            for name, value in row.names.items():
                if (
                    isinstance(value, dict | list | str | None)
                    and not is_called("spare", name)
                    and not is_called("person", name)
                ):
                    yield broken("a role has nobody") if is_open(value) else KEPT


def _is_spare(row: Row) -> bool:
    said = " ".join((row.first, *(text for value in named(row, "role") for text in texts(value))))
    return speaks("spare", said)


def unknown_keys(ledger: Ledger, _: date) -> Iterator[Remark]:
    """Yield what is said of signatures whose key is that of none of the roles, or of another role."""
    roles = [row for row in ledger.rows if len(row.above) > 1 and is_called("roles", row.above[-2])]
    roles += [row for row in ledger.rows if row.above and is_called("roles", row.above[-1]) and named(row, "key")]
    known = {role: _keys(row) for row in roles if (role := _role(row)) and _keys(row)}
    others = {key for row in ledger.rows if not _is_signed(row) for key in _keys(row)}
    begun = sorted(others)[:_MANY]
    for row in ledger.rows if known else ():
        used = _keys(row) if _is_signed(row) else []
        for key in used:
            own = [each for role in map(str.lower, _texts(row, "role")) for each in known.get(_bare(role), [])]
            if key not in others and not any(_same_key(key, each) for each in begun):
                yield broken("a signature is by a key of none of the roles")
            elif own and not any(_same_key(key, each) for each in own):
                yield broken("a signature is by the key of another role")
            else:
                yield KEPT


def _is_signed(row: Row) -> bool:
    return any(is_called("signed", each) for each in row.above)


def _texts(row: Row, word: str) -> list[str]:
    return [text for value in named(row, word) for text in texts(value)]


def _role(row: Row) -> str:
    told = _texts(row, "role")
    return _bare(told[0] if told else row.above[-1])


def _bare(role: str) -> str:
    return re.sub(r"[\s_\-]+", " ", role).strip().lower()


def _keys(row: Row) -> list[str]:
    return [each for each in _texts(row, "key") if len(each) >= _FEW and not is_open(each)]


def _same_key(one: str, other: str) -> bool:
    first, second = (each.lower().rpartition(":")[2].replace(" ", "") for each in (one, other))
    return first == second or (
        min(len(first), len(second)) >= _FEW and (first.startswith(second) or second.startswith(first))
    )
