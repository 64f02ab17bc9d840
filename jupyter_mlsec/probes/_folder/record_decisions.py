"""Decision records that decide nothing: the part that was to hold the decision is empty, or it is a proposal still."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.probes._folder.record_fields import plain, spellings
from jupyter_mlsec.probes._folder.record_rules import says, table
from jupyter_mlsec.probes._folder.records import Judge, Kept, is_blank

_DECISION = re.compile(
    r"^(?:\d+ )?(?:the )?(?:decision|resolution|decision outcome|entscheidung|beschluss|resolucion|decisione|decisao"
    r"|besluit|decyzja|決定|決定事項|决定|决策)$"
)
_STATUS = re.compile(r"^(?:status|state|stand|statut|estado|stato|状態|状态|ステータス)$")
_NAMED = re.compile(
    r"\b(?:adr|adrs|decisions?|decision record|rfcs?|entscheid\w*|beschluss|decisiones|decisioni|decisoes)\b"
)


@cache
def _topic(name: str) -> re.Pattern[str]:
    return re.compile(table("topics")[name])


def open_decision(topic: str, what: str) -> Judge:
    """Return what sees a record about a topic of the tables whose decision was never written; ``what`` is said then."""

    def judge(kept: Kept) -> Iterator[str]:
        about = f"{plain(kept.path.rpartition('/')[2].rpartition('.')[0])} {kept.record.title}"
        if any(_topic(topic).search(each) for each in spellings(about)) and _is_open(kept):
            yield what

    return judge


def _is_open(kept: Kept) -> bool:
    """Tell whether the decision is empty or put off; of a record that is named a decision, whether it is a draft."""
    parts = [each for each in kept.record.entries if _DECISION.search(each.name)]
    if any(is_blank(each) or says(each.text, "undecided") for each in parts):
        return True
    if not parts and _NAMED.search(f"{plain(kept.path)} {kept.record.title}") is None:
        return False
    stated = [each for each in kept.record.entries if _STATUS.search(each.name)]
    return any(says(each.text, "undecided") for each in stated)
