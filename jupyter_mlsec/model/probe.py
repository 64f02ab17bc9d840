"""Probe: one thing that can be measured, and the checklist items it is evidence for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from jupyter_mlsec.model.checklist import Cost, Observation

SubjectT_contra = TypeVar("SubjectT_contra", contravariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe(Generic[SubjectT_contra]):
    """A measurement of one kind of subject (a frame, a model, a notebook, a project, an environment).

    ``run`` returns one observation for all of ``items``; it must not change its subject, open a socket or print.
    """

    name: str  # kebab-case: "duplicate-rows-across-splits"
    items: tuple[str, ...]  # catalogue ids: ("PRE-06",)
    run: Callable[[SubjectT_contra], Observation]
    cost: Cost = Cost.FAST
    version: int = 1
    partial: bool = False  # it sees defects, but its pass alone does not settle an item
    incidental: bool = False  # that it does not apply says nothing about the item, and is not told
    settles: bool = False  # its pass counts although another probe still waits for a declaration
    whole: bool = False  # a subject of which it can be measured speaks for the notebook: others that wait do not count
    docs: str = field(default="", repr=False)
