"""Tables printed as text: the column's heading is the name, the cells below it are the values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.text import Syntax
from jupyter_mlsec.secrets.names import Says, what_it_says
from jupyter_mlsec.secrets.pairs import Pair
from jupyter_mlsec.secrets.surface import Surface

_HEADING = re.compile(r"[A-Za-z_#%][\w.()%/-]{0,60}")
_WORDS = (b"pass", b"pwd", b"secret", b"token", b"key", b"cred")
_ROWS = 60
_CELL = re.compile(r"[^|│┃\t]*")
_TITLE = re.compile(r"[\w#%&/()\[\]@*-]{1,60}")  # a word of a heading line
_BARS = ("|", "│", "┃", "\t")


def table_pairs(surface: Surface) -> Iterator[Pair]:
    """Yield the cells under headings that promise something: bars, tabs, commas, or columns set by blanks."""
    if surface.syntax not in {Syntax.PLAIN, Syntax.MARKDOWN, Syntax.DATA} and not surface.is_shell:
        return
    seen: set[int] = set()
    for word in surface.present(_WORDS):
        for at in surface.occurrences(word):
            start, end = surface.name_around(at)
            if end in seen or end - start >= 60:  # noqa: PLR2004
                continue
            seen.add(end)
            name = surface.content[start:end]
            says = what_it_says(name)
            if says is not Says.NOTHING:
                yield from _cells(surface, name, says, start, end)


def _cells(surface: Surface, name: str, says: Says, start: int, end: int) -> Iterator[Pair]:
    content = surface.content
    line_start = content.rfind("\n", 0, start) + 1
    line_end = content.find("\n", end)
    if line_end < 0 or line_end - line_start > 2000:  # noqa: PLR2004 - no table is that wide
        return
    heading = content[line_start:line_end]
    bar = next((mark for mark in (*_BARS, ",") if mark in heading), "")
    rows = _rows(content, line_end + 1)
    if bar:
        column = heading[: start - line_start].count(bar)
        for row_start, row in rows:
            cells = row.split(bar)
            if len(cells) != heading.count(bar) + 1:
                if set(row) <= set("-+=:|─┼╪═╞╡├┤│┃╇━ "):
                    continue
                return
            offset = row_start + sum(len(cell) + 1 for cell in cells[:column])
            yield from _cell(name, says, cells[column], offset, start)
        return
    if surface.syntax is Syntax.DATA or not all(map(_TITLE.fullmatch, heading.split())):
        return  # "status: pass" or markup above other lines is no heading of a column
    if not all(_HEADING.fullmatch(each) for each in heading.split()):
        return
    for row_start, row in rows:
        piece = _ending_at(row, end - line_start) or _starting_at(row, start - line_start)
        if piece is not None:
            yield from _cell(name, says, row[piece[0] : piece[1]], row_start + piece[0], start)


def _rows(content: str, at: int) -> Iterator[tuple[int, str]]:
    for _ in range(_ROWS):
        end = content.find("\n", at)
        row = content[at : end if end >= 0 else len(content)]
        if not row.strip() or len(row) > 4000:  # noqa: PLR2004
            return
        yield at, row
        if end < 0:
            return
        at = end + 1


def _ending_at(row: str, column: int) -> tuple[int, int] | None:
    """Return the piece without blanks that ends where the heading ends (pandas aligns to the right)."""
    if column > len(row) or (column < len(row) and row[column] not in " \r") or not row[column - 1 : column].strip():
        return None
    start = row.rfind(" ", 0, column) + 1
    return (start, column) if column - start > 3 else None  # noqa: PLR2004


def _starting_at(row: str, column: int) -> tuple[int, int] | None:
    if column >= len(row) or (column and row[column - 1] != " ") or row[column] == " ":
        return None
    end = row.find(" ", column)
    end = len(row) if end < 0 else end
    return (column, end) if end - column > 3 else None  # noqa: PLR2004


def _cell(name: str, says: Says, cell: str, offset: int, at: int) -> Iterator[Pair]:
    value = cell.strip().strip("\"'`")
    if value and " " not in value:
        start = offset + cell.index(value)
        yield Pair(name, says, start, start + len(value), sure=True, at=at)
