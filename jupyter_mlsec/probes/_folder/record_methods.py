"""What a record says of a method that protects a model as it learns: claimed without a figure, or put off.

Differential privacy is a budget, whose it is, and who kept account of it; hardening is a decision, and a figure before
and after. What names them stands in ``record_tables/methods.toml``.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from jupyter_mlsec.probes._folder.record_dealings import title_of
from jupyter_mlsec.probes._folder.record_fields import Entry, plain, spellings
from jupyter_mlsec.probes._folder.record_limits import figure_of
from jupyter_mlsec.probes._folder.record_rules import plain_value, says
from jupyter_mlsec.probes._folder.records import Kept, is_blank
from jupyter_mlsec.probes._notebook.budgets import MOST

_LARGEST_DELTA = 0.01  # one in a hundred people may lose everything; a budget is no promise any more
_DIGIT = re.compile(r"\d")


@cache
def _words(method: str, word: str) -> re.Pattern[str]:
    text = (files("jupyter_mlsec.probes._folder") / "record_tables" / "methods.toml").read_text("utf-8")
    return re.compile(tomllib.loads(text)[method][word])


@lru_cache(maxsize=8192)
def _is(method: str, word: str, name: str) -> bool:
    return any(_words(method, word).search(each) for each in spellings(name))


@dataclass(frozen=True, slots=True)
class _Part:
    """The fields of a record that are about one method."""

    method: str
    entries: list[Entry]

    def named(self, word: str) -> list[Entry]:
        """Return the fields that are called by a word of the table."""
        return [each for each in self.entries if _is(self.method, word, each.name)]


def _part(kept: Kept, method: str) -> _Part:
    """Return what a record says of a method: all of it where it is called so, else what stands below such a name."""
    called = _is(method, "about", title_of(kept)) or _is(method, "about", plain(kept.record.title))
    entries = kept.record.entries
    beside = {_around(each) for each in entries if _is(method, "about", each.name) or _names(method, each)}
    return _Part(
        method,
        [
            each
            for each in entries
            if called or _around(each) in beside or any(_is(method, "about", name) for name in each.path)
        ],
    )


def _around(entry: Entry) -> tuple[object, ...]:
    """Return what a field has in common with those beside it: what they stand under; at the top, their mapping."""
    return entry.path[:-1] or (entry.group,)


def _names(method: str, entry: Entry) -> bool:
    """Tell whether a field's value begins with the method: ``mechanism: DP-SGD``."""
    return isinstance(entry.value, str) and _words(method, "about").match(plain_value(entry.text)) is not None


def _is_missing(entry: Entry) -> bool:
    """Tell whether a field that is for a figure holds none."""
    if isinstance(entry.value, list | dict):
        return not entry.value
    return is_blank(entry) or _DIGIT.search(entry.text) is None


def _is_open(entry: Entry) -> bool:
    if not isinstance(entry.value, str):
        return False
    told = plain_value(entry.text)
    if _words("hardening", "planned").fullmatch(told):  # that it will be done is decided
        return False
    return says(told, "later") or says(told, "undone") or _words("hardening", "open").search(told) is not None


def claimed_privacy(kept: Kept) -> Iterator[str]:
    """Yield what is open where a record says that differential privacy is used, and where nobody decided."""
    part = _part(kept, "privacy")
    own = [each for each in part.entries if _is("privacy", "about", each.name)]
    told = [*own, *part.named("used")]
    if any(_is_open(each) for each in told):
        yield "whether training needs noise is not decided"
    if any(each.value is False or _says_no(each) for each in told) or not _is_used(part, told):
        return
    budgets = [each for each in part.named("epsilon") if not _is_of_attack(each)]
    noise = any(not _is_missing(each) and figure_of(each) != 0 for each in part.named("noise"))
    if budgets and all(_is_missing(each) and not _is_endless(each) for each in budgets) and not noise:
        yield "differential privacy is claimed without a budget"
        return
    yield from _wrong_budget(part, budgets)


def _is_of_attack(entry: Entry) -> bool:
    """Tell whether an epsilon is what an attack shows, or how far one goes."""
    return _is("privacy", "attack", entry.name) or any(_is("privacy", "attacked", name) for name in entry.path[:-1])


def _wrong_budget(part: _Part, budgets: list[Entry]) -> Iterator[str]:
    spent = [number for each in budgets if (number := figure_of(each)) is not None]
    spent += [math.inf for each in budgets if _is_endless(each)]
    if not spent:
        return
    if max(spent) > MOST or max(spent) <= 0:
        yield "its privacy budget protects nobody"
    shown = [number for each in part.named("attack") if (number := figure_of(each)) is not None]
    if shown and max(shown) > max(spent):
        yield "an attack shows more than the budget allows"
    if any((number := figure_of(each)) is not None and number >= _LARGEST_DELTA for each in part.named("delta")):
        yield "its delta is so large that it protects nobody"
    if any(_is_absent(each) for each in part.named("accountant")):
        yield "nobody kept account of the budget"
    if any(is_blank(each) for each in part.named("unit")):
        yield "whose privacy the budget is about is open"
    known = any(not _is_missing(each) for each in part.named("plain"))
    if known and any(_is_missing(each) for each in part.named("private")):
        yield "what differential privacy costs was not measured"


def _is_used(part: _Part, told: list[Entry]) -> bool:
    if any(each.value is True or (isinstance(each.value, str) and _says_yes(each)) for each in told):
        return True
    if any(_names("privacy", each) for each in part.entries):
        return True
    return any(each.text and not _is_absent(each) for each in part.named("by")) and bool(told)


def _says_yes(entry: Entry) -> bool:
    return says(entry.text, "ok") or _words("privacy", "yes").match(plain_value(entry.text)) is not None


def _says_no(entry: Entry) -> bool:
    return isinstance(entry.value, str) and says(entry.text, "no") and not _is_open(entry)


def _is_absent(entry: Entry) -> bool:
    return entry.value is False or is_blank(entry) or (isinstance(entry.value, str) and says(entry.text, "no"))


def _is_endless(entry: Entry) -> bool:
    if isinstance(entry.value, float) and math.isinf(entry.value):
        return True
    return _words("privacy", "endless").fullmatch(plain_value(entry.text)) is not None


def undecided_hardening(kept: Kept) -> Iterator[str]:
    """Yield what is open where a record is about hardening: the decision, or a figure of what it does."""
    part = _part(kept, "hardening")
    names = {name for each in part.entries for name in each.path}
    title = f"{title_of(kept)} {' '.join(sorted(names))}"
    if not part.entries or not _is("hardening", "model", title) or _is("hardening", "others", title_of(kept)):
        return
    own = [each for each in part.entries if _is("hardening", "about", each.name) and each.text]
    if any(_is_open(each) for each in own) or any(map(_is_undecided, part.named("decision"))):
        yield "whether the model is hardened is not decided"
    effects = [each for each in part.entries if any(_is("hardening", "effect", name) for name in each.path[-1:])]
    after = [each for each in effects if _is("hardening", "after", each.name)]
    if effects and (all(map(_is_unmeasured, effects)) or any(map(_is_unmeasured, after))):
        yield "what hardening does was not measured"


def _is_undecided(entry: Entry) -> bool:
    """Tell whether a decision is still to come; a list below it is one that was taken."""
    return entry.value is None or entry.value == "" or _is_open(entry)


def _is_unmeasured(entry: Entry) -> bool:
    return _is_missing(entry) and entry.value is not True
