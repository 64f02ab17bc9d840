"""Outputs of code cells as texts: streams, tracebacks and every MIME type that holds text."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import Json, Output
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.notebook.ansi import strip_ansi
from jupyter_mlsec.notebook.flatten import flatten
from jupyter_mlsec.notebook.markup import markup_text
from jupyter_mlsec.notebook.strings import multiline

# nbformat 3 wrote short names where nbformat 4 writes MIME types.
_V3_MIME = {
    "text": "text/plain",
    "html": "text/html",
    "svg": "image/svg+xml",
    "latex": "text/latex",
    "json": "application/json",
    "javascript": "application/javascript",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "pdf": "application/pdf",
}
_MARKUP = frozenset({"text/html", "image/svg+xml", "application/xml", "text/xml", "application/xhtml+xml"})
_MEDIA = ("image/", "audio/", "video/", "font/", "application/pdf")  # pixels and sound: no text to decode


class Where(NamedTuple):
    """The cell, the place and the JSON path that the texts of one output or attachment belong to."""

    cell: CellRef | None
    place: Place
    origin: tuple[str | int, ...]


def read_output(value: object, where: Where) -> Output:
    """Decode one output. Raises ``UnreadableError`` where its shape is not nbformat's."""
    if not isinstance(value, Mapping):
        raise UnreadableError("an output is not an object")
    kind = str(value.get("output_type", ""))
    if kind == "stream":
        return Output(kind, (_plain(multiline(value.get("text"), "a stream's text"), where, "text"),))
    if kind in {"error", "pyerr"}:
        return Output(kind, (_traceback(value, where),))
    data = value.get("data") if "data" in value else {_V3_MIME[k]: v for k, v in value.items() if k in _V3_MIME}
    if not isinstance(data, Mapping):
        raise UnreadableError("an output's data is not an object")
    bundle = cast("Mapping[str, Json]", data)
    texts = tuple(text for mime, body in bundle.items() for text in mime_texts(mime, body, where, "data"))
    metadata = value.get("metadata")
    return Output(kind, texts + (tuple(_metadata(metadata, where)) if metadata else ()), bundle)


def mime_texts(mime: str, body: Json, where: Where, *path: str) -> Iterator[Text]:
    """Yield the texts of one MIME type's body; media yield none. Raises ``UnreadableError`` for a malformed body."""
    origin = (*where.origin, *path, mime)
    plain_type = mime.partition(";")[0].strip().lower()
    if plain_type in _MARKUP:
        content, labels = markup_text(multiline(body, f"an output of type {plain_type}"))
        yield Text(where.place, content, Syntax.PLAIN, where.cell, origin, labels)
    elif plain_type.startswith(_MEDIA):
        return
    elif isinstance(body, Mapping) or plain_type.endswith("json"):
        content, labels = flatten(body)
        yield Text(where.place, content, Syntax.DATA, where.cell, origin, labels)
    else:
        syntax = Syntax.MARKDOWN if plain_type == "text/markdown" else Syntax.PLAIN
        content = strip_ansi(multiline(body, f"an output of type {plain_type}"))
        yield Text(where.place, content, syntax, where.cell, origin)


def read_attachments(value: object, cell: CellRef, origin: tuple[str | int, ...]) -> Iterator[Text]:
    """Yield the texts of a cell's attachments: file name -> MIME type -> base64."""
    if not isinstance(value, Mapping):
        raise UnreadableError("a cell's attachments are not an object")
    for name, bundle in value.items():
        if not isinstance(bundle, Mapping):
            raise UnreadableError("an attachment is not an object")
        for mime, body in bundle.items():
            where = Where(cell, Place.ATTACHMENT, (*origin, str(name)))
            decoded = _attached_text(mime, body)
            if decoded is not None:
                yield from mime_texts(mime, decoded, where)


def _attached_text(mime: str, body: object) -> Json:
    """Return an attachment's text, or None for media and other bytes that are no text."""
    if mime.startswith(_MEDIA) and mime != "image/svg+xml":
        return None
    if isinstance(body, Mapping):
        return cast("Json", body)
    encoded = multiline(body, "an attachment")
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except ValueError:  # not base64, not ASCII or not UTF-8
        # Not base64: the text itself stands there. Bytes that are not UTF-8 are no text to look at.
        return encoded if not encoded.isascii() or " " in encoded or "\n" in encoded.strip() else None


def _plain(content: str, where: Where, key: str) -> Text:
    return Text(where.place, strip_ansi(content), Syntax.PLAIN, where.cell, (*where.origin, key))


def _traceback(value: Mapping[str, object], where: Where) -> Text:
    lines = value.get("traceback") or []
    if not isinstance(lines, list):
        raise UnreadableError("a traceback is not a list")
    content = strip_ansi("\n".join(multiline(line, "a line of a traceback") for line in lines))
    last = f"{multiline(value.get('ename'), 'an error name')}: {strip_ansi(multiline(value.get('evalue'), 'an error'))}"
    if last not in content:  # IPython repeats it at the end of the traceback, other kernels need not
        content = f"{content}\n{last}" if content else last
    return Text(where.place, content, Syntax.PLAIN, where.cell, (*where.origin, "traceback"))


def _metadata(value: object, where: Where) -> Iterator[Text]:
    content, labels = flatten(cast("Json", value))
    if content:
        yield Text(where.place, content, Syntax.DATA, where.cell, (*where.origin, "metadata"), labels)
