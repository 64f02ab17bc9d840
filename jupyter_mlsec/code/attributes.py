"""Attributes and items of abstract values."""

from __future__ import annotations

import ast
from dataclasses import replace

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

# Objects whose attributes are what they were made with: keyword arguments, or the keys of a dict.
_HOLDERS = frozenset(
    {
        "types.SimpleNamespace()",
        "argparse.Namespace()",
        "easydict.EasyDict()",
        "munch.Munch()",
        "munch.munchify()",
        "omegaconf.OmegaConf.create()",
        "omegaconf.OmegaConf.structured()",
        "omegaconf.DictConfig()",
        "ml_collections.ConfigDict()",
        "ml_collections.config_dict.ConfigDict()",
        "addict.Dict()",
        "box.Box()",
        "dotmap.DotMap()",
        "attrdict.AttrDict()",
        "transformers.PretrainedConfig()",
    }
)
_OF_DICT = frozenset(dir(dict))


def attribute(state: State, value: Value, name: str) -> Value:  # noqa: PLR0911 - one return for each kind
    """Return ``value.name``."""
    if isinstance(value, Ref):
        return _of_ref(state, value, name)
    if isinstance(value, AnyOf):
        return any_of(*(attribute(state, option, name) for option in value.options))
    if isinstance(value, Klass):
        return _of_class(state, value, name, None)
    if isinstance(value, Instance):
        return _of_instance(state, value, name)
    if isinstance(value, Partial):
        return value.function if name == "func" else UNKNOWN
    if isinstance(value, Map) and name not in _OF_DICT and name in value.items:
        return value.items[name]  # no dict has such an attribute: it is one of those that offer their keys so
    if isinstance(value, Const | Seq | Map):
        return Ref(f"{_kind(value)}.{name}", base=value)
    return Ref(f"?.{name}", base=value)


def _kind(value: Const | Seq | Map) -> str:
    if isinstance(value, Const):
        return type(value.value).__name__
    return "dict" if isinstance(value, Map) else "list"


def _of_ref(state: State, value: Ref, name: str) -> Value:
    full = member(value.name, name)
    found = None
    if not state.names.plain:
        module = state.names.fact(f"//{value.name}") if state.written() else None
        if isinstance(module, Klass) and name in module.members:
            return module.members[name]
        found = state.patched(full)
    found = found or _held(value, name)
    return Ref(full, base=value) if found is None else found


def _held(value: Ref, name: str) -> Value | None:
    """Return what an object was given under a name when it was made."""
    if value.name not in _HOLDERS or value.made is None:
        return None
    found = value.made.keywords.get(name)
    if found is not None:
        return found.value
    given = value.made.positional[0].value if value.made.positional else None
    if isinstance(given, Map):
        return given.items.get(name)
    return given.members.get(name) if isinstance(given, Klass) else None


def held_dict(value: Ref) -> Map | None:
    """Return the dict that an object offers as attributes, which setting an attribute changes."""
    if value.name not in _HOLDERS or value.made is None or not value.made.positional:
        return None
    given = value.made.positional[0].value
    return given if isinstance(given, Map) else None


def _of_instance(state: State, value: Instance, name: str) -> Value:
    if name == "__class__":
        return value.klass
    if value.fields is not None and name in value.fields.items:
        return value.fields.items[name]
    return _of_class(state, value.klass, name, value)


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
    return replace(value, bound=instance or UNKNOWN)


def item(state: State, value: Value, key: Value, node: ast.expr) -> Value:
    """Return ``value[key]``."""
    if isinstance(value, AnyOf):
        return any_of(*(item(state, option, key, node) for option in value.options))
    if isinstance(value, Map):
        return _of_map(value, key)
    if isinstance(value, Seq):
        return _of_sequence(value, key, node)
    if isinstance(value, Const) and isinstance(value.value, str | bytes) and isinstance(node, ast.Slice):
        return _slice(value.value, node, decoded=value.decoded)
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


def _slice(text: str | bytes, node: ast.Slice, *, decoded: bool) -> Value:
    bounds: list[int | None] = []
    for bound in (node.lower, node.upper, node.step):
        try:
            number = None if bound is None else ast.literal_eval(bound)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return UNKNOWN
        if number is not None and (not isinstance(number, int) or (bound is node.step and number == 0)):
            return UNKNOWN
        bounds.append(number)
    backwards = bounds[2] is not None and bounds[2] < 0
    return Const(text[slice(*bounds)], decoded=decoded or backwards)


def _of_named(state: State, value: Ref, key: Value) -> Value:
    if isinstance(key, Const) and isinstance(key.value, str):
        held = _held(value, key.value)
        if held is not None:
            return held
        if value.name in {"builtins.globals()", "builtins.locals()", "?.user_ns", "builtins.get_ipython().user_ns"}:
            return state.lookup(key.value)
        if value.name == "sys.modules":
            return Ref(canonical(key.value))
        if value.name.endswith(".__dict__") and value.base is not None:
            return attribute(state, value.base, key.value)
    return Ref(f"{value.name}[]"[:LIMIT], value.made, value)
