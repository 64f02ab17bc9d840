"""Edits of one text, made all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jupyter_mlsec.model.rule import Edit, Removal


def edited(content: str, changes: Iterable[Edit | Removal]) -> str:
    """Return ``content`` with the edits made; equal ones count once, removals are none of its business.

    Raises ``ValueError`` where edits overlap.
    """
    parts, at = [], 0
    for edit in ordered(change for change in changes if isinstance(change, Edit)):
        if edit.span.start < at:
            raise ValueError("edits overlap")
        parts += [content[at : edit.span.start], edit.replacement]
        at = edit.span.end
    return "".join((*parts, content[at:]))


def ordered(edits: Iterable[Edit]) -> list[Edit]:
    """Return edits in the order of their places, each once; insertions come before what replaces from there on."""
    unique = {(edit.span, edit.replacement): edit for edit in edits}
    return sorted(unique.values(), key=lambda edit: (edit.span.start, edit.span.end))


def conflict(one: Edit, other: Edit) -> bool:
    """Whether two edits of one text get in each other's way: they overlap, or one inserts where the other replaces."""
    if (one.span, one.replacement) == (other.span, other.replacement):
        return False
    if one.span == other.span and one.span.start == one.span.end:
        return False  # two insertions: an import beside another
    return one.span.start <= other.span.end and other.span.start <= one.span.end


def edits_of(changes: Iterable[Edit | Removal]) -> Iterator[Edit]:
    """Yield those changes that are edits."""
    yield from (change for change in changes if isinstance(change, Edit))
