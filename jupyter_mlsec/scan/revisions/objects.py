"""Objects: the contents of blobs, as one ``git cat-file --batch`` gives them, one after the other."""

from __future__ import annotations

import io
import re
import tempfile
from contextlib import suppress
from typing import BinaryIO, Self, cast

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.scan.revisions.git import Git

_CHUNK = 1 << 20
_MAX_BYTES = 1 << 30  # what is larger is no document, and no host of repositories takes it as a blob
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Objects:
    """One git process that answers for as many objects as it is asked for; a context manager."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._start()

    def _start(self) -> None:
        self._process = self._git.start("cat-file", "--batch")
        self._asked = cast("BinaryIO", self._process.stdin)
        self._answers = cast("BinaryIO", self._process.stdout)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        with suppress(BrokenPipeError), self._process:  # what it was last asked for may not have reached it
            pass

    def open(self, blob: str, in_memory: int) -> BinaryIO:
        """Return the content of a blob as a stream that can seek; the caller closes it.

        Up to ``in_memory`` bytes are kept in memory; what is larger lies in a file without a name until it is closed.
        Raises ``UnreadableError`` where the object is not in this clone, is too large or is no blob.
        """
        size = self._size(blob)
        if size > _MAX_BYTES:
            self._pass(size)
            raise UnreadableError("larger than 1 GiB")
        if size <= in_memory:
            data = self._take(size)
            self._take(1)  # the line feed after it
            return io.BytesIO(data)
        stream = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
        try:
            for count in _pieces(size):
                stream.write(self._take(count))
            self._take(1)
            stream.seek(0)
        except BaseException:
            stream.close()
            raise
        return stream

    def _size(self, blob: str) -> int:
        if not _ID.fullmatch(blob):
            raise UnreadableError("git named no object")
        with suppress(BrokenPipeError):
            self._asked.write(blob.encode() + b"\n")
            self._asked.flush()
        header = self._answers.readline().split()
        if len(header) != 3:  # noqa: PLR2004 - id, type, size; otherwise "missing", or git ended over this object
            if not header:
                self.close()
                self._start()
            raise UnreadableError("its content is not in this clone (a partial or damaged one)")
        size = int(header[2])
        if header[1] != b"blob":
            self._pass(size)
            raise UnreadableError("git holds no file under this name")
        return size

    def _take(self, count: int) -> bytes:
        data = self._answers.read(count)
        if len(data) < count:
            raise UnreadableError("git ended before it gave all of the content")
        return data

    def _pass(self, size: int) -> None:
        for count in _pieces(size + 1):
            self._take(count)


def _pieces(size: int) -> list[int]:
    whole, rest = divmod(size, _CHUNK)
    return [_CHUNK] * whole + ([rest] if rest else [])
