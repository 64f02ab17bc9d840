"""The audit trail of a project: append-only, hash-chained JSON lines in ``.mlsec/trail.jsonl``; never values.

Each line holds the digest of the line before it. Beside it, ``trail.head`` remembers the newest digest, so that lines
cut off the end are missed as well. Someone who may write both files can rewrite both: what makes the trail binding is
its head inside a signed bundle, which :meth:`Trail.verify` accepts as an anchor.

A crash can leave half a line. The next writer ends it, and appends a ``repair`` entry that names the half line's
digest: nothing is deleted, and a half line without such an entry is a failure. A writer that misses the remembered
entry says so in a repair entry as well, so that writing on never covers a loss up.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from jupyter_mlsec.errors import StateError
from jupyter_mlsec.lifecycle.trail_entry import (
    GENESIS,
    TRAIL,
    TrailEntry,
    TrailEvent,
    TrailKind,
    is_digest,
    line_digest,
    new_entry,
    read_entry,
    write_entry,
)
from jupyter_mlsec.lifecycle.trail_report import TrailReport, check_lines, failure, split_lines

_HEAD = "trail.head"
_BLOCK = 65536


class Trail:
    """The trail of the project whose configuration file is in ``root``."""

    def __init__(self, root: Path) -> None:
        self.path = root / TRAIL
        self._head = self.path.with_name(_HEAD)

    def append(self, event: TrailEvent, *, after: Mapping[str, object] | None = None) -> TrailEntry:
        """Write one entry, on disk when this returns. Raises StateError where that is not possible.

        Writers of other processes and threads wait for each other. With ``after`` (of :meth:`head_json`) nothing may
        have been written since: what was signed then says that this entry comes next.
        """
        if event.kind is TrailKind.REPAIR:
            raise StateError("repairs are recorded by the trail itself")
        self._make_folder()
        with self._locked() as descriptor:
            sequence, previous = self._mend(descriptor)
            if after is not None and (after["entries"], after["head"]) != (sequence, previous if sequence else None):
                raise StateError("the audit trail went on while this was signed", help="sign again")
            return self._write(descriptor, new_entry(event, sequence, previous))

    def verify(self, anchors: Iterable[str] = ()) -> TrailReport:
        """Check every line and the chain. ``anchors`` are heads known from elsewhere, which must all be in it."""
        try:
            data, head = self._read()
        except OSError as error:
            problem = failure("unreadable", 0, f"the trail could not be read ({type(error).__name__})")
            return TrailReport(entries=0, head=None, failures=(problem,))
        return check_lines(data, {*anchors, *([head] if head else [])})

    def head_json(self) -> dict[str, object]:
        """Return where the trail stands, for something that is signed: ``{"entries": 3, "head": "sha256:…"}``.

        What is signed after this can be handed to :meth:`verify` as an anchor: a trail that was cut lacks it.
        """
        report = self.verify()
        return {"entries": report.entries, "head": report.head}

    def entries(self) -> tuple[TrailEntry, ...]:
        """Return all entries, oldest first; raises StateError where the trail is not intact."""
        report = self.verify()
        if report.failures:
            raise StateError(
                f"the audit trail is not intact: {report.failures[0].message}", help="run mlsec trail verify"
            )
        decoded = (read_entry(line) for line in split_lines(self._read()[0]))
        return tuple(entry for entry in decoded if isinstance(entry, TrailEntry))

    def known(self) -> tuple[TrailEntry, ...]:
        """Return the entries that can be read, whatever is wrong with the trail: for who only adds what is missing."""
        try:
            data, _ = self._read()
        except OSError:
            return ()
        decoded = (read_entry(line) for line in split_lines(data))
        return tuple(entry for entry in decoded if isinstance(entry, TrailEntry))

    def _read(self) -> tuple[bytes, str]:
        """Return the trail and the remembered head, while no writer is between the two."""
        try:
            with self.path.open("rb") as stream:
                _lock(stream.fileno(), shared=True)
                return stream.read(), self._remembered()
        except FileNotFoundError:
            return b"", self._remembered()

    def _make_folder(self) -> None:
        folder = self.path.parent
        if folder.is_symlink():
            raise StateError(f"{folder.name} is a link; the audit trail is kept in a folder of the project")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StateError(f"{folder.name} could not be made ({type(error).__name__})") from None

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Open the trail for appending and keep every other writer out."""
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT
        for name in ("O_NOFOLLOW", "O_BINARY", "O_CLOEXEC", "O_NONBLOCK"):  # not every system has each
            flags |= getattr(os, name, 0)
        try:
            descriptor = os.open(self.path, flags, 0o600)
        except OSError as error:
            raise StateError(f"{TRAIL} could not be opened ({type(error).__name__})") from None
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise StateError(f"{TRAIL} is not a file")
            _lock(descriptor)
            yield descriptor
        except OSError as error:
            raise StateError(f"{TRAIL} could not be written ({type(error).__name__})") from None
        finally:
            os.close(descriptor)  # which also ends the lock

    def _mend(self, descriptor: int) -> tuple[int, str]:
        """Return the next sequence number and the digest to chain to, after accounting for what is odd or missing."""
        last, odd, finished = _tail(descriptor)
        if not finished:
            _write_all(descriptor, b"\n")
        digests = {f"line-{number}": line_digest(line) for number, line in enumerate(odd, start=1)}
        if missing := self._missing(last):
            digests["expected"] = missing
        sequence, previous = (last.sequence + 1, last.digest) if last else (0, GENESIS)
        if not digests:
            return sequence, previous
        outcome = "missing" if missing else "kept"
        event = TrailEvent(kind=TrailKind.REPAIR, subject=TRAIL, outcome=outcome, digests=digests)
        repair = self._write(descriptor, new_entry(event, sequence, previous))
        return repair.sequence + 1, repair.digest

    def _missing(self, last: TrailEntry | None) -> str:
        """Return the remembered digest where no entry has it; after a crash it may be an older entry's."""
        remembered = self._remembered()
        if not remembered or (last and remembered in {last.digest, last.previous}):
            return ""
        entries = (read_entry(line) for line in split_lines(self.path.read_bytes()))
        known = any(isinstance(entry, TrailEntry) and entry.digest == remembered for entry in entries)
        return "" if known else remembered

    def _write(self, descriptor: int, entry: TrailEntry) -> TrailEntry:
        _write_all(descriptor, write_entry(entry) + b"\n")
        os.fsync(descriptor)
        self._remember(entry.digest)
        return entry

    def _remember(self, digest: str) -> None:
        """Keep the newest digest beside the trail; a crash before this leaves an older entry's."""
        temporary = self._head.with_name(f".{_HEAD}.{os.getpid()}")
        temporary.write_text(digest + "\n", encoding="ascii")
        temporary.replace(self._head)
        _sync_folder(self._head.parent)

    def _remembered(self) -> str:
        try:
            text = self._head.read_text(encoding="ascii", errors="replace").strip()
        except OSError:
            return ""
        return text if is_digest(text) else ""


def _tail(descriptor: int) -> tuple[TrailEntry | None, list[bytes], bool]:
    """Read back to the last entry: return it, the lines after it that are none, and whether the last line is ended."""
    position = os.lseek(descriptor, 0, os.SEEK_END)
    data = b""
    while True:
        lines = split_lines(data)
        finished = not data or data.endswith(b"\n")
        for place in range(len(lines) - 1, -1 if position == 0 else 0, -1):  # the first may begin before the block
            entry = read_entry(lines[place])
            if isinstance(entry, TrailEntry):
                return entry, lines[place + 1 :], finished
        if position == 0:
            return None, lines, finished
        step = min(_BLOCK, position)
        position -= step
        os.lseek(descriptor, position, os.SEEK_SET)
        data = os.read(descriptor, step) + data


def _write_all(descriptor: int, data: bytes) -> None:
    """Write in one call where the system can; a full disk can cut it short, and then the rest raises."""
    while data:
        data = data[os.write(descriptor, data) :]


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems cannot
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":  # pragma: no cover - another system

    def _lock(descriptor: int, *, shared: bool = False) -> None:
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_RLCK if shared else msvcrt.LK_LOCK, 1)

else:

    def _lock(descriptor: int, *, shared: bool = False) -> None:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
