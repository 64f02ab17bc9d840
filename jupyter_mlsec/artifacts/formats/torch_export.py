"""PyTorch's exported programs (``.pt2``): a graph as JSON, weights as raw numbers, sample inputs as a PyTorch archive.

Source: ``torch/export/pt2_archive``; ``torch/_export/serde/serialize.py`` hands symbolic sizes to sympy as texts, and
sympy evaluates them.
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.configured import tell_dangerous
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Format, Node, Reader
from jupyter_mlsec.artifacts.formats.torch_archive import could_be_read, pass_by

_RAW = re.compile(r"(?:(.*)/)?data/(?:weights|constants)/(?:weight|tensor)_\d+\Z")
_NOTES = ("archive_format", "archive_version", "byteorder", ".data/version", ".data/serialization_id")
_SIZE = re.compile(r"[\w\s+*/%(),.<>=&|~-]{1,2000}\Z", re.ASCII)
_NAME = re.compile(r"[A-Za-z_]\w*")
_NAMES = re.compile(
    r"[suzi]\d+|Max|Min|Mod|PythonMod|FloorDiv|CleanDiv|CeilToInt|FloorToInt|IntTrueDiv|TruncToInt|ToFloat|Where|Eq|Ne|"
    r"Ge|Gt|Le|Lt|And|Or|Not|Integer|Float|Symbol|Mul|Add|Pow|ceiling|floor|True|False|int_oo|oo|integer|positive|"
    r"real|evaluate|PowByNatural|FloatPow|FloatTrueDiv|RoundToInt|RoundDecimal|ModularIndexing|OpaqueUnaryFn_\w+"
)


def _claims(content: Content) -> Reader | None:
    marked = [name for name in _NOTES if content.name.endswith(name)]
    root = content.name.removesuffix(marked[0]) if marked else ""
    if marked and f"{root}archive_format" in content.siblings:
        return pass_by
    raw = _RAW.match(content.name)
    if raw is None or could_be_read(content.head):
        return None
    prefix = f"{raw[1]}/" if raw[1] else ""
    return pass_by if f"{prefix}archive_format" in content.siblings else None


def _node(content: Content, node: Node) -> None:
    text = node.get("expr_str")
    if not isinstance(text, str) or not text:
        return
    if not _SIZE.match(text) or not all(_NAMES.fullmatch(name) for name in _NAME.findall(text)):
        tell_dangerous(content, "sympy.sympify")


FORMAT = Format(name="an exported PyTorch program", claims=_claims, node=_node, suffixes=frozenset({".pt2"}))
