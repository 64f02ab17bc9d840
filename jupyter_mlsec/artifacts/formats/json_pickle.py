"""Pickles inside JSON: Stable-Baselines3's archives hold them as base64, jsonpickle writes them in words.

Sources: ``stable_baselines3/common/save_util.py`` (``:serialized:``); jsonpickle's tags (``py/reduce`` and others).
"""

from __future__ import annotations

import base64
import binascii
import io

from jupyter_mlsec.artifacts.configured import judge_name
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Node
from jupyter_mlsec.errors import UnreadableError

_SERIALIZED = ":serialized:"
_TAGS = ("py/object", "py/type", "py/function", "py/class")


def _node(content: Content, node: Node) -> None:
    packed = node.get(_SERIALIZED)
    if isinstance(packed, str):
        try:
            data = base64.b64decode(packed)
        except (binascii.Error, ValueError):
            raise UnreadableError("a pickle in the document is damaged") from None
        content.budget.keep(len(data))
        content.inner(lambda: io.BytesIO(data), len(data)).look()
    for tag in _TAGS:
        full = node.get(tag)
        if isinstance(full, str):
            module, _, name = full.rpartition(".")
            judge_name(content, module or "builtins", name)
    if isinstance(node.get("py/repr"), str):
        content.sights.add("dangerous-model-config", "an expression that jsonpickle evaluates")


FORMAT = Format(name="a pickle in JSON", node=_node)
