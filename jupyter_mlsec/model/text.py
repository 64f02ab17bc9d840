"""Text as a reader of the notebook sees it, and positions in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

_LINE_END = re.compile(r"\r\n|\r|\n")


class Place(StrEnum):
    """Where in a target a text sits (the contract's ``place``)."""

    SOURCE = "source"
    OUTPUT = "output"
    CELL_METADATA = "cell-metadata"
    NOTEBOOK_METADATA = "notebook-metadata"
    ATTACHMENT = "attachment"
    ARTIFACT = "artifact"


class Syntax(StrEnum):
    """What a text is written in; decides which detectors look at it and how."""

    PYTHON = "python"  # IPython included: magics and shell lines may occur
    OTHER_CODE = "other-code"  # the kernel's language is not Python
    MARKDOWN = "markdown"
    PLAIN = "plain"  # streams, text/plain, decoded text/html, tracebacks without ANSI codes
    DATA = "data"  # "key: value" lines made from JSON


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of Unicode code points in a text: ``start <= i < end``, counted from 0."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards: it would point at nothing."""
        if not 0 <= self.start <= self.end:
            msg = f"a span must run forwards, not {self.start}..{self.end}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Label:
    """The name that belongs to a value elsewhere in the text: a table's column heading, a JSON key."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class CellRef:
    """Which cell: ``index`` counts all cells from 0; ``id`` is None where the file has none."""

    index: int
    id: str | None

    @property
    def number(self) -> int:
        """Its place as people count and as JupyterLab shows it, from 1; every sentence says this one."""
        return self.index + 1


@dataclass(frozen=True, slots=True)
class Position:
    """A range in a text as the contract prints it: lines and columns from 1, in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text of a target, decoded: escapes undone, markup stripped, positions exact.

    ``origin`` is the path in the notebook's JSON (``("cells", 3, "outputs", 0, "text")``), so that a fix can find its
    way back; it is empty for scripts. ``labels`` name values whose name stands elsewhere (a column's heading).
    """

    place: Place
    content: str = field(repr=False)  # may hold a secret: it must not reach a traceback through repr
    syntax: Syntax
    cell: CellRef | None = None
    origin: tuple[str | int, ...] = ()
    labels: tuple[Label, ...] = field(default=(), repr=False)

    def position(self, span: Span) -> Position:
        r"""Convert a span into lines and columns; lines end at ``\n``, ``\r\n`` and ``\r`` only."""
        starts = line_starts(self.content)
        line = bisect_right(starts, span.start)
        end_line = bisect_right(starts, span.end)
        return Position(line, span.start - starts[line - 1] + 1, end_line, span.end - starts[end_line - 1] + 1)


@lru_cache(maxsize=64)
def line_starts(content: str) -> tuple[int, ...]:
    """Return the offset at which each line of ``content`` begins; there is always at least line 1 at 0."""
    return (0, *(match.end() for match in _LINE_END.finditer(content)))
