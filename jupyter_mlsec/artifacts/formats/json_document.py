"""JSON: data by itself. What it configures is judged by the formats that know such objects."""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.document import read_json, show_nodes
from jupyter_mlsec.artifacts.format import Certainty, Format

_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\"{\[\]\d-])")
_MOST = 8 << 20  # bytes of code


def _begins(content: Content) -> Certainty:
    head = content.head
    if head[3:8] == bytes(5):
        return Certainty.NO  # a length of safetensors: no text in any encoding has so many zeros in a row
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:4:2] == b"\0\0" or head[1:4:2] == b"\0\0":
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")  # UTF-16 and UTF-32, which Python's json reads
    return Certainty.SURE if _START.match(head) else Certainty.NO


def _read(content: Content) -> None:
    document = read_json(content)
    if content.depth and isinstance(document, dict) and "nbformat" in document:
        content.sights.hand_up(content.bytes(_MOST))
    else:
        show_nodes(content, document)


FORMAT = Format(name="a JSON document", read=_read, begins=_begins)
