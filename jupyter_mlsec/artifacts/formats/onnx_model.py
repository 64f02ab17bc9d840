"""ONNX: a protobuf graph. Weights are passed over; domains of operations and paths of external data are looked at.

Source: ``onnx/onnx.proto``; CVE-2024-27318 and CVE-2022-25882 (external data outside of the model's folder).
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.pages import Pages, pages
from jupyter_mlsec.artifacts.protobuf import BYTES, VARINT, Field, fields, has_shape, inside, text
from jupyter_mlsec.artifacts.sight import shown_name
from jupyter_mlsec.artifacts.zip_directory import leaves_folder
from jupyter_mlsec.errors import UnreadableError

_MODEL = {
    1: VARINT,
    5: VARINT,
    **dict.fromkeys((2, 3, 4, 6, 7, 8, 14, 20, 25, 26), BYTES),
}
_GRAPH = 7
_STANDARD = frozenset(
    {
        "",
        "ai.onnx",
        "ai.onnx.ml",
        "ai.onnx.training",
        "ai.onnx.preview.training",
        "com.microsoft",
        "com.microsoft.nchwc",
        "com.microsoft.experimental",
        "com.ms.internal.nhwc",
    }
)
_PYTHON = frozenset({"PyOp", "PyCustomOp", "PythonOp", "PythonOpGrad"})
_SCHEME = re.compile(r"[\w.+-]+:")
_NESTED = 40


def _begins(content: Content) -> Certainty:
    if content.head[:1] not in {b"\x08", b"\x12", b"\x3a", b"\x42"} or content.size is None:
        return Certainty.NO
    found = has_shape(pages(content), 0, content.size, _MODEL)
    return Certainty.SURE if found is not None and _GRAPH in found and len(found) > 1 else Certainty.NO


def _read(content: Content) -> None:
    _Model(content, pages(content)).read()


class _Model:
    def __init__(self, content: Content, data: Pages) -> None:
        self.content = content
        self.data = data
        self.functions: set[tuple[str, str]] = set()

    def read(self) -> None:
        top = list(fields(self.data, 0, self.data.size))
        for field in top:
            if field.number == 25:  # noqa: PLR2004 - numbers of onnx.proto, here and below
                self.functions.add(self._function(field))
        for field in top:
            if field.number == _GRAPH:
                self._graph(field, 0)
            elif field.number == 20:  # noqa: PLR2004
                for inner in fields(self.data, field.start, field.end):
                    self._graph(inner, 0)
            elif field.number == 25:  # noqa: PLR2004
                for node in inside(self.data, field.start, field.end, (7,)):
                    self._node(node, 0)

    def _function(self, function: Field) -> tuple[str, str]:
        name = domain = ""
        for field in fields(self.data, function.start, function.end):
            if field.number == 1:
                name = text(self.data, field)
            elif field.number == 10:  # noqa: PLR2004
                domain = text(self.data, field)
        return domain, name

    def _graph(self, graph: Field, depth: int) -> None:
        if depth > _NESTED:
            raise UnreadableError("graphs are nested too deeply")
        for field in fields(self.data, graph.start, graph.end):
            if field.number == 1 and field.kind == BYTES:
                self._node(field, depth)
            elif field.number == 5 and field.kind == BYTES:  # noqa: PLR2004
                self._tensor(field)
            elif field.number == 15 and field.kind == BYTES:  # noqa: PLR2004
                self._sparse(field)

    def _node(self, node: Field, depth: int) -> None:
        kind = domain = ""
        for field in fields(self.data, node.start, node.end):
            if field.number == 4 and field.kind == BYTES:  # noqa: PLR2004
                kind = text(self.data, field)
            elif field.number == 7 and field.kind == BYTES:  # noqa: PLR2004
                domain = text(self.data, field)
            elif field.number == 5 and field.kind == BYTES:  # noqa: PLR2004
                self._attribute(field, depth)
        self._operation(domain, kind)

    def _operation(self, domain: str, kind: str) -> None:
        shown = f"{shown_name(domain)}.{shown_name(kind)}" if domain else shown_name(kind)
        if kind in _PYTHON:
            self.content.sights.add("graph-file-operation", f"operation {shown}")
        elif domain not in _STANDARD and (domain, kind) not in self.functions:
            self.content.sights.add("custom-graph-operation", f"operation {shown}")

    def _attribute(self, attribute: Field, depth: int) -> None:
        name, value = "", ""
        for field in fields(self.data, attribute.start, attribute.end):
            if field.kind != BYTES:
                continue
            match field.number:
                case 1:
                    name = text(self.data, field)
                case 4:
                    value = text(self.data, field)
                case 5 | 10:
                    self._tensor(field)
                case 6 | 11:
                    self._graph(field, depth + 1)
                case 22 | 23:
                    self._sparse(field)
        if name == "ep_cache_context" and value and _leaves(value):
            self._escape()

    def _sparse(self, sparse: Field) -> None:
        for field in fields(self.data, sparse.start, sparse.end):
            if field.number in {1, 2} and field.kind == BYTES:
                self._tensor(field)

    def _tensor(self, tensor: Field) -> None:
        for field in fields(self.data, tensor.start, tensor.end):
            if field.number == 13 and field.kind == BYTES:  # noqa: PLR2004
                entry = {one.number: text(self.data, one) for one in fields(self.data, field.start, field.end)}
                if entry.get(1) == "location" and _leaves(entry.get(2, "")):
                    self._escape()

    def _escape(self) -> None:
        self.content.sights.add("escaping-data-reference", "external data outside of the model's folder")


def _leaves(path: str) -> bool:
    return leaves_folder(path) or "\0" in path or path.startswith("~") or bool(_SCHEME.match(path))


FORMAT = Format(
    name="an ONNX model",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".onnx"}),
)
