"""Surface: one text in the forms that make looking at it fast, all with the text's own offsets."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from jupyter_mlsec.model.text import Syntax
from jupyter_mlsec.secrets.hotwords import hot_words, is_command, is_name
from jupyter_mlsec.secrets.media import without_media
from jupyter_mlsec.secrets.parsed import parsed

_TOKEN = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_CLASS = bytes(0x61 if byte in _TOKEN else 0x20 for byte in range(256))
_TOKEN_BYTES = frozenset(bytes([byte]) for byte in _TOKEN)
_SPACED = bytes(byte if byte in _TOKEN else 0x20 for byte in range(256))
_SHORTEST = b"a" * 16
_SHELL_CELL = re.compile(r"\s*%%(?!time\b|timeit\b|capture\b|prun\b|memit\b|mlsec\b)\w")
_LONGEST_NOTE = 20_000  # characters: what is longer and does not parse is code with a mistake in it
_LITERAL_OR_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:"""|\Z)'
    r"|'''(?:[^'\\]|\\.|'(?!''))*(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\.)*"?'
    r"|'(?:[^'\\\n]|\\.)*'?"
    r"|#[^\n]*",
    re.DOTALL,
)


class Surface:
    """A text's content, and one byte for each of its characters, so that C code can search it.

    Characters beyond Latin-1 become ``?`` in the bytes and media becomes blank: no name, prefix or token is in them.
    Every other form is made when it is first asked for: most texts need only ``words``, those that a secret could stand
    beside, or be.
    """

    def __init__(self, content: str, syntax: Syntax) -> None:
        self.content = content
        self.syntax = syntax
        self.raw = without_media(content.encode("latin-1", "replace"))
        self.words = hot_words(self.raw.translate(_SPACED))

    @cached_property
    def low(self) -> bytes:
        """The bytes in lower case: ASCII letters only, so offsets stay."""
        return self.raw.lower()

    @cached_property
    def classes(self) -> bytes:
        """An ``a`` for each letter, digit, underscore and hyphen, a blank for every other character."""
        return self.raw.translate(_CLASS)

    @cached_property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """The runs of at least 16 letters, digits, underscores and hyphens, as (start, end)."""
        return tuple(_runs(self.classes))

    @cached_property
    def has_commands(self) -> bool:
        """Whether a command or a header that takes a login may be in it."""
        return any(map(is_command, self.words.hot))

    @cached_property
    def names(self) -> tuple[tuple[int, int], ...]:
        """The runs of name characters that are names that promise something, in order, as (start, end)."""
        found: set[tuple[int, int]] = set()
        raw, find = self.raw, self.raw.find
        for word in self.words.hot:
            at, size = -1, len(word)
            while (at := find(word, at + 1)) >= 0:
                following = raw[at + size : at + size + 1]
                if following not in _TOKEN_BYTES and raw[at - 1 : at] not in _TOKEN_BYTES and is_name(word, following):
                    found.add((at, at + size))
        return tuple(sorted(found))

    def present(self, words: Iterable[bytes]) -> list[bytes]:
        """Return those of ``words`` (in lower case) that occur at all, without regard to case."""
        low = self.low
        return [word for word in words if word in low]

    def occurrences(self, word: bytes) -> Iterator[int]:
        """Yield where ``word`` (in lower case) begins, without regard to case."""
        find, at = self.low.find, 0
        while (at := find(word, at)) >= 0:
            yield at
            at += len(word)

    def line_before(self, at: int, limit: int = 200) -> str:
        """Return at most ``limit`` characters of the line before ``at``."""
        start = max(self.content.rfind("\n", max(0, at - limit), at) + 1, at - limit, 0)
        return self.content[start:at]

    def window(self, start: int, end: int, before: int = 300, after: int = 120) -> str:
        """Return the neighbourhood of a range in lower case."""
        return self.low[max(0, start - before) : end + after].decode("latin-1")

    @cached_property
    def is_shell(self) -> bool:
        """Whether the whole cell is a cell magic that holds another language or a file."""
        return self.syntax is Syntax.PYTHON and _SHELL_CELL.match(self.content) is not None

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree of a cell of Python; None for every other text, and for one that does not parse."""
        return parsed(self.content) if self.syntax is Syntax.PYTHON and not self.is_shell else None

    @cached_property
    def _prose(self) -> list[tuple[int, int]]:
        return [match.span() for match in _LITERAL_OR_COMMENT.finditer(self.content)]

    def is_code(self, at: int) -> bool:
        """Whether ``at`` stands in Python code proper: not in a literal, a comment, a magic or a shell line."""
        if self.syntax is not Syntax.PYTHON or self.is_shell:
            return False
        if len(self.content) < _LONGEST_NOTE and self.tree is None:
            return False  # a note, a file or a command that was pasted into a code cell
        before = self.line_before(at, 400)
        if before.lstrip()[:1] in {"%", "!"} or "= !" in before or "=!" in before:
            return False
        index = bisect_right(self._prose, (at, len(self.content))) - 1
        return not (index >= 0 and self._prose[index][0] < at < self._prose[index][1])

    @cached_property
    def is_minified(self) -> bool:
        """Whether the text is mostly a script that a machine packed: names in it say nothing about values."""
        longest = 2000
        if len(self.content) < longest:
            return False
        words = self.content.count("function(") + self.content.count("return ") + self.content.count("=>")
        return words > 10 and len(self.content) > 400 * (self.content.count("\n") + 1)  # noqa: PLR2004 - a page's worth


def _runs(classes: bytes) -> Iterator[tuple[int, int]]:
    """Yield every run of at least 16 letters, digits, underscores and hyphens, as (start, end)."""
    find, at = classes.find, 0
    while (start := find(_SHORTEST, at)) >= 0:
        at = find(b" ", start + len(_SHORTEST))
        if at < 0:
            at = len(classes)
        yield start, at
