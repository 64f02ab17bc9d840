"""Core ML's ``.mlmodel``: a protobuf message; models and layers of one's own come from code outside of it.

Source: coremltools' ``mlmodel/format/Model.proto`` and ``NeuralNetwork.proto``.
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.pages import pages
from jupyter_mlsec.artifacts.protobuf import BYTES, VARINT, fields, has_shape, inside, text
from jupyter_mlsec.artifacts.sight import shown_name

_MODEL = {1: VARINT, 2: BYTES, 10: VARINT, **dict.fromkeys(range(200, 3001), BYTES)}
_DESCRIPTION, _TYPES = 2, 200
_CUSTOM_MODEL, _NETWORKS, _CUSTOM_LAYER = 555, (303, 403, 500), 500


def _begins(content: Content) -> Certainty:
    if content.size is None or content.head[:1] != b"\x08":
        return Certainty.NO
    found = has_shape(pages(content), 0, content.size, _MODEL)
    is_model = found is not None and {1, _DESCRIPTION} <= found and max(found) >= _TYPES
    return Certainty.SURE if is_model else Certainty.NO


def _read(content: Content) -> None:
    data = pages(content)
    for name in inside(data, 0, data.size, (_CUSTOM_MODEL, 10)):
        content.sights.add("custom-graph-operation", f"model of the class {shown_name(text(data, name))}")
    for network in _NETWORKS:
        for layer in inside(data, 0, data.size, (network, 1)):
            for field in fields(data, layer.start, layer.end):
                if field.number == _CUSTOM_LAYER and field.kind == BYTES:
                    for name in inside(data, field.start, field.end, (10,)):
                        shown = shown_name(text(data, name))
                        content.sights.add("custom-graph-operation", f"layer of the class {shown}")


FORMAT = Format(
    name="a Core ML model",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".mlmodel"}),
)
