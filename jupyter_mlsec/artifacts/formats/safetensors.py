"""safetensors: a length, a JSON header, then raw numbers."""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.tensor_file import check_tensors


def _begins(content: Content) -> Certainty:
    start = content.head[:9]
    known = content.size is not None and start[8:] == b"{" and int.from_bytes(start[:8], "little") < content.size
    return Certainty.SURE if known else Certainty.NO


def _read(content: Content) -> None:
    if content.size is not None:
        check_tensors(content.source(), content.size)


FORMAT = Format(
    name="a safetensors file",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".safetensors"}),
)
