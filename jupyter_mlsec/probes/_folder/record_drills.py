"""Records of drills that say themselves that none was held: the last one is blank, or all were cancelled."""

from __future__ import annotations

import re

from jupyter_mlsec.probes._folder.record_dealings import is_word, says_word, title_of
from jupyter_mlsec.probes._folder.record_fields import Entry
from jupyter_mlsec.probes._folder.record_rules import says
from jupyter_mlsec.probes._folder.records import Kept, is_blank, records_of
from jupyter_mlsec.probes._ground.base import ProjectSubject

_DAY = re.compile(r"\d{4} \d{1,2} \d{1,2}|\d{1,2} \d{1,2} \d{4}")  # a plain name that is a day
_FEW = 200  # rows of a record of drills


def none_held(subject: ProjectSubject) -> str:
    """Return the record that says that no drill was held; empty where none says so."""
    return next((kept.path for kept in records_of(subject) if _says_none(kept)), "")


def _says_none(kept: Kept) -> bool:
    if not is_word("drills", "about", title_of(kept)):
        return False
    last = [entry for entry in kept.record.entries if is_word("drills", "last", entry.name)]
    if last:
        return all(_is_none(entry) for entry in last)
    rows = [row for row in kept.beside.values() if any(is_word("drills", "held", each.name) for each in row)]
    told = [each for row in rows[:_FEW] for each in row if is_word("drills", "held", each.name)]
    told += [each for each in kept.record.entries if _DAY.fullmatch(each.name)]
    return bool(told) and all(_is_none(each) or says_word("drills", "not", each.text) for each in told)


def _is_none(entry: Entry) -> bool:
    if isinstance(entry.value, bool):
        return not entry.value
    if re.search(r"\d{4}", entry.text):
        return False
    return is_blank(entry) or says(entry.text, "no") or says(entry.text, "later")
