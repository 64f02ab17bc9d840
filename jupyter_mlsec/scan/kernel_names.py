"""What a live object is called, read from slots of C alone.

Part of the probe that is sent to kernels as text (``server.probe_text``): standard library only, and only modules
that every Python has loaded already. Classes are compared by identity: ``in`` would ask a metaclass's ``__eq__``. A
namespace is looked into only where all its keys are plain strings: any other key could have an ``__eq__`` of its own.
"""

from __future__ import annotations

import sys
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

_SLOTS_OF_MODULE = vars(ModuleType)
_SLOTS_OF_CLASS = vars(type)
_SLOTS_OF_METHOD = vars(MethodType)
_PLATFORM = {"posix": "os", "nt": "os", "_io": "io", "_pickle": "pickle"}  # compiled halves of modules
_LARGEST_NAMESPACE = 200_000  # names; nobody waits for a look at more

_plain: dict[int, tuple[int, bool]] = {}  # of namespaces, by identity: their size, and whether they can be asked


def forget_namespaces() -> None:
    """Forget which namespaces can be asked: a person's code may have run since."""
    _plain.clear()


def found(names: Any, name: str) -> Any:  # noqa: ANN401 - whatever a name means
    """Return what a namespace has under a name; None where it has nothing, and where asking it could run code."""
    return names[name] if is_plain(names) and name in names else None


def is_plain(names: Any) -> bool:  # noqa: ANN401 - any object
    """Whether looking something up in a namespace runs no code of anybody's."""
    if type(names) is not dict:  # else a class's own, which is made anew each time that it is asked for
        return type(names) is type(_SLOTS_OF_CLASS) and _are_plain(names)
    known = _plain.get(id(names))
    if known is None or known[0] != len(names):
        known = _plain[id(names)] = (len(names), _are_plain(names))
    return known[1]


def _are_plain(names: Any) -> bool:  # noqa: ANN401 - a dictionary
    return len(names) <= _LARGEST_NAMESPACE and all(type(name) is str for name in names)


def mro(kind: type) -> tuple[type, ...]:
    """Return the classes that a class inherits from, itself first, without asking its metaclass."""
    classes: tuple[type, ...] = _SLOTS_OF_CLASS["__mro__"].__get__(kind)
    return classes


def is_kind(value: object, kind: type) -> bool:
    """Whether something is an instance of a class, by its real class."""
    return any(one is kind for one in mro(type(value)))


def identity(value: object) -> str | None:
    """Return the qualified name of a module, function or class, an instance's class with ``()``; None if unknown."""
    kind = type(value)
    if is_kind(value, ModuleType):
        name = found(_SLOTS_OF_MODULE["__dict__"].__get__(value), "__name__")
        return name if type(name) is str else None
    if kind is MethodType:
        return _method_name(value)
    if kind is FunctionType or is_kind(value, BuiltinFunctionType):  # a compiled class's method has a type of its own
        return _function_name(value)
    is_class = is_kind(value, type)
    which: Any = value if is_class else kind
    name = public(_SLOTS_OF_CLASS["__module__"].__get__(which), _SLOTS_OF_CLASS["__name__"].__get__(which), which)
    return name if is_class or name is None else f"{name}()"


def _method_name(value: Any) -> str | None:  # noqa: ANN401 - a bound method, exactly
    """Return ``module.Class().name`` of a method that is bound to an instance, ``module.Class.name`` to a class."""
    function, owner = _SLOTS_OF_METHOD["__func__"].__get__(value), _SLOTS_OF_METHOD["__self__"].__get__(value)
    name = function.__name__ if type(function) is FunctionType else None
    bound = identity(owner) if type(name) is str else None
    return f"{bound}.{name}" if bound else None


def _function_name(value: Any) -> str | None:  # noqa: ANN401 - a function, exactly
    owner = getattr(value, "__self__", None)  # of a compiled function: its module, or what a method is bound to
    if owner is not None and type(owner) is not ModuleType:
        bound = identity(owner)
        return f"{bound}.{value.__name__}" if bound else None
    return public(value.__module__, value.__name__, value)


def public(module: object, name: object, value: object) -> str | None:
    """Return the name that the documentation has for something: ``torch.load``, not ``torch.serialization.load``."""
    if type(module) is not str or type(name) is not str:
        return None
    for home in (_PLATFORM.get(module, module.lstrip("_")), module.partition(".")[0]):
        if home != "__main__" and found(names_of(home), name) is value:
            return f"{home}.{name}" if "." not in home else _shortest(home, name, value)
    return f"{module}.{name}"


def _shortest(home: str, name: str, value: object) -> str:
    """Return the name in the package's outermost module that has it."""
    parts = home.split(".")
    for length in range(1, len(parts) + 1):
        outer = ".".join(parts[:length])
        if found(names_of(outer), name) is value:
            return f"{outer}.{name}"
    return f"{home}.{name}"


def names_of(module: str) -> dict[str, Any]:
    """Return the names of a module that is loaded, without asking the module itself."""
    return module_names(found(sys.modules, module))


def module_names(module: object) -> dict[str, Any]:
    """Return the names of a module; none of what is no module."""
    names: dict[str, Any] = _SLOTS_OF_MODULE["__dict__"].__get__(module) if is_kind(module, ModuleType) else {}
    return names
