"""Compare two executions of one notebook, cell by cell, and say what probably made them differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from jupyter_mlsec.runs.around import Around, folder_before
from jupyter_mlsec.runs.canonical import Document
from jupyter_mlsec.runs.causes import Sources
from jupyter_mlsec.runs.chance import durations_taken_out
from jupyter_mlsec.runs.differences import Tolerance, difference
from jupyter_mlsec.runs.results import (
    code_cells,
    mapped,
    normalized,
    normalized_digest,
    pixels_digest,
    raw_digest,
    texts,
)


class Level(StrEnum):
    """How close a cell's second outputs are to its first, from the same bytes to nothing in common."""

    RAW = "raw"
    NORMALIZED = "normalized"
    PIXELS = "pixels"
    NUMBERS = "numbers"
    DIFFERENT = "different"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellComparison:
    """One cell of two runs. ``what`` and ``cause`` are for people, and empty where nothing differs."""

    index: int
    level: Level
    what: str = ""
    cause: str = ""


def compare(
    first: Document,
    second: Document | None,
    tolerance: Tolerance,
    around: tuple[Around, Around] | None = None,
) -> tuple[CellComparison, ...]:
    """Compare the code cells of two executed notebooks in canonical form; None stands for a run that failed.

    ``around`` says when and where both ran: their clocks and folders count as chance then.
    """
    after = dict(code_cells(second)) if second is not None else {}
    pairs = [(index, cell, after.get(index)) for index, cell in code_cells(first)]
    if around is not None:
        around = (_placed(pairs, *around), around[1])
    compared = (_compare_cell(index, cell, other, tolerance, around) for index, cell, other in pairs)
    sources = Sources({index: cell["source"] for index, cell, _ in pairs})
    return tuple(
        replace(cell, cause=sources.cause(cell.index)) if cell.level is Level.DIFFERENT else cell for cell in compared
    )


def _placed(pairs: list[tuple[int, Document, Document | None]], first: Around, second: Around) -> Around:
    """Return what is known about the first run, with the folder that the second one gives away."""
    if first.folder or not second.folder:
        return first
    for _, one, other in pairs:
        if other is not None and one["source"] == other["source"] and one["outputs"] != other["outputs"]:
            for text, another in zip(texts(one["outputs"]), texts(other["outputs"]), strict=False):
                folder = folder_before(first.taken_out(text), _with_folder(second, another), second.folder)
                if folder is not None:
                    return replace(first, folder=folder)
    return first


def _with_folder(second: Around, text: str) -> str:
    """Return a text of the second run without its clock, the folder left in it."""
    return replace(second, folder="").taken_out(text)


def _compare_cell(
    index: int, one: Document, other: Document | None, tolerance: Tolerance, around: tuple[Around, Around] | None
) -> CellComparison:
    if other is None or other["source"] != one["source"]:
        return CellComparison(index=index, level=Level.NOT_RUN)
    before, after = one["outputs"], other["outputs"]
    if raw_digest(before) == raw_digest(after):
        return CellComparison(index=index, level=Level.RAW)
    if around is not None:
        before, after = (mapped(part, each.taken_out) for part, each in zip((before, after), around, strict=True))
    before, after = (mapped(part, partial(durations_taken_out, one["source"])) for part in (before, after))
    for level, digest in (
        (Level.NORMALIZED, normalized_digest),
        (Level.PIXELS, pixels_digest),
    ):
        mark = digest(before)
        if mark == digest(after) and (mark is not None or level is not Level.PIXELS):
            return CellComparison(index=index, level=level)
    what = difference(normalized(before), normalized(after), tolerance)
    if what is None:
        return CellComparison(index=index, level=Level.NUMBERS)
    return CellComparison(index=index, level=Level.DIFFERENT, what=what)
