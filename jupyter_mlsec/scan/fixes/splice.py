"""Changes of a JSON document in its own text: what is not changed stays as it was written, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from jupyter_mlsec.errors import UnreadableError

Origin: TypeAlias = tuple[str | int, ...]
_BLANK = re.compile(r"[ \t\n\r]*")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_ESCAPED = re.compile(r"\\u(?!d[89ab])[0-9a-fA-F]{4}")
_decode = json.JSONDecoder(strict=False).raw_decode


class Removed:
    """Stands for "take it out"."""


REMOVED = Removed()


@dataclass
class _Node:
    """What happens at one place of the document, and below it."""

    change: str | Removed | None = None
    below: dict[str | int, _Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A member of an object or an entry of a list: its key, where it begins, and where its value stands."""

    key: str | int
    start: int
    value: int
    end: int


def splice(document: str, changes: Mapping[Origin, str | Removed]) -> str:
    """Return ``document`` with changes at paths: a new string (or list of lines, where one stood there), or removed.

    Raises ``UnreadableError`` where a path leads nowhere: the document is not the one that the changes were made for.
    """
    root = _Node()
    for origin, change in changes.items():
        node = root
        for part in origin:
            node = node.below.setdefault(part, _Node())
        node.change = change
    writer = _Writer(document)
    at = writer.skip(0)
    return document[:at] + writer.value(root, at, _end(document, at)) + document[_end(document, at) :]


def _end(document: str, at: int) -> int:
    return _decode(document, at)[1]


class _Writer:
    def __init__(self, document: str) -> None:
        self.document = document
        # Escape as the document does: one without any letter beyond ASCII, but with escapes for some, keeps to that.
        self.ascii = document.isascii() and _ESCAPED.search(document) is not None

    def skip(self, at: int) -> int:
        """Return where the next token begins."""
        match = _BLANK.match(self.document, at)
        return match.end() if match else at

    def value(self, node: _Node, start: int, end: int) -> str:
        """Return the value at ``start..end`` with its changes made."""
        if isinstance(node.change, str):
            return self._text(node.change, start, end)
        if not node.below:
            return self.document[start:end]
        if self.document[start] not in "{[":
            raise UnreadableError("the document has changed while it was being fixed")
        return self._container(node, start, end)

    def _container(self, node: _Node, start: int, end: int) -> str:
        entries = self.entries(start)
        present = {entry.key for entry in entries}
        if not present.issuperset(node.below):
            raise UnreadableError("the document has changed while it was being fixed")
        kept: list[tuple[int, str]] = []
        for number, entry in enumerate(entries):
            below = node.below.get(entry.key)
            if below is None:
                kept.append((number, self.document[entry.start : entry.end]))
            elif not isinstance(below.change, Removed):
                head = self.document[entry.start : entry.value]
                kept.append((number, head + self.value(below, entry.value, entry.end)))
        if not kept:
            return self.document[start] + self.document[end - 1]
        pieces = [self.document[start : entries[0].start]]
        for number, written in kept:
            pieces.append(written)
            if number != kept[-1][0]:  # the comma behind it, with the blanks around that
                pieces.append(self.document[entries[number].end : entries[number + 1].start])
        pieces.append(self.document[entries[-1].end : end])
        return "".join(pieces)

    def entries(self, start: int) -> list[_Entry]:
        """Return the members of the object, or the entries of the list, that begins at ``start``."""
        document = self.document
        found: list[_Entry] = []
        is_object = document[start] == "{"
        at = self.skip(start + 1)
        while document[at] not in "}]":
            first, key = at, len(found)
            if is_object:
                name, at = _decode(document, at)
                at = self.skip(self.skip(at) + 1)
                found.append(_Entry(name, first, at, _end(document, at)))
            else:
                found.append(_Entry(key, first, at, _end(document, at)))
            at = self.skip(found[-1].end)
            if document[at] == ",":
                at = self.skip(at + 1)
        return found

    def _text(self, text: str, start: int, end: int) -> str:
        if self.document[start] != "[":
            return self._quoted(text)
        entries = self.entries(start)
        before = [str(_decode(self.document, entry.value)[0]) for entry in entries]
        after = _LINE.findall(text)
        if not after:
            return "[]"
        if not entries:
            return f"[{', '.join(map(self._quoted, after))}]"
        same = _common(before, after)
        last = _common(before[same:][::-1], after[same:][::-1])
        written = [self.document[entry.start : entry.end] for entry in entries]
        lines = [*written[:same], *map(self._quoted, after[same : len(after) - last]), *written[len(written) - last :]]
        comma = self.document[entries[0].end : entries[1].start] if len(entries) > 1 else self._comma(start, entries[0])
        return "".join(
            (self.document[start : entries[0].start], comma.join(lines), self.document[entries[-1].end : end])
        )

    def _comma(self, start: int, entry: _Entry) -> str:
        """Return what would stand between two entries of a list that has only one: the blanks that it begins with."""
        blank = self.document[start + 1 : entry.start]
        return f",{blank}" if blank else ", "

    def _quoted(self, text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError:  # half a pair of surrogates is an escape or nothing
            return json.dumps(text)
        return json.dumps(text, ensure_ascii=self.ascii)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many entries two lists have in common at their beginning."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return number
    return min(len(one), len(other))
