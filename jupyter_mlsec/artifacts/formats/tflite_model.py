"""TensorFlow Lite: a FlatBuffer whose table of operation codes says which operations come from elsewhere.

Sources: ``tensorflow/compiler/mlir/lite/schema/schema.fbs``; "FlatBuffer internals".
"""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.graph_operations import judge_tensorflow
from jupyter_mlsec.artifacts.pages import Pages, pages
from jupyter_mlsec.artifacts.sight import shown_name
from jupyter_mlsec.errors import UnreadableError

_OWN = frozenset({"TFLite_Detection_PostProcess", "edgetpu-custom-op", "VariableHandle"})
_CODES = 10_000
_NAME = 4096


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if content.head[4:8] == b"TFL3" else Certainty.NO


def _read(content: Content) -> None:
    data = pages(content)
    for code in _tables(data, _slot(data, data.number(0, 4), 1)):
        name = _text(data, _slot(data, code, 1))
        if name.startswith("Flex"):
            judge_tensorflow(content, name.removeprefix("Flex"))
        elif name and name not in _OWN:
            content.sights.add("custom-graph-operation", f"operation {shown_name(name)}")


def _slot(data: Pages, table: int, index: int) -> int:
    """Return where a table's field stands, or 0 where it has none."""
    layout = table - data.number(table, 4, signed=True)
    if 4 + 2 * index + 2 > data.number(layout, 2):
        return 0
    offset = data.number(layout + 4 + 2 * index, 2)
    return table + offset if offset else 0


def _tables(data: Pages, slot: int) -> Iterator[int]:
    if not slot:
        return
    vector = slot + data.number(slot, 4)
    count = data.number(vector, 4)
    if count > _CODES:
        raise UnreadableError("the model holds too many operation codes")
    for index in range(count):
        at = vector + 4 + 4 * index
        yield at + data.number(at, 4)


def _text(data: Pages, slot: int) -> str:
    if not slot:
        return ""
    at = slot + data.number(slot, 4)
    return data.at(at + 4, min(data.number(at, 4), _NAME)).decode("utf-8", "replace")


FORMAT = Format(
    name="a TensorFlow Lite model",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".tflite", ".lite"}),
)
