"""The session's own classes and functions: what a pickle may use because the person wrote it here.

A pickle that names ``__main__.Scaler`` gets whatever the session calls so. That is fine for a class or a function
which the session defines itself, and not for a name that it has only imported (``from os import system``), or for code
of its own that could run what it is given. Everything is read from slots of C: no code of the person's runs.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator, Mapping
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

from jupyter_mlsec.guard.environment import is_installed

_MAIN = frozenset({"__main__", "__mp_main__"})
_SLOTS_OF_MODULE: Mapping[str, Any] = vars(ModuleType)
_SLOTS_OF_CLASS: Mapping[str, Any] = vars(type)
# Modules that do nothing else than running something: whoever holds one can run anything.
_RUNNERS = frozenset({"subprocess", "pty", "runpy", "ctypes", "code", "marshal", "pickle", "_pickle", "dill"})
_RUNNING_BUILTINS = frozenset({"eval", "exec", "compile", "__import__"})
_RUNNING_ATTRIBUTES = frozenset(
    {"system", "popen", "Popen", "check_output", "check_call", "getoutput", "getstatusoutput", "posix_spawn"}
    | {"execv", "execve", "execvp", "spawnv", "spawnl", "import_module", "rmtree"}
    | {"run_cell", "run_line_magic", "run_cell_magic"}
)
_GLOBAL = frozenset({"LOAD_GLOBAL", "LOAD_NAME"})
_ATTRIBUTE = frozenset({"LOAD_ATTR", "LOAD_METHOD"})
_cleared: dict[tuple[str, str], object] = {}  # what was looked at before, by what the names meant then


def refusal(module: str, name: str) -> str | None:
    """Return why the session's own code does not vouch for a name, or None where it does."""
    namespace = namespace_of(module)
    if namespace is None:
        return "which is not on the list of vetted names"
    if name not in namespace:
        return f"but this session has nothing of that name in {module}"
    value = namespace[name]
    if (module, name) not in _cleared or _cleared[module, name] is not value:
        reason = _doubt(value, module, namespace)
        if reason is not None:
            return reason
        _cleared[module, name] = value
    return None


def _doubt(value: object, module: str, namespace: Mapping[str, Any]) -> str | None:
    if is_class(value):
        codes, home = list(_codes_of_class(value)), class_module(value)
    elif type(value) is FunctionType:
        codes, home = [value.__code__], value.__module__
    else:
        return "which is neither a class nor a function that this session defines"
    if home != module:
        return "which this session has imported, not defined"
    word = next((word for code in codes for word in _running(code, namespace)), None)
    return None if word is None else f"your own code, which can run what it is given ({word})"


def is_class(value: object) -> bool:
    """Whether a value is a class; ``isinstance`` would ask the value itself."""
    return type in _SLOTS_OF_CLASS["__mro__"].__get__(type(value))


def class_module(found: object) -> object:
    """Return the module that a class says it is from; its metaclass is not asked."""
    return _SLOTS_OF_CLASS["__module__"].__get__(found)


def module_names(found: object) -> dict[str, Any] | None:
    """Return the names of a module object, or None where it is none; a lazy module is not asked for more."""
    if ModuleType not in _SLOTS_OF_CLASS["__mro__"].__get__(type(found)):
        return None
    names: dict[str, Any] = _SLOTS_OF_MODULE["__dict__"].__get__(found)
    return names


def namespace_of(module: str) -> Mapping[str, Any] | None:
    """Return the names of a module of the person's that this session has imported, or None where it is none."""
    namespace = module_names(sys.modules.get(module))
    if namespace is None or module in _MAIN:
        return namespace
    file = namespace.get("__file__")
    return namespace if isinstance(file, str) and not is_installed(file) else None


def _codes_of_class(found: object) -> Iterator[CodeType]:
    """Yield the code of a class's methods, and those of its bases that are the person's too."""
    for base in _SLOTS_OF_CLASS["__mro__"].__get__(found):
        home = class_module(base)
        if not isinstance(home, str) or (base is not found and namespace_of(home) is None):
            continue
        for member in _SLOTS_OF_CLASS["__dict__"].__get__(base).values():
            function = _function_of(member)
            if function is not None:
                yield function.__code__


def _function_of(member: object) -> FunctionType | None:
    if type(member) is staticmethod or type(member) is classmethod:
        member = member.__func__
    elif type(member) is property:
        member = member.fget
    return member if type(member) is FunctionType else None


def _running(code: CodeType, namespace: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words in a function's code that can run something."""
    for step in dis.get_instructions(code):
        word = step.argval
        if isinstance(word, str) and (
            (step.opname in _GLOBAL and _is_running(word, namespace))
            or (step.opname in _ATTRIBUTE and word in _RUNNING_ATTRIBUTES)
            or (step.opname == "IMPORT_NAME" and word.partition(".")[0] in _RUNNERS)
        ):
            yield word
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from _running(constant, namespace)


def _is_running(word: str, namespace: Mapping[str, Any]) -> bool:
    """Whether a global name of the person's module leads to something that runs what it is given."""
    if word not in namespace:
        return word in _RUNNING_BUILTINS
    value = namespace[word]
    names = module_names(value)
    if names is not None:
        return names.get("__name__") in _RUNNERS
    if type(value) is FunctionType or type(value) is BuiltinFunctionType:
        home, name = value.__module__, value.__name__
        return home in _RUNNERS or name in (_RUNNING_BUILTINS if home == "builtins" else _RUNNING_ATTRIBUTES)
    return is_class(value) and class_module(value) in _RUNNERS
