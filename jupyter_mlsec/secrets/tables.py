"""Tables printed as text: the column's heading is the name, the cells below it are the values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.model.text import Syntax
from jupyter_mlsec.secrets.names import Says, what_it_says
from jupyter_mlsec.secrets.pair import Pair
from jupyter_mlsec.secrets.surface import Surface

_HEADING = re.compile(r"[A-Za-z_#%][\w.()%/-]{0,60}")
_PARTS = ("pass", "pwd", "secret", "token", "key", "cred")
_ROWS = 60
_LONGEST_HEADING = 60
_RULE = frozenset("-+=:|─┼╪═╞╡├┤│┃╇━ \r")  # the line under a table's headings
_BARS = ("|", "│", "┃", "\t")


def table_pairs(surface: Surface) -> Iterator[Pair]:
    """Yield the cells under headings that promise something: bars, tabs, commas, or columns set by blanks."""
    if surface.syntax not in {Syntax.PLAIN, Syntax.MARKDOWN, Syntax.DATA} and not surface.is_shell:
        return
    table_until = 0  # a name in a table's rows is a value, not a heading
    for start, end in surface.names:
        if start < table_until:
            continue
        name = surface.content[start:end]
        if end - start > _LONGEST_HEADING or not any(part in name.lower() for part in _PARTS):
            continue
        says = what_it_says(name)
        if says is not Says.NOTHING:
            for pair in _cells(surface, name, says, start, end):
                yield pair
                table_until = max(table_until, _line_start(surface.content, pair.start))


def _line_start(content: str, at: int) -> int:
    return content.rfind("\n", 0, at) + 1


def _cells(surface: Surface, name: str, says: Says, start: int, end: int) -> Iterator[Pair]:
    content = surface.content
    line_start = _line_start(content, start)
    line_end = content.find("\n", end)
    if line_end < 0 or line_end - line_start > 2000:  # noqa: PLR2004 - no table is that wide
        return
    heading = content[line_start:line_end]
    bar = next((mark for mark in (*_BARS, ",") if mark in heading), "")
    if not all(len(each) <= _LONGEST_HEADING for each in heading.split(bar or None)):
        return
    rows = _rows(content, line_end + 1)
    if bar:
        yield from _below(rows, bar, heading, start - line_start, Pair(name, says, 0, 0, sure=True, at=start))
    elif all(_HEADING.fullmatch(each) for each in heading.split()):
        for row_start, row in rows:
            piece = _ending_at(row, end - line_start) or _starting_at(row, start - line_start)
            if piece is not None:
                yield from _cell(name, says, row[piece[0] : piece[1]], row_start + piece[0], start)


def _below(rows: Iterator[tuple[int, str]], bar: str, heading: str, at: int, pair: Pair) -> Iterator[Pair]:
    """Yield the cells of one column of a table whose columns are set apart by ``bar``."""
    column, columns = heading[:at].count(bar), heading.count(bar) + 1
    for row_start, row in rows:
        cells = row.split(bar)
        if len(cells) == columns:
            offset = row_start + sum(len(cell) + 1 for cell in cells[:column])
            yield from _cell(pair.name, pair.says, cells[column], offset, pair.at)
        elif not _RULE.issuperset(row):
            return


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
