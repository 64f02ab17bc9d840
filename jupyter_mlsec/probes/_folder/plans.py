"""Plans and records that lie in a project as documents: whether they say what such a document has to say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._folder.documents import Document, dates_in, documents_about, missing, unknown_parts
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of document: its name in the table of words, and what is said of one that is not there or not whole.

    ``whole`` is said of one that has everything; ``dated``: it must name a day.
    """

    name: str
    absent: str
    step: str
    more: str
    whole: str
    dated: bool = False


def judge(subject: ProjectSubject, kind: Kind) -> Observation:
    """Return what is to be said of a project's documents of a kind."""
    found, unread = documents_about(subject, kind.name)
    if not found:
        return unreadable(subject, unread) if unread else not_applicable(kind.absent)
    said = "\n".join(each.said for each in found)
    names = listed(each.path.relative_to(subject.root).as_posix() for each in found)
    lacks = missing(said, kind.name)
    if kind.dated and "date" not in lacks and not dates_in(said):
        lacks = ["date", *lacks]
    blanks = sum(each.blanks for each in found)
    more = missing(said, f"{kind.name}-more")
    if lacks:
        return lacking(names, lacks, found, kind.name, f"{kind.name}-more", step=kind.step, blanks=blanks)
    if blanks:
        return failed(f"{names} has {count(blanks, 'place')} left to be filled in.", next_step="Fill them in.")
    if more:
        return warned(f"{names} says nothing about: {', '.join(more)}.", next_step=kind.more)
    return passed(f"{names} {kind.whole}.")


def lacking(
    names: str, lacks: list[str], found: list[Document], *kinds: str, step: str, blanks: int = 0
) -> Observation:
    """Return what is said of documents without some parts: they are not there, or not found in other words."""
    details = (f"{count(blanks, 'place')} left to be filled in",) if blanks else ()
    unknown = 0 if blanks else unknown_parts(found, *kinds)
    if unknown and len(lacks) <= unknown:
        said = f"{names} has no words that are known for: {', '.join(lacks)}; {count(unknown, 'part')} may be it."
        return warned(said, *details, next_step=step)
    return failed(f"{names} says nothing about: {', '.join(lacks)}.", *details, next_step=step)


def unreadable(subject: ProjectSubject, unread: list[Path]) -> Observation:
    """Return what is said where documents cannot be read."""
    shown = listed(path.relative_to(subject.root).as_posix() for path in unread)
    return not_evidence(f"{shown} cannot be read", next_step="Repair the file.")
