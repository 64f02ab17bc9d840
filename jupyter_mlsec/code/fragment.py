"""Fragment: a piece of code inside a text, and the way from its characters back to the text's."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_mlsec.code.ipython import Line
from jupyter_mlsec.model.text import Span, Text, line_starts

Located = ast.expr | ast.stmt | ast.keyword | ast.alias | ast.arg | ast.excepthandler


@dataclass(slots=True, eq=False)
class Home:
    """The text that fragments stand in. An analysis that remembers a cell puts the cell's new text in here.

    ``path`` is that of a file beside the notebook, where the text is one: it is no place to report anything at.
    """

    text: Text
    path: str = ""


@dataclass(slots=True, eq=False)
class Fragment:
    """Code that stands in ``text``: a whole cell, a magic's body, the string behind ``python -c``.

    ``offsets`` gives, for each character of ``content``, its offset in the text (one more for the end); None where the
    two are the same. ``exact`` is False where an edit of the content is not an edit of the text (escapes between).
    """

    home: Home
    content: str = field(repr=False)  # may hold a secret
    offsets: Sequence[int] | None = field(default=None, repr=False)
    exact: bool = True
    lines: Mapping[int, Line] = field(default_factory=dict, repr=False)  # IPython's lines in it, by line number
    _starts: tuple[int, ...] = field(default=(), repr=False)

    @property
    def text(self) -> Text:
        """The text that the code stands in."""
        return self.home.text

    def at(self, start: int, end: int) -> Span:
        """Return the text's span of ``content[start:end]``."""
        limit = len(self.content)
        start, end = min(start, limit), min(end, limit)
        if self.offsets is None:
            return Span(start, max(start, end))
        first = self.offsets[start]
        last = self.offsets[end - 1] + 1 if end > start else first
        return Span(first, max(first, last))

    def offset(self, line: int, column: int) -> int:
        """Convert the parser's line (from 1) and column (UTF-8 bytes from 0) into an offset in ``content``."""
        if not self._starts:
            self._starts = line_starts(self.content)
        starts = self._starts
        if line > len(starts):
            return len(self.content)
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.content)
        row = self.content[start : min(end, start + column)]
        if row.isascii():
            return min(start + column, len(self.content))
        encoded = row.encode("utf-8", "surrogatepass")[:column]
        return start + len(encoded.decode("utf-8", "ignore"))

    def span(self, node: Located) -> Span:
        """Return where ``node`` stands in the text."""
        start = self.offset(node.lineno, node.col_offset)
        end = self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        return self.at(start, end)

    def inner(self, node: Located) -> tuple[int, int]:
        """Return the offsets of ``node`` in ``content``."""
        return (
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
        )

    def stand_in(self, other: Fragment) -> None:
        """Be a fragment of the text that ``other`` is one of, which holds the same up to where anybody asks."""
        self.home, self.content, self.offsets = other.home, other.content, other.offsets
        self.lines, self._starts = other.lines, ()

    def part(self, start: int, end: int) -> Fragment:
        """Return the fragment ``content[start:end]``."""
        base = range(start, end + 1) if self.offsets is None else self.offsets[start : end + 1]
        return Fragment(self.home, self.content[start:end], base, self.exact)

    def derived(self, content: str, offsets: Sequence[int], *, exact: bool) -> Fragment:
        """Return a fragment made of some of this one's characters; ``offsets`` point into this one's content."""
        own = self.offsets
        mapped = offsets if own is None else [own[min(offset, len(own) - 1)] for offset in offsets]
        return Fragment(self.home, content, mapped, exact and self.exact)

    def line_span(self, number: int) -> Span:
        """Return the empty span at the begin of a line of ``content`` (counted from 1)."""
        start = self.offset(number, 0)
        return self.at(start, start)

    def line_of(self, offset: int) -> int:
        """Return the number (from 1) of the line of ``content`` that holds ``offset``."""
        if not self._starts:
            self._starts = line_starts(self.content)
        return bisect_right(self._starts, offset)


def whole(text: Text) -> Fragment:
    """Return the fragment that is the text itself."""
    return Fragment(Home(text), text.content)
