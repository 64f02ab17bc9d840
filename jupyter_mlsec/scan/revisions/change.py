"""git's raw diff format, record by record (git-diff-tree(1), "Raw output format" and "diff format for merges")."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import BinaryIO

from jupyter_mlsec.errors import UnreadableError

_CHUNK = 1 << 16


class Mode(Enum):
    """What a tree's entry is."""

    FILE = "file"
    LINK = "link"
    SUBMODULE = "submodule"
    GONE = "gone"


_MODES = {b"120000": Mode.LINK, b"160000": Mode.SUBMODULE, b"000000": Mode.GONE}


@dataclass(frozen=True, slots=True)
class Change:
    """One path that is not as it was. ``path`` counts from the top of the repository."""

    path: str
    mode: Mode
    blob: str
    commit: str | None = None
    unmerged: bool = False


def read_changes(stream: BinaryIO, walked: Callable[[str], None] = lambda _commit: None) -> Iterator[Change]:
    """Yield the changes of ``diff-index -z`` or ``diff-tree --stdin -z``; ``walked`` is told of every commit.

    Raises ``UnreadableError`` for anything else.
    """
    commit: str | None = None
    tokens = _tokens(stream)
    for token in tokens:
        if not token.startswith(b":"):
            commit = token.strip().decode("ascii", "replace")
            walked(commit)
            continue
        fields = token.lstrip(b":").split(b" ")
        parents = len(token) - len(token.lstrip(b":"))
        path = next(tokens, None)
        if len(fields) != 2 * (parents + 1) + 1 or path is None:
            raise UnreadableError("git answered in a form that this version does not read")
        unmerged = fields[-1].startswith(b"U")
        blob = fields[2 * parents + 1].decode("ascii", "replace")
        yield Change(os.fsdecode(path), _MODES.get(fields[parents], Mode.FILE), blob, commit, unmerged)


def _tokens(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    for chunk in _chunks(stream):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        raise UnreadableError("git ended in the middle of its answer")


def _chunks(stream: BinaryIO) -> Iterable[bytes]:
    return iter(lambda: stream.read(_CHUNK), b"")
