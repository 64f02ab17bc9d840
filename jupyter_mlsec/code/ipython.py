"""IPython's syntax on top of Python's: magics, shell lines and help, masked so that Python's parser reads the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass

PLACEHOLDER = "__mlsec_line__"  # stands in the masked source where a magic or shell line stood

_TOKEN = re.compile(
    r"""(?P<triple>\"{3}|'{3})|(?P<string>"(?:\\[\s\S]|[^"\\\r\n])*"?|'(?:\\[\s\S]|[^'\\\r\n])*'?)"""
    r"""|(?P<comment>\#[^\r\n]*)|(?P<open>[\[{(])|(?P<close>[\])}])|(?P<joined>\\(?:\r\n|\r|\n))|(?P<newline>\r\n|\r|\n)"""
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_ESCAPE = re.compile(
    r"[ \t\f]*(?:(?P<shell>!{1,2})|(?P<magic>%)(?=[A-Za-z_])|(?P<help>\?{1,2})(?=[\w.*%])|[,;/](?=[A-Za-z_]))"
)
_ASSIGNED = re.compile(
    r"""[ \t\f]*(?P<target>[A-Za-z_*(\[][\w.,*()\[\]'" \t]*?)[ \t]*=[ \t]*(?P<sign>!|%(?=[A-Za-z_]))"""
)
_HELP = re.compile(r"[ \t\f]*%{0,2}[\w.*\[\]]+\?{1,2}[ \t\r\n]*$")
_CELL_MAGIC = re.compile(
    r"(?:[ \t\f]*(?:\#[^\r\n]*)?(?:\r\n|\r|\n))*[ \t]*%%(?P<name>!|[\w.]+)(?P<line>[^\r\n]*)(?P<end>\r\n|\r|\n|$)"
)
_MAYBE = re.compile(r"^[ \t\f]*[!%?,;/]|=[ \t]*[!%]|\?[ \t]*$", re.MULTILINE)
_NAME = re.compile(r"%*([\w.]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """A masked line: ``start`` and ``end`` of what follows the ``!`` or the magic's name, ``name`` empty for ``!``."""

    name: str
    start: int
    end: int
    begin: int  # where the line's ``!`` or ``%`` stands


@dataclass(frozen=True, slots=True)
class CellMagic:
    """``%%name line`` and the offset at which the cell's body begins."""

    name: str
    begin: int
    line: tuple[int, int]
    body: int


def cell_magic(content: str) -> CellMagic | None:
    """Return the cell magic that a cell begins with, or None."""
    if "%%" not in content:
        return None
    match = _CELL_MAGIC.match(content)
    if match is None:
        return None
    return CellMagic(match["name"], match.start("name") - 2, match.span("line"), match.end())


def mask(content: str) -> tuple[str, dict[int, Line]]:
    """Replace magics and shell lines by calls of ``PLACEHOLDER``.

    Returns the masked source, with the same number of lines, and the masked lines by line number (from 1).
    """
    if not _MAYBE.search(content):
        return content, {}
    masker = _Masker(content)
    masker.run()
    return "".join(masker.pieces), masker.lines


def _line_end(content: str, at: int) -> int:
    """Return the offset behind the line that ``at`` is in."""
    match = _LINE.match(content, at)
    return match.end() if match else len(content)


class _Masker:
    def __init__(self, content: str) -> None:
        self.content = content
        self.pieces: list[str] = []
        self.lines: dict[int, Line] = {}
        self.number = 1

    def run(self) -> None:
        at = 0
        while at < len(self.content):
            found = self._escape(at)
            at = self._keep(at) if found is None else self._replace(at, *found)

    def _escape(self, at: int) -> tuple[str, Line | None] | None:  # noqa: PLR0911 - one return for each kind
        """Return what to put before the placeholder and the masked line, where a logical line is IPython's."""
        end = _line_end(self.content, at)
        match = _ESCAPE.match(self.content, at, end)
        if match is not None:
            indent = match[0][: len(match[0]) - len(match[0].lstrip())]
            begin = at + len(indent)
            if match["shell"]:
                return indent, Line("", match.end(), match.end(), begin)
            if match["magic"]:
                return indent, self._magic(match.end(), begin)
            return indent, None
        if (match := _ASSIGNED.match(self.content, at, end)) is not None:
            prefix = match[0][: match.start("sign") - at]
            begin = match.start("sign")
            if match["sign"] == "!":
                return prefix, Line("", match.end(), match.end(), begin)
            return prefix, self._magic(match.end(), begin)
        if _HELP.fullmatch(self.content, at, end):
            return "", None
        return None

    def _magic(self, at: int, begin: int) -> Line:
        match = _NAME.match(self.content, at)
        name_end = match.end() if match else at
        return Line(match[1] if match else "?", name_end, name_end, begin)

    def _replace(self, at: int, prefix: str, line: Line | None) -> int:
        end, count = at, 0
        while end < len(self.content):
            end, count = _line_end(self.content, end), count + 1
            if not self.content[at:end].rstrip("\r\n").endswith("\\"):
                break
        if line is not None:
            stop = at + len(self.content[at:end].rstrip("\r\n"))
            self.lines[self.number] = Line(line.name, line.start, max(line.start, stop), line.begin)
            self.pieces.append(f"{prefix}{PLACEHOLDER}()")
        else:
            self.pieces.append(f"{prefix}pass")
        self.pieces.append("\n" * (count if self.content[at:end].endswith(("\n", "\r")) else count - 1))
        self.number += count
        return end

    def _keep(self, at: int) -> int:
        """Copy one logical line: up to the first line end that is in no string and no bracket."""
        depth, end = 0, at
        while True:
            match = _TOKEN.search(self.content, end)
            if match is None:
                end = len(self.content)
                break
            end = match.end()
            kind = match.lastgroup
            if kind == "triple":
                end = self._triple(end, match[0])
            elif kind in {"open", "close"}:
                depth = max(0, depth + (1 if kind == "open" else -1))
            elif kind == "newline" and (depth == 0 or self._shell_follows(end)):
                break
        piece = self.content[at:end]
        self.pieces.append(piece)
        self.number += piece.count("\n") + piece.count("\r") - piece.count("\r\n")
        return end

    def _triple(self, at: int, quotes: str) -> int:
        while (end := self.content.find(quotes, at)) >= 0:
            slash = end
            while slash > at and self.content[slash - 1] == "\\":
                slash -= 1
            if (end - slash) % 2 == 0:
                return end + 3
            at = end + 1
        return len(self.content)

    def _shell_follows(self, at: int) -> bool:
        """Whether the next line begins with ``!``: no Python does, so a bracket was left open before it."""
        return self.content.startswith("!", at) and not self.content.startswith("!=", at)
