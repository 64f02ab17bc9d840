"""Paths to values: ``X_test``, ``test["text"]``, ``data.train``, ``df[["a", "b"]]``, ``test[columns]``; no calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from jupyter_mlsec.errors import UsageError

_HELP = 'a name, or parts of one: X_test, test["text"], data.train, df[["a", "b"]], test[columns]'


def root(path: str) -> str:
    """Return the variable that a path begins with; the path itself where it is none."""
    try:
        node = ast.parse(path, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return path
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else path


def last_key(path: str) -> str:
    """Return the text by which a path takes its last part: ``y`` of ``train["y"]`` and of ``train.y``."""
    try:
        node = ast.parse(path, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    match node:
        case ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case _:
            return ""


def follow(path: str, namespace: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the person's variable holds
    """Return the value at a path whose first name is in ``namespace``.

    Raises ``UsageError`` where the path is something else than names, attributes and keys (constants, or
    such paths themselves), or leads nowhere.
    """
    try:
        node = ast.parse(path, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageError(f"{path!r} is no path to a value", help=_HELP) from None
    return _value(node, path, namespace)


def _value(node: ast.expr, path: str, namespace: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
    match node:
        case ast.Name(id=name):
            return _step(path, lambda held, at: held[at], namespace, name)
        case ast.Attribute(value=owner, attr=attribute):
            return _step(path, getattr, _value(owner, path, namespace), attribute)
        case ast.Subscript(value=owner, slice=key):
            return _step(path, lambda held, at: held[at], _value(owner, path, namespace), _key(key, path, namespace))
        case _:
            raise UsageError(f"{path!r} is no path to a value", help=_HELP)


def _step(path: str, take: Any, owner: object, key: object) -> Any:  # noqa: ANN401 - as above
    try:
        return take(owner, key)
    except Exception as error:  # noqa: BLE001 - the person's own object may raise anything
        raise UsageError(f"{path!r} leads nowhere ({type(error).__name__})", help=_HELP) from None


def _key(node: ast.expr, path: str, namespace: Mapping[str, Any]) -> object:
    def of(part: ast.expr) -> object:
        return _key(part, path, namespace)

    match node:
        case ast.Slice(lower=lower, upper=upper, step=step):
            return slice(*(None if end is None else of(end) for end in (lower, upper, step)))
        case ast.Tuple(elts=elements):
            return tuple(map(of, elements))
        case ast.List(elts=elements):
            return list(map(of, elements))
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return _value(node, path, namespace)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        raise UsageError(f"{path!r} is no path to a value", help=_HELP) from None


def words(line: str) -> str:
    """Return a line in which the quotes between brackets survive the splitting into words: ``--x te["text"]``."""
    return "".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    quote, place = "", 0
    while place < len(line):
        end = _closing(line, place) if not quote and _opens(line, place) else place
        if end > place:
            yield "".join(f"\\{character}" if character in " \t\"'\\" else character for character in line[place:end])
        else:
            quote = _quoting(quote, line[place])
            end = place + 1
            yield line[place]
        place = end


def _opens(line: str, place: int) -> bool:
    before = line[place - 1 : place]
    return line[place] == "[" and (before.isalnum() or before in {"_", "]"}) and before != ""


def _quoting(quote: str, character: str) -> str:
    if quote:
        return "" if character == quote else quote
    return character if character in "\"'" else ""


def _closing(line: str, place: int) -> int:
    """Return the end of the brackets that open at ``place``, quotes minded; ``place`` itself where they stay open."""
    depth, quote = 0, ""
    for at in range(place, len(line)):
        if not quote and line[at] in "[]":
            depth += 1 if line[at] == "[" else -1
            if depth == 0:
                return at + 1
        quote = _quoting(quote, line[at])
    return place
