"""Git LFS: a pointer in the commit, the content in the clone's own store - where it has been fetched.

Source: the pointer specification of Git LFS (docs/spec.md), version 1.
"""

from __future__ import annotations

import hashlib
import re
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from jupyter_mlsec.errors import UnreadableError

_LONGEST = 1024  # the specification's limit for a pointer
_POINTER = re.compile(
    rb"version https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v1\n"
    rb"(?:[a-z0-9.-]+ [^\n]*\n)*?oid sha256:(?P<id>[0-9a-f]{64})\n(?:[a-z0-9.-]+ [^\n]*\n?)*"
)
_MAX_BYTES = 16 << 30  # to know that the content is the one that was committed, all of it is read
_ABSENT = "a Git LFS pointer whose content is not in this clone (git lfs fetch)"


def pointed_at(stream: BinaryIO) -> str | None:
    """Return the SHA-256 of the content that a pointer stands for, None for what is no pointer; rewinds the stream."""
    start = stream.read(_LONGEST)
    stream.seek(0)
    found = _POINTER.fullmatch(start)
    return found["id"].decode() if found else None


def open_large_file(store: Path, digest: str) -> BufferedReader:
    """Open the content in ``store``, the clone's ``lfs`` folder. Raises ``UnreadableError`` where it is not."""
    path = store / "objects" / digest[:2] / digest[2:4] / digest
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            raise UnreadableError(_ABSENT)
        stream = path.open("rb")
    except OSError:
        raise UnreadableError(_ABSENT) from None
    try:
        _verify(stream, digest)
        stream.seek(0)
    except BaseException:
        stream.close()
        raise
    return stream


def _verify(stream: BufferedReader, digest: str) -> None:
    if stream.seek(0, 2) > _MAX_BYTES:
        raise UnreadableError("a Git LFS pointer to more than 16 GiB")
    stream.seek(0)
    if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
        raise UnreadableError("a Git LFS pointer, and the clone's copy of its content is damaged")
