"""Ciphers that are written by hand, which nobody but their author has tried to break."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.probes._notebook.cells import nodes_of

_OWN = "a cipher of one's own"


def own_ciphers(tree: ast.Module) -> Iterator[str]:
    """Yield ciphers that are written by hand: bytes combined with a key that is repeated, letters that are moved."""
    for node in nodes_of(tree):
        if not isinstance(node, (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.For)):
            continue
        inside = list(ast.walk(node))
        mixed = any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.BitXor) for each in inside)
        mixed |= any(isinstance(each, ast.AugAssign) and isinstance(each.op, ast.BitXor) for each in inside)
        named = {each.id for each in inside if isinstance(each, ast.Name)}
        named |= {each.attr for each in inside if isinstance(each, ast.Attribute)}
        turned = any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.Mod) for each in inside)
        moved = any(isinstance(each, ast.BinOp) and isinstance(each.op, (ast.Add, ast.Sub)) for each in inside)
        combined = mixed and (named & {"cycle", "ord", "chr", "bytes"} or _keyed(inside))
        if combined or ({"ord", "chr"} <= named and turned and moved):
            yield _OWN


def _keyed(inside: list[ast.AST]) -> bool:
    """Tell whether a key is asked for its bytes again and again: ``key[i % len(key)]``."""
    return any(
        isinstance(each, ast.Subscript)
        and isinstance(each.slice, ast.BinOp)
        and isinstance(each.slice.op, ast.Mod)
        and "len" in {part.id for part in ast.walk(each.slice) if isinstance(part, ast.Name)}
        for each in inside
    )
