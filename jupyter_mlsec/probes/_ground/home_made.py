"""What a notebook's own classes and functions say by themselves: names they use, texts beside them, plain attributes.

Nothing of them is called: attributes are read where they lie (no property runs), names come from compiled code.
"""

from __future__ import annotations

import dis
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from numbers import Real
from types import CodeType, FunctionType

_WORD = re.compile(r"[A-Z]+(?![a-zà-ÿ])|[A-ZÀ-Ý]?[a-zà-ÿε]+|\d+")
_PACKAGES = ("site-packages", "dist-packages")
_DEPTH = 6  # functions in functions


@dataclass(frozen=True, slots=True)
class Spoken:
    """``names``: of classes, functions, parameters; ``uses``: what their code names; ``texts``: their docstrings."""

    names: frozenset[str]
    uses: frozenset[str]
    texts: str = field(repr=False)


def parts(name: str) -> frozenset[str]:
    """Return the words that a name is made of, in small letters: ``eps_perStep`` -> eps, per, step."""
    return frozenset(word.lower() for word in _WORD.findall(name))


def is_home_made(module: object) -> bool:
    """Tell whether a module is the notebook or a file beside it: neither installed nor a part of Python."""
    if not isinstance(module, str) or module.partition(".")[0] in {"builtins", "jupyter_mlsec"}:
        return False
    if module == "__main__":
        return True
    path = getattr(sys.modules.get(module), "__file__", None)
    if not isinstance(path, str) or any(part in path for part in _PACKAGES):
        return False
    return not path.startswith(sysconfig.get_path("stdlib"))


def own_classes(value: object) -> tuple[type, ...]:
    """Return the classes of an object that the notebook itself defined."""
    return tuple(kind for kind in type(value).__mro__ if is_home_made(kind.__module__))


def attributes(value: object) -> dict[str, object]:
    """Return what an object holds, without running any of its code: its own attributes, else those of its classes."""
    found: dict[str, object] = {}
    for kind in reversed(own_classes(value)):
        held = vars(kind)
        found |= {name: each for name, each in held.items() if not name.startswith("__") and not _runs(each)}
        for name, slot in held.items():
            if type(slot).__name__ == "member_descriptor":
                found[name] = _slot(value, name)
    fields = getattr(type(value), "_fields", None)
    if isinstance(value, tuple) and isinstance(fields, tuple):  # a named tuple's attributes are its items
        return found | dict(zip(map(str, fields), tuple.__iter__(value), strict=False))
    try:
        return found | {str(name): each for name, each in object.__getattribute__(value, "__dict__").items()}
    except AttributeError:
        return found


def _slot(value: object, name: str) -> object:
    try:
        return object.__getattribute__(value, name)
    except AttributeError:
        return None


def _runs(value: object) -> bool:
    return isinstance(value, (FunctionType, property, classmethod, staticmethod)) or hasattr(type(value), "__get__")


def real(value: object) -> float | None:
    """Return a plain number; None for anything else, truth values among it."""
    if isinstance(value, bool):
        return None
    return float(value) if isinstance(value, Real) else None


def spoken_by(*kinds: type) -> Spoken:
    """Return what classes say."""
    names, uses, texts = set[str](), set[str](), list[str]()
    for kind in kinds:
        names.add(kind.__name__)
        texts.append(kind.__doc__ or "")
        for name, held in vars(kind).items():
            function = _function(held)
            if function is None:
                continue
            names.add(name)
            said = spoken_by_function(function)
            names |= said.names
            uses |= said.uses
            texts.append(said.texts)
    return Spoken(frozenset(names), frozenset(uses), "\n".join(texts))


def spoken_by_function(function: FunctionType) -> Spoken:
    """Return what one function says."""
    codes = list(_codes(function.__code__, _DEPTH))
    names = {function.__name__, *(name for code in codes for name in code.co_varnames)}
    uses = {name for code in codes for name in code.co_names}
    return Spoken(frozenset(names), frozenset(uses), function.__doc__ or "")


def constants_of(value: object) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return the numbers and the texts that stand in the code of an object's own classes, or among its attributes.

    Of a function those of its code. Docstrings are none of them, and neither are names.
    """
    functions = [value] if isinstance(value, FunctionType) and is_home_made(value.__module__) else []
    if not functions and not own_classes(value):
        return (), ()
    held = [_function(each) for kind in own_classes(value) for each in vars(kind).values()]
    functions += [each for each in held if each is not None]
    found: dict[object, None] = {}
    for function in functions:
        for code in _codes(function.__code__, _DEPTH):
            found.update(dict.fromkeys(each for each in _flat(code.co_consts) if each != function.__doc__))
    found.update(dict.fromkeys(_flat(tuple(attributes(value).values())) if not isinstance(value, FunctionType) else ()))
    numbers = tuple(dict.fromkeys(number for each in found if (number := real(each)) is not None))
    return numbers, tuple(each for each in found if isinstance(each, str))


def _flat(values: tuple[object, ...]) -> Iterator[object]:
    for each in values:
        if isinstance(each, (tuple, frozenset)):
            yield from (inner for inner in each if isinstance(inner, (str, int, float)))
        elif isinstance(each, (str, int, float)) and not isinstance(each, bool):
            yield each


def changed_by(*kinds: type) -> frozenset[str]:
    """Return the attributes that methods of classes read and write again: what is counted up or down."""
    found = set[str]()
    functions = [_function(held) for kind in kinds for name, held in vars(kind).items() if name != "__init__"]
    for function in functions:
        for code in () if function is None else _codes(function.__code__, _DEPTH):
            named = [(each.opname, each.argval) for each in dis.get_instructions(code)]
            read = {name for deed, name in named if deed.startswith(("LOAD_ATTR", "LOAD_METHOD"))}
            found |= {name for deed, name in named if deed.startswith("STORE_ATTR") and name in read}
    return frozenset(found)


def _function(held: object) -> FunctionType | None:
    if isinstance(held, (staticmethod, classmethod)):
        held = held.__func__
    elif isinstance(held, property):
        held = held.fget
    return held if isinstance(held, FunctionType) else None


def _codes(code: CodeType, depth: int) -> Iterator[CodeType]:
    yield code
    for held in code.co_consts if depth > 0 else ():
        if isinstance(held, CodeType):
            yield from _codes(held, depth - 1)


def defaults(function: FunctionType) -> dict[str, object]:
    """Return the parameters that a function gives a value itself."""
    code, given = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    return dict(zip(names[len(names) - len(given) :], given, strict=True)) | (function.__kwdefaults__ or {})
