"""Tables of people that were let out although their own record says that people can be found in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from jupyter_mlsec.probes._folder.documents import dates_in
from jupyter_mlsec.probes._folder.record_fields import Entry
from jupyter_mlsec.probes._folder.record_limits import breaks, compared, figure_of, item_of
from jupyter_mlsec.probes._folder.record_rules import plain_value, says, table
from jupyter_mlsec.probes._folder.records import Kept, is_blank

_ALONE = 2  # a k below it: somebody stands alone


@cache
def _words(name: str) -> re.Pattern[str]:
    text = (files("jupyter_mlsec.probes._folder") / "record_tables" / "anonymity.toml").read_text("utf-8")
    return re.compile(tomllib.loads(text)["words"][name])


def anonymity_below_limit(kept: Kept) -> Iterator[str]:
    """Yield what is said where people are found more easily than the record's own limit allows, and the table is out.

    A person who accepted what is left of the risk, by name, settles it: that is what the item asks of people.
    """
    if not is_out(kept) or _is_accepted(kept) or not _is_about(kept):
        return
    pairs = [each for each in compared(kept) if item_of(each[0].path) == "PRE-02"]
    # A limit has the name of its figure where both stand in parts of their own: ``limits: {k: 5}``.
    limits = {id(limit) for _, limit, _ in pairs} | {id(each) for each in kept.record.entries if _is_limit(each)}
    entries = [(each, number) for each in kept.record.entries if (number := _number(each)) is not None]
    measured = [number for each, number in entries if _words("figure").search(each.name) and id(each) not in limits]
    wanted = [
        number for each, number in entries if _words("limit").search(each.name) or (_is_limit(each) and _is_k(each))
    ]
    wanted += [float(found[1]) for each, _ in entries if _is_k(each) and (found := _words("inline").search(each.text))]
    if measured and ((wanted and min(measured) < max(wanted)) or min(measured) < _ALONE):
        yield "it was let out although its k is below the limit"
    elif any(breaks(value, limit, side or _side(value)) for value, limit, side in pairs):
        yield "it was let out although a measure of how people are found again breaks its limit"
    elif any(is_blank(value) or says(value.text, "no") for value, _, _ in pairs):
        yield "it was let out before how people are found again was measured"


def is_out(kept: Kept) -> bool:
    """Tell whether a record says that what it is about was handed to others."""
    return any(map(_says_out, kept.record.entries))


def _says_out(entry: Entry) -> bool:
    if _words("out").search(entry.name) and (
        entry.value is True or says(entry.text, "ok") or bool(dates_in(entry.text))
    ):
        return True
    if _words("receiver").search(entry.name):
        return bool(entry.text) and not (is_blank(entry) or says(entry.text, "no") or says(entry.text, "later"))
    state = _words("state").fullmatch(entry.name) is not None and isinstance(entry.value, str)
    return state and _words("gone").fullmatch(plain_value(entry.text)) is not None


def _is_about(kept: Kept) -> bool:
    """Tell whether a record speaks of people that are found again; a lone ``k`` may count anything."""
    names = {name for entry in kept.record.entries for name in entry.path}
    return any(_words("about").search(each) for each in (kept.path.lower(), kept.record.title, *names))


def _is_accepted(kept: Kept) -> bool:
    return any(
        _words("accepted").search(each.name)
        and not is_blank(each)
        and bool(each.text)
        and not says(each.text, "no")
        and not says(each.text, "later")
        for each in kept.record.entries
    )


def _is_k(entry: Entry) -> bool:
    return _words("figure").search(entry.name) is not None


def _is_limit(entry: Entry) -> bool:
    """Tell whether a field stands in a part of limits: ``limits: {k: 5}``."""
    part = entry.path[-2] if len(entry.path) > 1 else ""
    return any(re.fullmatch(table("limits")[each], part) for each in ("limit", "least", "most"))


def _side(value: Entry) -> str:
    low = table("limits")["found_low"]
    return "most" if any(re.search(low, name) for name in value.path[-2:]) else "least"


def _number(entry: Entry) -> float | None:
    if isinstance(entry.value, bool):
        return None
    number = figure_of(entry)
    return number if number is not None and number == int(number) else None
