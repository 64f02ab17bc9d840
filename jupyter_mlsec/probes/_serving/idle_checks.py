"""Checks of a request that let everything through: of any mapping, against an empty schema, caught and never made."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.services import Service

_ANYTHING = frozenset({"dict", "list", "tuple", "str", "bytes", "Mapping", "MutableMapping", "Sequence", "Iterable",
                       "Collection", "object", "Any"})  # fmt: skip
_TAKES = frozenset({"get_json", "json", "loads", "load", "dict", "list", "len", "str", "get", "read", "body", "form",
                    "get_data", "print", "info", "debug", "warning", "jsonify", "values", "items", "keys"})  # fmt: skip
_REFUSING = re.compile(r"bad_?request|unprocessable|validation_?error|invalid", re.IGNORECASE)
_FREE = frozenset({"$schema", "$id", "title", "description", "type", "properties", "additionalProperties", "examples"})


def is_mapping_test(node: ast.Call) -> bool:
    """Tell whether a call only asks whether something is a mapping, a list or a text: what it holds may be anything."""
    if not (isinstance(node.func, ast.Name) and node.func.id == "isinstance" and len(node.args) > 1):
        return False
    kinds = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
    return all(ast.unparse(each).rpartition(".")[2] in _ANYTHING for each in kinds)


def is_free_schema(node: ast.Call, service: Service) -> bool:
    """Tell whether a call checks against a schema that allows everything: ``validate(body, {})``."""
    given = next((each.value for each in node.keywords if each.arg == "schema"), None)
    if given is None and node.args:
        given = node.args[1] if len(node.args) > 1 else node.args[0]
    if isinstance(given, ast.Name):
        given = service.given(given.id)
    if not isinstance(given, ast.Dict):
        return False
    said = {key.value: value for key, value in zip(given.keys, given.values, strict=True)
            if isinstance(key, ast.Constant)}  # fmt: skip
    if len(said) != len(given.keys) or not said.keys() <= _FREE:
        return False
    kind, fields, more = said.get("type"), said.get("properties"), said.get("additionalProperties")
    if kind is not None and not (isinstance(kind, ast.Constant) and kind.value == "object"):
        return False
    if isinstance(more, ast.Constant) and more.value is False:
        return False
    return fields is None or (isinstance(fields, ast.Dict) and all(map(_is_empty, fields.values)))


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, ast.Dict) and not node.keys


def never_raised(node: Function) -> frozenset[int]:
    """Return the ids of handlers that refuse what nothing before them finds wrong: only the content is taken."""
    found: set[int] = set()
    for each in ast.walk(node):
        if not isinstance(each, ast.Try) or not _only_takes(each.body):
            continue
        for handler in each.handlers:
            if handler.type is not None and _REFUSING.search(ast.unparse(handler.type)):
                found.update(id(inner) for inner in ast.walk(handler))
    return frozenset(found)


def _only_takes(body: list[ast.stmt]) -> bool:
    for statement in body:
        for each in ast.walk(statement):
            if isinstance(each, (ast.Raise, ast.Assert)):
                return False
            if isinstance(each, ast.Call) and _name(each.func) not in _TAKES:
                return False
    return True


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
