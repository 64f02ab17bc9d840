"""Roles of a record that one person has: who owns a model does not review it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from jupyter_mlsec.probes._folder.placeholders import is_placeholder
from jupyter_mlsec.probes._folder.record_fields import spellings
from jupyter_mlsec.probes._folder.records import Kept, labels_of
from jupyter_mlsec.probes._ground.roles import roles_called
from jupyter_mlsec.probes._ground.said import same_person


def roles_in_one_hand(kept: Kept) -> Iterator[str]:
    """Yield what is said where the owner is also the reviewer, or all roles of a record are one person's."""
    if "people" not in kept.kinds:
        return
    for place in dict.fromkeys(entry.path[:1] if len(entry.path) > 1 else () for entry in kept.record.entries):
        holders: dict[str, str] = {}
        for entry in kept.record.entries:
            if (entry.path[:1] if len(entry.path) > 1 else ()) != place or is_placeholder(entry.text):
                continue
            for label in labels_of(entry):
                for role in {role for each in spellings(label) for role in roles_called(each)}:
                    holders.setdefault(role, entry.text)
        pairs = list(combinations(holders.items(), 2))
        if any({"owner", "reviewer"} == {one, other} and same_person(a, b) for (one, a), (other, b) in pairs):
            yield "the owner reviews their own work"
        elif len(holders) > 1 and all(same_person(a, b) for (_, a), (_, b) in pairs):
            yield "one person has all roles"
