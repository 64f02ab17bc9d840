"""Cells that a front end has sent before, so that it need not send them again: of 200 cells one has changed.

A cell is held under a digest of its JSON text that only this process can make, and for the page that sent it, by the
random name that the page has given itself: whoever sends both means exactly that text. (A person's name would not do:
with a token alone, each request has another one.) What is held is forgotten when there is no room, and after ten
minutes in which nobody has asked for it: then the page is told so, and sends the cells in full.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress

import msgspec

_KEY = secrets.token_bytes(32)
_BYTES = 32 << 20  # of all cells of all pages
_IDLE = 600.0  # seconds
_SMALLEST = 100  # bytes of a cell that is worth a digest
_HEAD, _TAIL = b'{"held":"', b'"}'


class NotHeldError(Exception):
    """Cells are named that are not held, or not any more."""


class NotebookBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notebook whose cells stay JSON text, each in full or as ``{"held": "its digest"}``."""

    nbformat: msgspec.Raw
    nbformat_minor: msgspec.Raw
    metadata: msgspec.Raw
    cells: list[msgspec.Raw]


class HeldCells:
    """The cells of all pages, those that were used longest ago first."""

    def __init__(self, most: int = _BYTES, idle: float = _IDLE) -> None:
        self._most, self._idle = most, idle
        self._cells: dict[tuple[str, str], tuple[float, bytes]] = {}
        self._size = 0
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._cells)

    def whole(self, page: str, notebook: bytes) -> tuple[bytes, dict[int, str]]:
        """Return a notebook with all its cells in full, and the digests of those that came so, by index.

        Raises ``NotHeldError``; ``msgspec.DecodeError`` and ``UnicodeDecodeError`` for what is no such notebook.
        """
        body = msgspec.json.decode(notebook, type=NotebookBody, strict=True)
        cells, fresh = [], {}
        for index, raw in enumerate(map(bytes, body.cells)):
            if raw.startswith(_HEAD) and raw.endswith(_TAIL):
                cells.append(self._held(page, raw[len(_HEAD) : -len(_TAIL)].decode("ascii", "replace")))
            else:
                cells.append(raw)
                if len(raw) >= _SMALLEST:
                    fresh[index] = self._hold(page, raw)
        self._make_room()
        head = b'{"nbformat":%b,"nbformat_minor":%b,"metadata":%b,"cells":['
        return head % (body.nbformat, body.nbformat_minor, body.metadata) + b",".join(cells) + b"]}", fresh

    def _held(self, page: str, digest: str) -> bytes:
        known = self._cells.pop((page, digest), None)
        if known is None:
            raise NotHeldError
        self._cells[page, digest] = (time.monotonic(), known[1])  # the newest again
        return known[1]

    def _hold(self, page: str, cell: bytes) -> str:
        digest = hashlib.blake2b(cell, key=_KEY, digest_size=16).hexdigest()
        before = self._cells.pop((page, digest), None)
        self._size += len(cell) if before is None else 0
        self._cells[page, digest] = (time.monotonic(), cell)
        return digest

    def _make_room(self) -> None:
        while self._size > self._most:
            self._forget_oldest()
        if self._timer is None and self._cells:
            with suppress(RuntimeError):  # no event loop: nobody serves
                self._timer = asyncio.get_running_loop().call_later(self._idle, self.forget_idle)

    def _forget_oldest(self) -> None:
        _, cell = self._cells.pop(next(iter(self._cells)))
        self._size -= len(cell)

    def forget_idle(self) -> None:
        """Forget what nobody has asked for in a while."""
        self._timer = None
        before = time.monotonic() - self._idle
        while self._cells and next(iter(self._cells.values()))[0] <= before:
            self._forget_oldest()
        self._make_room()


def with_digests(answer: bytes, fresh: Mapping[int, str]) -> bytes:
    """Return a JSON object, made by a worker, with ``held``: the digests of cells that came in full, by index."""
    return answer[:-1] + b',"held":' + msgspec.json.encode({str(index): held for index, held in fresh.items()}) + b"}"
