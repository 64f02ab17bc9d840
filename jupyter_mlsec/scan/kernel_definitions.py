"""The sources of what a session defined, by name: functions, classes, and what makes a partial function.

Part of the probe that is sent to kernels as text. IPython keeps the lines of its cells for tracebacks; nothing is
called, and no object is asked for its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType, MethodType
from typing import Any

from jupyter_mlsec.scan.kernel_names import (
    _SLOTS_OF_CLASS,
    _SLOTS_OF_METHOD,
    found,
    identity,
    is_kind,
    is_plain,
    mro,
    names_of,
)

_FOLLOWED = 3  # helpers that call helpers that call helpers
_LONGEST = 20_000  # characters of one definition
_DEFINITIONS = 50


def definitions(namespace: Mapping[str, Any], used: dict[str, Any], more: Iterable[Any] = ()) -> dict[str, str]:
    """Return the definitions of what names mean, and of what these use; ``used`` grows by the latter.

    ``used`` are values by name, ``more`` values that have no name of their own. What is not defined under the name that
    the session has for it stands under the name of its definition.
    """
    told: dict[str, str] = {}
    fresh = [*used.items(), *(("", value) for value in more)]
    for _ in range(_FOLLOWED + 1):
        asked, fresh = fresh, []
        for name, value in asked:
            for key, text, words in _sources(namespace, name, value):
                if len(told) < _DEFINITIONS and key not in told:
                    told[key] = text
                    new = [word for word in words if word not in used]
                    used.update((word, found(namespace, word)) for word in new)
                    fresh += [(word, used[word]) for word in new]
    return told


def definition(namespace: Mapping[str, Any], name: str) -> str:
    """Return the source of what this session has under a name, where it was defined under that name; else nothing."""
    sources = _sources(namespace, name, found(namespace, name))
    return next((text for key, text, _ in sources if key == name), "")


def _sources(
    namespace: Mapping[str, Any],
    name: str,
    value: Any,  # noqa: ANN401 - whatever a name means
) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (name, source, words) of what stands behind a value: the function, or the class of an instance."""
    if value is None:
        return
    if type(value) is found(names_of("functools"), "partial"):
        text = _partial(name, value)
        if text:
            yield name, text, []
        return
    if type(value) is MethodType:
        value = _SLOTS_OF_METHOD["__self__"].__get__(value)
    if type(value) is FunctionType:
        yield from _of_function(namespace, name, value)
    else:
        yield from _of_class(namespace, value if is_kind(value, type) else type(value))


def _of_function(namespace: Mapping[str, Any], name: str, value: Any) -> Iterator[tuple[str, str, list[str]]]:  # noqa: ANN401 - a function
    if value.__globals__ is not namespace:
        return
    code = value.__code__
    for key in dict.fromkeys((name, code.co_name)):
        text = _source(key, code) if key == name or _is_free(namespace, key, value) else ""
        if text:
            yield key, text, list(code.co_names)
            return


def _of_class(namespace: Mapping[str, Any], kind: type) -> Iterator[tuple[str, str, list[str]]]:
    """Yield a class of the session, and its bases that are."""
    for one in mro(kind):
        module, name = _SLOTS_OF_CLASS["__module__"].__get__(one), _SLOTS_OF_CLASS["__name__"].__get__(one)
        members = _SLOTS_OF_CLASS["__dict__"].__get__(one)
        if type(module) is not str or type(name) is not str or module != "__main__" or not is_plain(members):
            continue
        functions = [_plain_function(value) for value in members.values()]
        codes = [each.__code__ for each in functions if each is not None and each.__globals__ is namespace]
        text = _class_source(name, codes) if codes and _is_free(namespace, name, one) else ""
        if text:
            yield name, text, [word for code in codes for word in code.co_names]


def _is_free(namespace: Mapping[str, Any], name: str, value: object) -> bool:
    """Whether a name means something, or nothing any more; by identity, for ``==`` would ask what it means."""
    other = found(namespace, name)
    return other is None or other is value


def _plain_function(member: Any) -> Any:  # noqa: ANN401 - what a class has under a name
    """Return the function behind a member of a class, where there is one."""
    if type(member) is staticmethod or type(member) is classmethod:
        member = vars(type(member))["__func__"].__get__(member)
    return member if type(member) is FunctionType else None


def _partial(name: str, value: Any) -> str:  # noqa: ANN401 - a partial function, exactly
    """Return a statement that makes the same partial function, with those keywords alone that are no data."""
    module, dot, function = (identity(value.func) or "").rpartition(".")
    if not dot or not all(part.isidentifier() for part in (*module.split("."), function)) or module == "__main__":
        return ""
    flags = [
        f", {key}={one}"
        for key, one in value.keywords.items()
        if type(key) is str and key.isidentifier() and (one is True or one is False or one is None)
    ]
    return f"import functools, {module}; {name} = functools.partial({module}.{function}{''.join(flags)})\n"


def _source(name: str, code: Any) -> str:  # noqa: ANN401 - a code object
    """Return the lines of a function as the cell had them that defined it; IPython keeps them for its tracebacks."""
    text = "".join(_block(_lines(code), code.co_firstlineno - 1, _last(code)))
    head = text.partition("(")[0].partition("=")[0].split()
    bound = head[-1:] if text[:1] != "@" else [code.co_name]
    return text if bound == [name] and text[:1] not in {" ", "\t"} and len(text) <= _LONGEST else ""


def _class_source(name: str, codes: list[Any]) -> str:
    """Return the lines of a class, found from those of its methods that stand where the first of them does."""
    lines = _lines(codes[0])
    here = [code for code in codes if code.co_filename == codes[0].co_filename]
    start = min(code.co_firstlineno for code in here) - 1
    while 0 <= start < len(lines) and not _opens_class(lines[start], name):
        start -= 1
    if not 0 <= start < len(lines):
        return ""
    text = "".join(_block(lines, start, max(map(_last, here))))
    return text if len(text) <= _LONGEST else ""


def _opens_class(line: str, name: str) -> bool:
    return line[:6] == "class " and line[6:].replace("(", " ").replace(":", " ").split()[:1] == [name]


def _lines(code: Any) -> list[str]:  # noqa: ANN401 - a code object
    """Return the lines of the cell that a code object was made from."""
    name = code.co_filename
    entry = found(found(names_of("linecache"), "cache"), name) if type(name) is str else None
    lines = entry[2] if type(entry) is tuple and len(entry) == 4 else None  # noqa: PLR2004 - size, time, lines, name
    return lines if type(lines) is list and all(type(line) is str for line in lines) else []


def _last(code: Any) -> int:  # noqa: ANN401 - a code object
    """Return the last line of a function that has code, those inside it included."""
    last, codes = 0, [code]
    while codes:
        inner = codes.pop()
        last = max(last, *(line or 0 for _, _, line in inner.co_lines()))
        codes.extend(constant for constant in inner.co_consts if type(constant) is type(code))
    return last


def _block(lines: list[str], start: int, last: int) -> list[str]:
    """Return the lines of a definition to the end of its block: a call may end on lines that have no code."""
    end = last
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t)]}"):
        end += 1
    return lines[start:end]
