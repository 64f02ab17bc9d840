"""What is looked for in records, as the files of ``record_tables`` say it, and what a value answers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jupyter_mlsec.probes._folder.record_fields import spellings, unaccented

_JOINED = re.compile(r"(?<=\w)[-_/](?=\w)|\s+")
_END = (  # what may follow an answer: a pause and a reason
    r"(?:\s*(?:[,;:!(\u2013\u2014\uff08\u3002\u3001]|\.(?!\w)|- |\s(?:yet|so far|because|since|due to|for lack|until"
    r"|bisher|weil|wegen|mangels|aus|bis|faute|car|jusqu|encore|por|porque|hasta|per|perche|fino|finche|ainda|ate)\b).{0,160})?"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``[[field]]`` of the tables."""

    items: tuple[str, ...]
    kinds: frozenset[str]
    name: re.Pattern[str]
    bad: tuple[str, ...]
    unless: re.Pattern[str] | None
    what: str
    under: re.Pattern[str] | None = None


@cache
def tables() -> dict[str, Any]:
    """Return the tables of all files, as one."""
    found: dict[str, Any] = {"answers": {}, "kinds": {}, "limits": {}, "topics": {}, "field": []}
    for path in sorted((files("jupyter_mlsec.probes._folder") / "record_tables").iterdir(), key=lambda each: each.name):
        held = tomllib.loads(path.read_text("utf-8"))
        found["field"] += held.get("field", [])
        for name in ("answers", "kinds", "limits", "topics"):
            found[name] |= held.get(name, {})
    return found


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            items=tuple(each["items"]),
            kinds=frozenset(each["kinds"]),
            name=re.compile(each["name"]),
            bad=tuple(each["bad"]),
            unless=re.compile(each["unless"]) if "unless" in each else None,
            what=each["what"],
            under=re.compile(each["under"]) if "under" in each else None,
        )
        for each in tables()["field"]
    )


def table(name: str) -> dict[str, str]:
    """Return the patterns of a table by name."""
    found: dict[str, str] = tables()[name]
    return found


@cache
def rules_about(item: str) -> tuple[Rule, ...]:
    """Return the rules about an item of the checklist."""
    return tuple(each for each in _rules() if item in each.items)


@cache
def kinds_told() -> dict[str, tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]]:
    """Return what tells the kinds of records: words of a name or title, and names of fields."""
    return {
        name: (re.compile(table["words"]), tuple(re.compile(each) for each in table["fields"]))
        for name, table in tables()["kinds"].items()
    }


@cache
def _answer(name: str) -> re.Pattern[str]:
    answers = tables()["answers"]
    han = answers.get(f"{name}_han")
    return re.compile(f"{answers[name]}{_END}" + (f"|(?:{han}).{{0,80}}" if han else ""))


@cache
def matching(kinds: frozenset[str], label: str) -> tuple[Rule, ...]:
    """Return the rules about a field of a name, in records of some kinds."""
    names = spellings(label)
    return tuple(
        each
        for each in _rules()
        if (not each.kinds or each.kinds & kinds) and any(each.name.search(name) for name in names)
    )


def says(value: str, answer: str) -> bool:
    """Tell whether a value says an answer of the tables, ``no`` or ``later``, in one of eight languages."""
    return any(_answer(answer).fullmatch(each) for each in spellings(plain_value(value)))


def plain_value(value: str) -> str:
    """Return a value as the tables write it: small letters, no accents, no marks around it."""
    return _JOINED.sub(" ", unaccented(value[:240].strip(" .!*_`\"'()[]<>"))).lower()
