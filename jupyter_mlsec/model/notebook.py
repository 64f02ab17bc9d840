"""Notebook, Cell and Output: nbformat's words, decoded once and never executed.

They are compared by identity: two cells with the same text are two cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from jupyter_mlsec.model.text import CellRef, Text

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


class CellKind(StrEnum):
    """nbformat's three cell types."""

    CODE = "code"
    MARKDOWN = "markdown"
    RAW = "raw"


class TargetKind(StrEnum):
    """What was looked at (the contract's ``kind``)."""

    NOTEBOOK = "notebook"
    SCRIPT = "script"
    ARTIFACT = "artifact"


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """One output of a code cell, as its decoded texts (one per MIME type that holds text)."""

    kind: str
    texts: tuple[Text, ...]
    data: Mapping[str, Json] = field(repr=False, default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell; ``texts`` are all its texts besides the source: metadata, attachments and outputs."""

    ref: CellRef
    kind: CellKind
    source: Text
    execution_count: int | None = None
    outputs: tuple[Output, ...] = ()
    metadata: Mapping[str, Json] = field(repr=False, default_factory=dict)
    texts: tuple[Text, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """The code files beside a notebook that it uses: texts by the path that it uses (a notebook is several texts).

    ``unread`` says of each that is there and could not be read why that is, in words.
    """

    files: Mapping[str, tuple[Text, ...]] = field(repr=False, default_factory=dict)
    unread: tuple[str, ...] = ()


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True, eq=False)
class Notebook:
    """A notebook, or a script as a notebook of one code cell, so that rules need to know one shape only.

    ``language`` is the kernel's language in lower case (``"python"`` where the file does not say).
    ``problems`` are parts that could not be decoded: a notebook that has any is never reported as clean.
    ``beside`` is the code that it uses from files, where somebody has looked for it.
    """

    path: str
    kind: TargetKind
    cells: tuple[Cell, ...]
    language: str = "python"
    metadata: Mapping[str, Json] = field(repr=False, default_factory=dict)
    texts: tuple[Text, ...] = field(repr=False, default=())
    format: tuple[int, int] = (4, 5)
    problems: tuple[str, ...] = ()
    beside: Beside = NOTHING_BESIDE
