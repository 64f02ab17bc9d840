"""The probe of a live kernel: what its names really are, what is installed, and what its files are.

It reads slots of C and the file system. It imports nothing, evaluates nothing, and runs no code of the person's: no
``__getattr__``, no property, no ``repr``. ``server`` sends its code to kernels as text (``probe_text``), where neither
jupyter-mlsec nor anything else needs to be installed: standard library only, and only modules that every Python has
loaded already.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Mapping, Sequence
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

_SLOTS_OF_MODULE = vars(ModuleType)
_SLOTS_OF_CLASS = vars(type)
_PLATFORM = {"posix": "os", "nt": "os", "_io": "io", "_pickle": "pickle"}  # compiled halves of modules
_SUFFIX = ".dist-info"
_FOLLOWED = 3  # helpers that call helpers that call helpers
_LONGEST = 20_000  # characters of one definition
_DEFINITIONS = 50
_LARGEST = 16 << 20  # bytes of a file that the kernel looks at itself: its person waits


def identity(value: object) -> str | None:
    """Return the qualified name of a module, function or class, an instance's class with ``()``; None if unknown."""
    kind = type(value)
    mro = _SLOTS_OF_CLASS["__mro__"].__get__(kind)
    if ModuleType in mro:
        name = _SLOTS_OF_MODULE["__dict__"].__get__(value).get("__name__")
        return name if type(name) is str else None
    if kind is FunctionType or BuiltinFunctionType in mro:  # a method of a compiled class has a type of its own
        return _function_name(value)
    is_class = type in mro
    found = value if is_class else kind
    name = _public(_SLOTS_OF_CLASS["__module__"].__get__(found), _SLOTS_OF_CLASS["__name__"].__get__(found), found)
    return name if is_class or name is None else f"{name}()"


def _function_name(value: Any) -> str | None:  # noqa: ANN401 - a function, exactly
    owner = getattr(value, "__self__", None)  # of a compiled function: its module, or what a method is bound to
    if owner is not None and type(owner) is not ModuleType:
        bound = identity(owner)
        return f"{bound}.{value.__name__}" if bound else None
    return _public(value.__module__, value.__name__, value)


def _public(module: object, name: object, value: object) -> str | None:
    """Return the name that the documentation has for something: ``torch.load``, not ``torch.serialization.load``."""
    if type(module) is not str or type(name) is not str:
        return None
    for home in (_PLATFORM.get(module, module.lstrip("_")), module.partition(".")[0]):
        names = _names_of(home)
        if name in names and names[name] is value and home != "__main__":
            return f"{home}.{name}" if "." not in home else _shortest(home, name, value)
    return f"{module}.{name}"


def _shortest(home: str, name: str, value: object) -> str:
    """Return the name in the package's outermost module that has it."""
    parts = home.split(".")
    for length in range(1, len(parts) + 1):
        outer = ".".join(parts[:length])
        names = _names_of(outer)
        if name in names and names[name] is value:
            return f"{outer}.{name}"
    return f"{home}.{name}"


def _names_of(module: str) -> dict[str, Any]:
    """Return the names of a module that is loaded, without asking the module itself."""
    found = sys.modules.get(module)
    if found is None or ModuleType not in _SLOTS_OF_CLASS["__mro__"].__get__(type(found)):
        return {}
    names: dict[str, Any] = _SLOTS_OF_MODULE["__dict__"].__get__(found)
    return names


def answer(
    namespace: Mapping[str, Any], names: Sequence[str], paths: Sequence[str], known: str = ""
) -> dict[str, object]:
    """Return the kernel's facts as JSON values: what the front end's gate asks before a cell runs.

    ``names`` are the cell's words, ``paths`` files as the code names them. Versions are left out where they are what
    they were when the answer had the mark ``known``.
    """
    used = dict.fromkeys(names)
    defined = _definitions(namespace, used)
    versions = _versions()
    mark = f"{len(versions)}:{hash(frozenset(versions.items()))}"
    told: dict[str, object] = {
        "names": _identities(namespace, used),
        "definitions": defined,
        "files": {path: _file(path) for path in paths if _is_path(path)},
        "mark": mark,
    }
    if mark != known:
        told["versions"] = versions
    return told


class Told:
    """Facts in the form in which IPython shows the value of an expression: one JSON value."""

    def __init__(self, facts: dict[str, object]) -> None:
        self.facts = facts

    def _repr_mimebundle_(self, **_asked: object) -> dict[str, object]:
        return {"application/json": self.facts}


def _identities(namespace: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        meaning = identity(namespace[name]) if name in namespace else None
        if meaning is not None:
            found[name] = meaning
    return found


def _definitions(namespace: Mapping[str, Any], used: dict[str, None]) -> dict[str, str]:
    """Return the definitions of names, and of those that they use; ``used`` grows by the latter."""
    found: dict[str, str] = {}
    fresh = list(used)
    for _ in range(_FOLLOWED):
        asked, fresh = fresh, []
        for name in asked:
            text = definition(namespace, name) if len(found) < _DEFINITIONS else ""
            if text:
                found[name] = text
                value = namespace[name]
                fresh += [
                    one for one in (value.__code__.co_names if type(value) is FunctionType else ()) if one not in used
                ]
        used.update(dict.fromkeys(fresh))
    return found


def definition(namespace: Mapping[str, Any], name: str) -> str:
    """Return the source of a function that this session defined, or what makes a partial one; empty for all else."""
    value = namespace.get(name)
    if type(value) is _names_of("functools").get("partial"):
        return _partial(name, value)
    if type(value) is FunctionType and value.__globals__ is namespace:
        return _source(name, value.__code__)
    return ""


def _partial(name: str, value: Any) -> str:  # noqa: ANN401 - a partial function, exactly
    """Return a statement that makes the same partial function, with those keywords alone that are no data."""
    module, dot, function = (identity(value.func) or "").rpartition(".")
    if not dot or not all(part.isidentifier() for part in (*module.split("."), function)) or module == "__main__":
        return ""
    flags = [f", {key}={one}" for key, one in value.keywords.items() if one is True or one is False or one is None]
    return f"import functools, {module}; {name} = functools.partial({module}.{function}{''.join(flags)})\n"


def _source(name: str, code: Any) -> str:  # noqa: ANN401 - a code object
    """Return the lines of a function as the cell had them that defined it; IPython keeps them for its tracebacks."""
    cache = _names_of("linecache").get("cache")
    entry = cache.get(code.co_filename) if type(cache) is dict else None
    lines = entry[2] if type(entry) is tuple and len(entry) == 4 else None  # noqa: PLR2004 - size, time, lines, name
    if type(lines) is not list:
        return ""
    last, codes = 0, [code]
    while codes:
        inner = codes.pop()
        last = max(last, *(line or 0 for _, _, line in inner.co_lines()))
        codes.extend(constant for constant in inner.co_consts if type(constant) is type(code))
    text = "".join(_block(lines, code.co_firstlineno - 1, last))
    head = text.partition("(")[0].partition("=")[0].split()
    bound = head[-1:] if text[:1] != "@" else [code.co_name]
    return text if bound == [name] and text[:1] not in {" ", "\t"} and len(text) <= _LONGEST else ""


def _block(lines: list[str], start: int, last: int) -> list[str]:
    """Return the lines of a definition to the end of its block: a call may end on lines that have no code."""
    end = last
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t)]}"):
        end += 1
    return lines[start:end]


def _versions() -> dict[str, str]:
    """Return the version of every distribution on the path, by its folder's name; of what is loaded, its own word."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".") if type(folder) is str else []  # noqa: PTH208 - a plain string
        except OSError:
            continue
        for name in names:
            if name.endswith(_SUFFIX):
                distribution, dash, version = name[: -len(_SUFFIX)].partition("-")
                if dash:
                    found.setdefault(distribution.lower().replace("_", "-").replace(".", "-"), version)
    for distribution in found:
        own = _names_of(distribution).get("__version__")
        if type(own) is str:
            found[distribution] = own
    return found


def _is_path(path: str) -> bool:
    return bool(path) and "\0" not in path and "://" not in path and not path.startswith(("\\\\", "//"))


def _file(path: str) -> dict[str, object]:
    """Return what is known of a file by the path that the code gives, without opening it.

    ``real`` and ``stamp`` tell the server whether it sees the same file; ``written`` is the word of the guard of this
    kernel, where it watches.
    """
    whole = os.path.realpath(os.path.expanduser(path))  # noqa: PTH111 - a plain string, as the code has it
    try:
        found = os.stat(whole)  # noqa: PTH116 - the same
    except (OSError, ValueError):
        return {"exists": False}
    told: dict[str, object] = {"exists": True}
    if stat.S_ISREG(found.st_mode):
        told["real"] = whole
        stamp = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
        told["stamp"] = [str(number) for number in stamp]  # a browser's numbers are too short
        told["written"] = _written(path)
        told["loading"] = _looked_at(whole, stamp)
    return told


def _written(path: str) -> bool | None:
    guard = _names_of("jupyter_mlsec.guard.guard").get("GUARD")
    if guard is None or guard.mode == "off":
        return None
    unchanged: bool = guard.written.is_unchanged(os.path.abspath(os.path.expanduser(path)))  # noqa: PTH100, PTH111
    return unchanged


def _looked_at(whole: str, stamp: tuple[int, ...]) -> str | None:
    """Return what our own scanner says of the file, where this kernel has loaded it: the kernel may be far away."""
    look = _names_of("jupyter_mlsec.magic.kernel").get("looked_at")
    if look is None or "jupyter_mlsec.scan.artifact" not in sys.modules or stamp[2] > _LARGEST:
        return None
    return str(look(whole, stamp)[0])
