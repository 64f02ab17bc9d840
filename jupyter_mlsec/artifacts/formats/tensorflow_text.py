"""TensorFlow's graphs and SavedModel as text (``.pbtxt``): the same operations by their names.

Source: "Text Format Language Specification" of Protocol Buffers.
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.graph_operations import judge_tensorflow

_START = re.compile(
    rb"\s*(?:saved_model_schema_version\s*:|meta_graphs\s*\{|node\s*:?\s*\{|library\s*\{|versions\s*\{)"
)
_OPERATION = re.compile(r"\bop\s*:\s*[\"']([^\"']{1,400})[\"']")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))")
_LONGEST = 16 << 20


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if _START.match(content.head) else Certainty.NO


def _read(content: Content) -> None:
    text = content.bytes(_LONGEST).decode("utf-8", "replace")
    has_file = "file://" in text
    for match in _OPERATION.finditer(text):
        content.budget.tick()
        judge_tensorflow(content, _ESCAPE.sub(_character, match[1]), has_file=has_file)


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1], 16) if match[1] else int(match[2], 8))


FORMAT = Format(
    name="a TensorFlow graph as text",
    read=_read,
    begins=_begins,
    names=frozenset({"saved_model.pbtxt"}),
)
