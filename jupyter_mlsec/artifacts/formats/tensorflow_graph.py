"""TensorFlow's SavedModel, frozen graphs and Keras's notes beside them: protobuf messages that name operations.

Sources: ``tensorflow/core/protobuf/saved_model.proto``, ``meta_graph.proto``, ``framework/graph.proto``,
``saved_object_graph.proto``; ``tensorflow/python/keras/protobuf/saved_metadata.proto``.
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.document import LONGEST, decoded, show_nodes, values
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.graph_operations import judge_tensorflow
from jupyter_mlsec.artifacts.pages import Pages, pages
from jupyter_mlsec.artifacts.protobuf import BYTES, VARINT, Field, fields, has_shape, inside, text
from jupyter_mlsec.artifacts.zip_directory import leaves_folder
from jupyter_mlsec.errors import UnreadableError

_SAVED_MODEL = {1: VARINT, 2: BYTES}
_META_GRAPH = dict.fromkeys(range(1, 8), BYTES)
_GRAPH = {1: BYTES, 2: BYTES, 3: VARINT, 4: BYTES, 5: BYTES}
_NODE = dict.fromkeys(range(1, 8), BYTES)
_NOTE = {1: VARINT, 2: BYTES, 3: BYTES, 4: BYTES, 5: BYTES}
_FINGERPRINT = {**dict.fromkeys(range(1, 6), VARINT), 6: BYTES, 7: BYTES}
_FINGERPRINT_SIZE = 300
_HASHES = 4


def _begins(content: Content) -> Certainty:
    if content.head[:1] not in {b"\x08", b"\x0a", b"\x12"} or content.size is None:
        return Certainty.NO
    return Certainty.SURE if _kind(pages(content)) else Certainty.NO


def _kind(data: Pages) -> str:
    """Return which of the messages it is, or nothing."""
    found = has_shape(data, 0, data.size, _SAVED_MODEL)
    if found is not None and 2 in found and _all_have(data, 2, _META_GRAPH):  # noqa: PLR2004 - MetaGraphDef
        return "saved model"
    found = has_shape(data, 0, data.size, _GRAPH)
    if found is not None and 1 in found:
        if _all_have(data, 1, _NODE) and _names_operations(data):
            return "graph"
        if found == {1} and _all_have(data, 1, _NOTE):
            return "notes"
    if data.size <= _FINGERPRINT_SIZE:
        found = has_shape(data, 0, data.size, _FINGERPRINT)
        if found is not None and len(found) > _HASHES:
            return "fingerprint"
    return ""


def _all_have(data: Pages, number: int, known: dict[int, int]) -> bool:
    inner = inside(data, 0, data.size, (number,))
    return all(has_shape(data, field.start, field.end, known) for field in inner)


def _names_operations(data: Pages) -> bool:
    first = next(inside(data, 0, data.size, (1,)))
    return {1, 2} <= {field.number for field in fields(data, first.start, first.end)}


def _read(content: Content) -> None:
    data = pages(content)
    match _kind(data):
        case "saved model":
            for field in inside(data, 0, data.size, (2,)):
                _meta_graph(content, data, field)
        case "graph":
            _graph(content, data, 0, data.size)
        case "notes":
            for field in inside(data, 0, data.size, (1, 4)):
                _note(content, data, field)


def _meta_graph(content: Content, data: Pages, meta: Field) -> None:
    for field in fields(data, meta.start, meta.end):
        if field.number == 2:  # noqa: PLR2004 - numbers of the .proto files, here and below
            _graph(content, data, field.start, field.end)
        elif field.number == 6:  # noqa: PLR2004
            for name in inside(data, field.start, field.end, (2,)):
                if leaves_folder(text(data, name)):
                    content.sights.add("escaping-data-reference", "an asset outside of the model's folder")
        elif field.number == 7:  # noqa: PLR2004
            for note in inside(data, field.start, field.end, (1, 4, 3)):
                _note(content, data, note)


def _graph(content: Content, data: Pages, start: int, end: int) -> None:
    for field in fields(data, start, end):
        if field.number == 1 and field.kind == BYTES:
            _node(content, data, field)
        elif field.number == 2 and field.kind == BYTES:  # noqa: PLR2004
            for node in inside(data, field.start, field.end, (1, 3)):
                _node(content, data, node)


def _node(content: Content, data: Pages, node: Field) -> None:
    operation, has_file = "", False
    for field in fields(data, node.start, node.end):
        if field.number == 2 and field.kind == BYTES:  # noqa: PLR2004
            operation = text(data, field)
        elif field.number == 5 and field.kind == BYTES and field.size < 1 << 16:  # noqa: PLR2004
            has_file = has_file or b"file://" in data.at(field.start, field.size)
    judge_tensorflow(content, operation, has_file=has_file)


def _note(content: Content, data: Pages, field: Field) -> None:
    """Look at what Keras notes of a layer: a configuration as JSON."""
    if field.kind != BYTES or field.size > LONGEST:
        raise UnreadableError("a note in the model is too long to be looked at")
    note = data.at(field.start, field.size)
    if note[:1] != b"{":
        return
    content.budget.keep(values(note) * 80)
    show_nodes(content, decoded(note))


FORMAT = Format(
    name="a TensorFlow graph",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".pb"}),
)
