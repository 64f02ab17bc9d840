"""What a record says of a table from step to step: whether the rows of the fit are those that were split.

Each step has a digest, a number of rows, or counts of labels. That a table differs after it was loaded is what
preparation is for; that it differs between the split and the fit needs a step in between, or a word about it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

from jupyter_mlsec.probes._folder.record_fields import Entry
from jupyter_mlsec.probes._folder.record_limits import is_refused
from jupyter_mlsec.probes._folder.record_rules import plain_value, says
from jupyter_mlsec.probes._folder.records import Kept, is_blank

_KINDS = ("split", "fit", "load")
_DIGEST = re.compile(r"(?:(?:sha-?\d+|md5|blake2\w?|xxh\w*)[:-])?(?P<hex>[0-9a-fA-F]{8,128})(?:\u2026|\.{2,3})?")
_PART = re.compile(
    r"(?:x |y |data |table )?train\w*(?: (?:set|part|data|rows|table|sha\w*|digest))*"
)  # of a split, and no step of its own
_CHANGED = "the rows of the fit are not those of the split"
_LONGEST_NUMBER = 32  # decimal digits alone are no digest, unless there are many


@cache
def _table() -> dict[str, re.Pattern[str]]:
    text = (files("jupyter_mlsec.probes._folder") / "record_tables" / "steps.toml").read_text("utf-8")
    return {name: re.compile(pattern) for name, pattern in tomllib.loads(text)["steps"].items()}


@dataclass(slots=True)
class _Step:
    """One step of a run: what it is, and what the table was there."""

    kind: str
    digests: set[str] = field(default_factory=set)
    rows: set[float] = field(default_factory=set)
    labels: dict[str, float] = field(default_factory=dict)


def changed_before_fit(kept: Kept) -> Iterator[str]:
    """Yield what is said where the table at the fit is not the one of the step before it, and nobody says why."""
    steps = list(_steps(kept).values())
    place = next((place for place, each in enumerate(steps) if each.kind == "fit"), 0)
    before = steps[:place]
    split = next((number for number, each in enumerate(before) if each.kind == "split"), None)
    if split is None or is_refused(kept) or any(_explains(each) for each in kept.record.entries):
        return
    last, fit = before[-1], steps[place]
    whole = before[0] if before[0].kind == "load" else None
    if last is not before[split] and not last.digests:
        return  # a step in between that says what was done, and not what came out
    if whole is not None and _is_whole(last, whole):
        return  # the split is a column of the whole table, and the fit takes a part of it
    if _differ(last, fit, known=whole is not None and bool(whole.rows)):
        yield _CHANGED


def _is_whole(last: _Step, load: _Step) -> bool:
    return bool(last.digests & load.digests) or bool(last.rows and last.rows == load.rows)


def _differ(last: _Step, fit: _Step, *, known: bool) -> bool:
    if last.digests and fit.digests:
        return not any(_is_same(one, other) for one in last.digests for other in fit.digests)
    if last.rows and fit.rows and last.rows.isdisjoint(fit.rows):
        # Without a load to hold it against, fewer rows may be the part of the split that is learned from.
        return known or max(fit.rows) > max(last.rows)
    common = last.labels.keys() & fit.labels.keys()
    return bool(common) and any(last.labels[each] != fit.labels[each] for each in common)


def _is_same(one: str, other: str) -> bool:
    """Tell whether two digests are one, of which one may be written shorter."""
    size = min(len(one), len(other))
    return one[:size] == other[:size]


def _steps(kept: Kept) -> dict[tuple[object, ...], _Step]:
    """Return the steps of a record in its order, by where they stand."""
    found: dict[tuple[object, ...], _Step] = {}
    current: tuple[tuple[str, ...], tuple[object, ...]] | None = None
    for entry in kept.record.entries:
        inside = current is not None and entry.path[: len(current[0])] == current[0]
        if _table()["called"].search(entry.name) and isinstance(entry.value, str) and (kind := _kind(entry.text)):
            current = entry.path[:-1], ("group", entry.group)
            found.setdefault(current[1], _Step(kind))
            continue
        if current is not None and inside:
            if _table()["called"].search(entry.name) and isinstance(entry.value, str):
                current = entry.path[:-1], ("group", entry.group)  # a step of another kind
                found.setdefault(current[1], _Step("other"))
                continue
            _note(found[current[1]], entry)
            continue
        named = _named(entry)
        if named is not None:
            _note(found.setdefault(named, _Step(str(named[0]))), entry)
    return found


@lru_cache(maxsize=4096)
def _kind(name: str) -> str:
    """Return which step a name speaks of: what stands after "at" or "before" counts first."""
    plain = plain_value(name)
    at = _table()["at"].search(plain)
    for text in (plain[at.end() :] if at is not None else "", plain):
        for kind in _KINDS:
            if text and _table()[kind].search(text):
                return kind
    return ""


def _named(entry: Entry) -> tuple[object, ...] | None:
    """Return the step that leads to a field by its names: ``fit: {rows: …}``, ``digests: {fit: …}``."""
    kinds = [_kind(name) if len(name) < 60 else "" for name in entry.path]  # noqa: PLR2004 - no heading that is a sentence
    for place in reversed(range(len(kinds))):
        if kinds[place] and not (_PART.fullmatch(entry.path[place]) and any(kinds[:place])):
            return (kinds[place],) if place == len(kinds) - 1 else (kinds[place], *entry.path[: place + 1])
    return None


def _note(step: _Step, entry: Entry) -> None:
    found = _DIGEST.fullmatch(entry.text) if isinstance(entry.value, str) else None
    if found is not None and (not found["hex"].isdecimal() or len(found["hex"]) > _LONGEST_NUMBER):
        if _table()["others"].search(entry.name) is None:
            step.digests.add(found["hex"].lower())
        return
    number = _number(entry)
    if number is None:
        return
    if any(_table()["labels"].search(name) for name in entry.path[:-1]):
        step.labels[entry.name] = number
    elif _table()["rows"].search(entry.name):
        step.rows.add(number)


def _number(entry: Entry) -> float | None:
    if isinstance(entry.value, int | float) and not isinstance(entry.value, bool):
        return float(entry.value)
    plain = re.sub(r"(?<=\d)[ ,.'\u2019\u202f](?=\d{3}\b)", "", entry.text)
    return float(plain) if re.fullmatch(r"\d{1,12}", plain) else None


def _explains(entry: Entry) -> bool:
    if not _table()["explained"].search(entry.name):
        return False
    if isinstance(entry.value, list | bool):
        return bool(entry.value)
    return not (is_blank(entry) or says(entry.text, "no") or says(entry.text, "later"))
