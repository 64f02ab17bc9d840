"""Documents: JSON and YAML texts, decoded within bounds; each object in them is shown to every format."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Node
from jupyter_mlsec.artifacts.formats._discovery import artifact_formats
from jupyter_mlsec.errors import UnreadableError

LONGEST = 12 << 20  # bytes; the vocabularies of tokenizers have this size
_VALUE = 80  # bytes that a decoded value takes beside its text
_DEPTH = 400


def decoded(data: bytes) -> object:
    """Decode JSON as lenient loaders do. Raises ``UnreadableError`` for what is none."""
    import json

    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        pass
    try:
        return json.loads(data.decode(json.detect_encoding(data)))
    except (ValueError, RecursionError):
        raise UnreadableError("the JSON text is damaged") from None


def values(data: bytes) -> int:
    """Return about how many values a JSON text holds, and so how much memory decoding takes."""
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def read_json(content: Content) -> object:
    """Decode a content that is JSON, if there is room for it."""
    data = content.bytes(LONGEST)
    content.budget.keep(len(data) + values(data) * _VALUE)
    return decoded(data)


def show_nodes(content: Content, document: object) -> None:
    """Show every object of a document to every format."""
    judges = [found.node for found in artifact_formats() if found.node is not None]
    for count, node in enumerate(nodes(document)):
        if not count % 256:
            content.budget.tick()
        for judge in judges:
            judge(content, node)


def nodes(document: object) -> Iterator[Node]:
    """Yield all objects of a document, the outer ones first."""
    waiting: list[tuple[object, int]] = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if depth > _DEPTH:
            raise UnreadableError("the document is nested too deeply")
        if isinstance(value, dict):
            yield value
            waiting.extend((item, depth + 1) for item in value.values() if isinstance(item, dict | list))
        elif isinstance(value, list):
            waiting.extend((item, depth + 1) for item in value if isinstance(item, dict | list))
