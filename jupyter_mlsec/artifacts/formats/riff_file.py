"""RIFF files: sounds (WAVE) and pictures (WebP), lists of parts with a length each.

Source: "Multimedia Programming Interface and Data Specifications 1.0"; RFC 9649 (WebP).
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.behind import look_behind
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.errors import UnreadableError


def _begins(content: Content) -> Certainty:
    is_known = content.head[:4] == b"RIFF" and content.head[8:12] in {b"WAVE", b"WEBP"}
    return Certainty.SURE if is_known else Certainty.NO


def _read(content: Content) -> None:
    source = content.source()
    source.skip(4)
    end = 8 + int.from_bytes(source.read(4), "little")
    source.skip(4)
    while source.position < end:
        content.budget.tick()
        if not source.read(4).isascii():
            raise UnreadableError("the sound or picture is damaged")
        length = int.from_bytes(source.read(4), "little")
        source.skip(min(length + length % 2, max(end - source.position, length)))  # the last part needs no padding
    if source.position > end + 1:
        raise UnreadableError("the sound or picture is damaged")
    look_behind(content, source.position, "sound or picture")


FORMAT = Format(name="a sound or picture", read=_read, begins=_begins)
