"""skops: a zip archive whose ``schema.json`` names the type of each object.

Sources: ``skops/io/_audit.py``; CVE-2025-54412 and CVE-2025-54413 (types that are not the ones that are checked).
"""

from __future__ import annotations

from jupyter_mlsec.artifacts.configured import judge_name, tell_unvetted
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Node

_BY_PARTS = frozenset({"OperatorFuncNode", "MethodNode", "PartialNode"})  # they call what other nodes name


def _node(content: Content, node: Node) -> None:
    loader, module, name = node.get("__loader__"), node.get("__module__"), node.get("__class__")
    if not isinstance(loader, str):
        return
    if not isinstance(module, str) or not isinstance(name, str):
        tell_unvetted(content, "a type without a name")
        return
    if loader in _BY_PARTS and module != "functools":
        tell_unvetted(content, f"{loader}.{name}")
    judge_name(content, module, name)
    if loader == "MethodNode":
        _method(content, node)


def _method(content: Content, node: Node) -> None:
    inner = node.get("content")
    if isinstance(inner, dict) and isinstance(inner.get("func"), str) and inner["func"].startswith("_"):
        tell_unvetted(content, f"{node.get('__module__')}.{node.get('__class__')}.{inner['func']}")


FORMAT = Format(name="a skops file", node=_node, suffixes=frozenset({".skops"}))
