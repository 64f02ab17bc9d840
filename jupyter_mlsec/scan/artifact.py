"""One model or data file in, one report out: what everybody asks before a file is loaded, signed or believed."""

from __future__ import annotations

import io
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.scan.engine import not_checked, scan_data

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERYTHING = Config()


def scan_artifact(
    source: str | os.PathLike[str] | BinaryIO, config: Config = _EVERYTHING, *, name: str = ""
) -> TargetReport:
    """Look at a model or data file without loading it, and never raise for what it holds.

    ``source`` is a path, or a binary stream that can seek: give the stream that will be loaded afterwards, and what
    was looked at is what gets loaded. It is looked at from where it stands to its end, stays open, and stands there
    again afterwards. ``name`` is what the report calls it (by default the path, or the stream's own name).

    How to read the answer, from the worst to the best:

    - a finding of severity ``high`` or ``critical`` that is not suppressed: loading it is dangerous, whatever else;
    - ``outcome`` ``not-checked``: nobody knows what loading it does (``reason`` says why), and findings are only what
      was seen until then. A caller that must decide refuses;
    - a finding of severity ``medium``: it names things that nobody vetted. Ask the person;
    - ``checked`` without findings: it names vetted functions and classes only, or none.

    It takes at most two seconds of the processor, and fifteen on a clock, and opens no socket. A folder, a pipe or a
    device is ``not-checked``.
    """
    if not isinstance(source, str | os.PathLike):
        return _scan_stream(source, config, name or _stream_name(source))
    path = os.fspath(source)
    try:
        with _opened(path) as stream:
            if stream is None:
                return not_checked(name or path, TargetKind.ARTIFACT, "not a regular file")
            return scan_data(name or path, stream, config)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        return not_checked(name or path, TargetKind.ARTIFACT, f"cannot be opened: {reason}")


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO | None]:
    """Open a regular file; None stands for anything else, which is never waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    descriptor = os.open(path, flags)
    with os.fdopen(descriptor, "rb") as stream:
        yield stream if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


def _scan_stream(stream: BinaryIO, config: Config, name: str) -> TargetReport:
    try:
        place = stream.tell()
        stream.seek(place)
    except (OSError, ValueError, AttributeError):  # io.UnsupportedOperation is both of the first two
        return not_checked(name, TargetKind.ARTIFACT, "the stream cannot seek")
    try:
        rest = cast("BinaryIO", _Rest(stream, place)) if place else stream
        return scan_data(name, rest, config)
    finally:
        stream.seek(place)


class _Rest(io.RawIOBase):
    """What is left of a stream, as a stream of its own: a loader begins where the stream stands."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        super().__init__()
        self._stream, self._start = stream, start

    def read(self, count: int | None = -1, /) -> bytes:
        """Read on."""
        return self._stream.read(-1 if count is None else count)

    def tell(self) -> int:
        """Return the place, counted from the start of the rest."""
        return self._stream.tell() - self._start

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place of the rest."""
        return self._stream.seek(self._start + offset if whence == os.SEEK_SET else offset, whence) - self._start


def _stream_name(stream: BinaryIO) -> str:
    """Return a stream's name where it has one that names a file, never a descriptor's number or a foreign object."""
    name = getattr(stream, "name", "")
    return Path(name).name if isinstance(name, str) and name else "stream"
