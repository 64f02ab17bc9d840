"""Attributes and items of abstract values."""

from __future__ import annotations

import ast

from jupyter_mlsec.code.names import LIMIT, canonical, member
from jupyter_mlsec.code.state import State
from jupyter_mlsec.code.values import (
    UNKNOWN,
    AnyOf,
    Const,
    Func,
    Instance,
    Klass,
    Map,
    Partial,
    Ref,
    Seq,
    Value,
    any_of,
)

_HOLDERS = frozenset({"types.SimpleNamespace()", "argparse.Namespace()", "easydict.EasyDict()", "munch.Munch()"})


def attribute(state: State, value: Value, name: str) -> Value:  # noqa: PLR0911 - one return for each kind
    """Return ``value.name``."""
    if isinstance(value, Ref):
        return _of_ref(state, value, name)
    if isinstance(value, AnyOf):
        return any_of(*(attribute(state, option, name) for option in value.options))
    if isinstance(value, Klass):
        return _of_class(state, value, name, None)
    if isinstance(value, Instance):
        return _of_class(state, value.klass, name, value)
    if isinstance(value, Partial):
        return value.function if name == "func" else UNKNOWN
    if isinstance(value, Const | Seq | Map):
        return Ref(f"{_kind(value)}.{name}", base=value)
    return Ref(f"?.{name}", base=value)


def _kind(value: Const | Seq | Map) -> str:
    if isinstance(value, Const):
        return type(value.value).__name__
    return "dict" if isinstance(value, Map) else "list"


def _of_ref(state: State, value: Ref, name: str) -> Value:
    if value.name in _HOLDERS and value.made is not None:
        held = value.made.find(name)
        if held is not None:
            return held
    module = state.names.fact(f"//{value.name}") if state.written() else None
    if isinstance(module, Klass) and name in module.members:
        return module.members[name]
    full = member(value.name, name)
    patched = state.patched(full)
    return Ref(full, base=value) if patched is None else patched


def _of_class(state: State, klass: Klass, name: str, instance: Instance | None, depth: int = 8) -> Value:
    found = klass.members.get(name)
    if found is not None:
        return _bound(found, instance)
    if depth <= 0:
        return UNKNOWN
    results: list[Value] = []
    for base in klass.bases:
        if isinstance(base, Klass):
            inherited = _of_class(state, base, name, instance, depth - 1)
            if not isinstance(inherited, Ref) or not inherited.name.startswith("?."):
                return inherited
        elif isinstance(base, Ref):
            call = "()" if instance is not None else ""
            results.append(Ref(member(f"{base.name}{call}", name), base=instance or klass))
    return any_of(*results) if results else Ref(f"?.{klass.name}.{name}", base=instance or klass)


def _bound(value: Value, instance: Instance | None) -> Value:
    if not isinstance(value, Func) or isinstance(value.node, ast.Lambda):
        return value
    decorators = {node.id for node in value.node.decorator_list if isinstance(node, ast.Name)}
    if "staticmethod" in decorators:
        return value
    if "property" in decorators or "cached_property" in decorators:
        return value.returns or UNKNOWN
    if instance is None and "classmethod" not in decorators:
        return value
    bound = instance or UNKNOWN
    return Func(value.node, value.fragment, value.scope, value.defaults, bound, value.returns, value.said)


def item(state: State, value: Value, key: Value, node: ast.expr) -> Value:
    """Return ``value[key]``."""
    if isinstance(value, AnyOf):
        return any_of(*(item(state, option, key, node) for option in value.options))
    if isinstance(value, Map):
        return _of_map(value, key)
    if isinstance(value, Seq):
        return _of_sequence(value, key, node)
    if isinstance(value, Const) and isinstance(value.value, str | bytes) and isinstance(node, ast.Slice):
        return _slice(value.value, node)
    if isinstance(value, Ref):
        return _of_named(state, value, key)
    return UNKNOWN


def _of_map(value: Map, key: Value) -> Value:
    if isinstance(key, Const) and _hashable(key.value) and key.value in value.items:
        return value.items[key.value]
    if isinstance(key, Const) and value.complete:
        return UNKNOWN
    return any_of(*value.items.values()) if value.items else UNKNOWN


def _hashable(value: object) -> bool:
    return isinstance(value, str | int | float | bytes | bool | type(None))


def _of_sequence(value: Seq, key: Value, node: ast.expr) -> Value:
    if isinstance(node, ast.Slice):
        return value
    if isinstance(key, Const) and isinstance(key.value, int) and -len(value.items) <= key.value < len(value.items):
        return value.items[key.value]
    return any_of(*value.items) if value.items else UNKNOWN


def _slice(text: str | bytes, node: ast.Slice) -> Value:
    bounds: list[int | None] = []
    for bound in (node.lower, node.upper, node.step):
        try:
            number = None if bound is None else ast.literal_eval(bound)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return UNKNOWN
        if number is not None and (not isinstance(number, int) or (bound is node.step and number == 0)):
            return UNKNOWN
        bounds.append(number)
    return Const(text[slice(*bounds)])


def _of_named(state: State, value: Ref, key: Value) -> Value:
    if isinstance(key, Const) and isinstance(key.value, str):
        if value.name in {"builtins.globals()", "builtins.locals()", "?.user_ns", "builtins.get_ipython().user_ns"}:
            return state.lookup(key.value)
        if value.name == "sys.modules":
            return Ref(canonical(key.value))
        if value.name.endswith(".__dict__") and value.base is not None:
            return attribute(state, value.base, key.value)
    return Ref(f"{value.name}[]"[:LIMIT], value.made, value)
