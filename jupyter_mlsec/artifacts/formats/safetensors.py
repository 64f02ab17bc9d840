"""safetensors: a length, a JSON header, then raw numbers."""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.tensor_file import check_tensors
from jupyter_mlsec.errors import UnreadableError

_HEADER = re.compile(
    rb"\{\s*(?:\}|\"(?:__metadata__\"\s*:|[^\"]{0,400}\"\s*:\s*\{\s*\"(?:dtype|shape|data_offsets)\"))"
)


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if _HEADER.match(content.head, 8) else Certainty.NO


def _read(content: Content) -> None:
    if content.size is None:
        raise UnreadableError("a compressed safetensors file is not read by this version")
    check_tensors(content, content.size)


FORMAT = Format(
    name="a safetensors file",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".safetensors"}),
)
