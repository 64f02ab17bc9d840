"""Roles of a record that one person has: who owns a model does not review it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from jupyter_mlsec.probes._folder.placeholders import is_placeholder
from jupyter_mlsec.probes._folder.record_fields import Entry, spellings
from jupyter_mlsec.probes._folder.records import Kept, labels_of
from jupyter_mlsec.probes._ground.roles import roles_called
from jupyter_mlsec.probes._ground.said import same_person

_OWN = frozenset({"owner", "reviewer"})
_OF_A_PERSON = frozenset({"name", "full name", "email", "e mail", "mail", "contact", "person", "address"})


def roles_in_one_hand(kept: Kept) -> Iterator[str]:
    """Yield what is said where the owner is also the reviewer, or all roles of a record are one person's."""
    if "people" not in kept.kinds:
        return
    places: dict[tuple[str, ...], dict[tuple[str, str], str]] = {}
    for entry in kept.record.entries:
        for place, role, field in _roles_of(entry):
            holders = places.setdefault(place, {})
            holders[role, field] = f"{holders.get((role, field), '')} {entry.text}".strip()
    for holders in places.values():
        pairs = [(one, other) for one, other in combinations(holders.items(), 2) if one[0][0] != other[0][0]]
        if any({one[0][0], other[0][0]} == _OWN and same_person(one[1], other[1]) for one, other in pairs):
            yield "the owner reviews their own work"
        elif pairs and all(same_person(one[1], other[1]) for one, other in pairs):
            yield "one person has all roles"


def _roles_of(entry: Entry) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield where a record says it, which role a field is about, and how the field is called.

    A role may be a mapping itself: ``owner: {name: …, email: …}``.
    """
    if is_placeholder(entry.text):
        return
    if entry.name in _OF_A_PERSON and len(entry.path) > 1:
        above = {role for each in spellings(entry.path[-2]) for role in roles_called(each)}
        if above:
            yield from ((entry.path[:-2][:1], role, entry.path[-2]) for role in above)
            return
    own = {role for label in labels_of(entry) for each in spellings(label) for role in roles_called(each)}
    yield from ((entry.path[:1] if len(entry.path) > 1 else (), role, entry.name) for role in own)
