"""Where code stands that lies in a file beside the notebook: the cell that makes it run, the file and the line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from jupyter_mlsec.model.text import CellRef


class _Number(int):
    """A cell's number that says, where it is written out, which line of which file the cell leads to."""

    words: str

    def __str__(self) -> str:
        return self.words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Number) and self.words == other.words

    def __hash__(self) -> int:
        return hash(self.words)


@dataclass(frozen=True, slots=True)
class FileRef(CellRef):
    """A line of a file, by the cell that makes it run."""

    file: str = ""
    line: int = 0

    @property
    def number(self) -> int:
        """The cell's number; in a sentence it is "3 (prep.py, line 12)"."""
        number = _Number(self.index + 1)
        number.words = f"{self.index + 1} ({self.file}, line {self.line})"
        return number


def in_order(numbers: Iterable[int]) -> list[int]:
    """Return the numbers of cells, each once; of one cell its own code first, then that of files, by name and line."""
    return sorted(set(numbers), key=lambda number: (int(number), isinstance(number, _Number), str(number)))
