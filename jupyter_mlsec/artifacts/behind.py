"""What stands behind the end of a format without code: nobody who reads that format sees it, another loader does."""

from __future__ import annotations

from jupyter_mlsec.artifacts.carving import carve
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.errors import UnreadableError

_BLANK = b"\0\r\n\t "
_PADDING = 1 << 16
_MARKS = (b"PK\3\4", b"\x1f\x8b\x08", b"\x93NUMPY", b"BZh", b"\xfd7zXZ", b"\x80\2", b"\x80\3", b"\x80\4", b"\x80\5")


def look_behind(content: Content, end: int, what: str) -> None:
    """Tell of bytes behind ``end`` that are no padding, and look at them as at a file of their own."""
    if content.size is None:
        stream, size = content.whole()
        content = content.inner(lambda: stream, size)
    rest = (content.size or 0) - end
    if rest <= 0:
        return
    start = content.part(end, min(rest, _PADDING)).bytes(_PADDING)
    blank = len(start) - len(start.lstrip(_BLANK))
    if blank == rest:
        return
    content.sights.add("bytes-after-pickle", f"bytes after the {what}", f"the file goes on after its {what}")
    try:
        content.part(end + blank, rest - blank).look()
    except UnreadableError:  # it was told already, and nobody is sure to read it
        content.budget.tick()


def suspect(content: Content, end: int, what: str) -> None:
    """Look behind ``end`` for what another loader would take, where the format itself may go on with anything."""
    source = content.source()
    source.skip(end)
    if source.peek(8).lstrip(_BLANK).startswith(_MARKS):
        look_behind(content, end, what)
    else:
        carve(content, end)
