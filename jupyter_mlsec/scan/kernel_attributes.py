"""What attributes really are in a live kernel: ``json.load`` may be ``pickle.load`` by now.

Part of the probe that is sent to kernels as text. An attribute is found as Python would find it, in the dictionaries
of the object and of its classes; where Python would run code for it (a property, a descriptor, ``__getattr__``, a
metaclass with attributes of its own), it is unknown.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from types import BuiltinFunctionType, FunctionType, GetSetDescriptorType, MethodType, ModuleType
from typing import Any

from jupyter_mlsec.scan.kernel_names import _SLOTS_OF_CLASS, found, identity, is_kind, is_plain, module_names, mro

_UNWRAPPED = {kind: vars(kind)["__func__"] for kind in (staticmethod, classmethod)}
_CALLED = (FunctionType, BuiltinFunctionType, MethodType, type)
_COMPILED = (type(str.join), type(object.__init__), type(vars(dict)["fromkeys"]))  # methods of compiled classes
_MODULES = 50  # modules that a cell names
_DEEP = 3  # a.b.c.load


def attributes(namespace: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what is not what its path says, by the path: ``{"json.load": pickle.load}``.

    ``names`` are words of a cell, and dotted names as it has them. The path of a module's attribute is that by which it
    is imported, whatever the cell calls the module; that of another object's begins with the variable.
    """
    words = [name for name in names if "." not in name]
    told: dict[str, Any] = {}
    for path, home, module in _modules(namespace, words):
        for word in _words_in(module, words):
            told.update(_foreign(path, home, module, word))
    for chain in names:
        head, *rest = chain.split(".")
        if rest and not is_kind(found(namespace, head), ModuleType):
            told.update(_followed(head, found(namespace, head), rest))
    return told


def _modules(namespace: Mapping[str, Any], words: list[str]) -> Iterator[tuple[str, str, Any]]:
    """Yield (path, home, module) of what words can mean, by the path that imports it, and of the modules in them.

    ``home`` is where its attributes are by right. A module may have another one in it under a name that it is not
    imported by; where it could be imported by that name, and that is another module, somebody has put it there.
    """
    pending: list[tuple[str, str, Any, int]] = []
    for word in words:
        loaded, bound = found(sys.modules, word), found(namespace, word)
        pending += [(word, word, loaded, 1)] if loaded is not None else []
        if is_kind(bound, ModuleType) and bound is not loaded:
            name = identity(bound) or word
            path = name if found(sys.modules, name) is bound else word
            pending.append((path, path, bound, 1))
    seen: dict[str, None] = {}
    while pending and len(seen) < _MODULES:
        path, home, module, depth = pending.pop(0)
        if path in seen:
            continue
        seen[path] = None
        yield path, home, module
        for word in _words_in(module, words) if depth < _DEEP else ():
            inner = found(module_names(module), word)
            if is_kind(inner, ModuleType):
                name = f"{path}.{word}"
                loaded = found(sys.modules, name)
                is_own = loaded is None or loaded is inner
                pending.append((name, (identity(inner) or name) if is_own else name, inner, depth + 1))


def _words_in(module: Any, words: list[str]) -> list[str]:  # noqa: ANN401 - whatever stands for a module
    """Return the words that a module has something under; all of them for what is no module."""
    if not is_kind(module, ModuleType):
        return words
    names = module_names(module)
    return [word for word in words if word in names] if is_plain(names) else []


def _followed(path: str, value: Any, rest: list[str]) -> dict[str, Any]:  # noqa: ANN401 - any object
    """Return what a dotted name means, if one of its parts is not what its path says."""
    for number, word in enumerate(rest):
        told = _foreign(f"{path}.{'.'.join(rest[:number])}".rstrip("."), _home(value), value, word)
        if told:
            return told
        value = attribute(value, word)
    return {}


def _home(value: object) -> str:
    """Return the path that the attributes of an object have by right: that of its class's module."""
    return (identity(value) or "").removesuffix("()").rpartition(".")[0]


def _foreign(path: str, home: str, owner: object, word: str) -> dict[str, Any]:
    """Return an attribute under its path where it is a function or a class of somewhere else."""
    value = attribute(owner, word)
    if not any(is_kind(value, kind) for kind in _CALLED):
        return {}
    meaning = identity(value)
    if meaning is None or meaning == f"{home}.{word}":
        return {}
    base, _, last = meaning.rpartition(".")
    if _package(base) == _package(home) and (last == word or home == "__main__" or "(" in base):
        return {}
    return {f"{path}.{word}": value}


def _package(path: str) -> str:
    """Return the outermost package; compiled halves of modules have an underscore in front."""
    return path.partition(".")[0].lstrip("_")


def attribute(owner: object, name: str) -> Any:  # noqa: ANN401 - any object
    """Return an attribute as Python finds it, where it finds it without running code; else None."""
    if is_kind(owner, ModuleType):
        return found(module_names(owner), name)
    is_class, kind = is_kind(owner, type), type(owner)
    getter = _of_classes(kind, "__getattribute__", below=type if is_class else object)
    if getter is not None and type(getter) is not type(object.__init__):
        return None
    if is_class:
        by_metaclass = _of_classes(kind, name, below=type)
        return None if by_metaclass is not None else _unwrapped(_of_classes(owner, name))
    by_class = _of_classes(kind, name)
    if by_class is not None and _unwrapped(by_class) is None:
        return None  # a property, or another descriptor
    own = _own(owner, name)
    return own if own is not None else _unwrapped(by_class)


def _of_classes(kind: Any, name: str, below: type | None = None) -> Any:  # noqa: ANN401 - a class
    """Return what the first of a class's classes has under a name, up to ``below``."""
    for one in mro(kind):
        if one is below:
            return None
        value = found(_SLOTS_OF_CLASS["__dict__"].__get__(one), name)
        if value is not None:
            return value
    return None


def _own(owner: object, name: str) -> Any:  # noqa: ANN401 - any object
    """Return what an instance has of its own under a name."""
    slot = _of_classes(type(owner), "__dict__")
    names = slot.__get__(owner) if type(slot) is GetSetDescriptorType else None
    return found(names, name) if type(names) is dict and is_plain(names) else None


def _unwrapped(value: Any) -> Any:  # noqa: ANN401 - what a class has under a name
    """Return the function behind a name of a class, or the class; None for what Python would have to ask."""
    for kind, slot in _UNWRAPPED.items():
        if type(value) is kind:
            value = slot.__get__(value)
            break
    return value if any(is_kind(value, kind) for kind in (*_CALLED, *_COMPILED)) else None
