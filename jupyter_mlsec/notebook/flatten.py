"""JSON as ``key: value`` lines, each value labelled with its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from jupyter_mlsec.model.notebook import Json
from jupyter_mlsec.model.text import Label, Span
from jupyter_mlsec.notebook.ansi import strip_ansi

_SCALARS = (str, bool, int, float)
MAX_DEPTH = 200  # deeper JSON is refused: nothing that a person made is that deep


def flatten(value: Json, name: str = "") -> tuple[str, tuple[Label, ...]]:
    """Return the leaves of ``value`` as lines ``dotted.key: text``; strings keep their own line breaks.

    Embedded media (``data:`` URIs) are left out. Raises ``RecursionError`` beyond ``MAX_DEPTH`` levels.
    """
    parts: list[str] = []
    labels: list[Label] = []
    length = 0
    for key, leaf in _leaves(value, name, 0):
        if isinstance(leaf, (bool, float)):  # nobody's secret: a figure has a million of them, and no label needs them
            line = f"{key}: {leaf}\n" if key else f"{leaf}\n"
            parts.append(line)
            length += len(line)
            continue
        text = str(leaf)  # an integer can be a password
        if text.startswith("data:"):
            continue
        text = strip_ansi(text)
        head = f"{key}: " if key else ""
        start = length + len(head)
        labels.append(Label(Span(start, start + len(text)), key.rpartition(".")[2]))
        parts.append(f"{head}{text}\n")
        length = start + len(text) + 1
    return "".join(parts), tuple(labels)


def path_at(value: Json, name: str, offset: int) -> tuple[str | int, ...]:
    """Return the path in ``value`` to what stands at ``offset`` of the text that ``flatten`` makes of it.

    That is a leaf, an entry of a list of strings, or, where the offset is in a line's key, what has that key.
    """
    at = 0
    for path, key, leaf, entries in _paths(value, name, 0):
        text = strip_ansi(leaf)
        if text.startswith("data:"):
            continue
        head = f"{key}: " if key else ""
        if offset < at + len(head):
            return _of_key(path, name, key, offset - at)
        at += len(head)
        if offset <= at + len(text):
            return (*path, *_entry(entries, offset - at))
        at += len(text) + 1
    return ()


def _paths(
    value: Json, name: str, depth: int, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, str, Sequence[str]]]:
    """Yield the same leaves with their paths, and with the strings that a leaf is joined from."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _paths(item, f"{name}.{key}" if name else str(key), depth + 1, (*path, key))
    elif isinstance(value, (str, bool, int, float)):
        yield path, name, value if isinstance(value, str) else str(value), ()
    elif value:
        if all(isinstance(item, str) for item in value):
            yield path, name, str(next(_leaves(value, name, depth))[1]), [str(item) for item in value]
            return
        for index, item in enumerate(value):
            yield from _paths(item, name, depth + 1, (*path, index))


def _entry(entries: Sequence[str], offset: int) -> tuple[int, ...]:
    """Return the index of the string that holds ``offset`` of a list of words; none for the lines of one string."""
    if not entries or any(entry.endswith("\n") for entry in entries[:-1]):
        return ()
    at = 0
    for index, entry in enumerate(entries):
        at += len(strip_ansi(entry)) + 1
        if offset < at:
            return (index,)
    return ()


def _of_key(path: tuple[str | int, ...], name: str, key: str, offset: int) -> tuple[str | int, ...]:
    """Return how much of a path belongs to the part of a dotted key that holds ``offset``."""
    end = len(name)
    for depth, part in enumerate(path):
        if isinstance(part, str):
            end += len(part) + bool(end)
            if offset < end <= len(key):
                return path[: depth + 1]
    return path


def _leaves(value: Json, name: str, depth: int) -> Iterator[tuple[str, bool | float | str]]:
    if depth > MAX_DEPTH:
        msg = f"JSON nested deeper than {MAX_DEPTH} levels"
        raise RecursionError(msg)
    if isinstance(value, _SCALARS):
        yield name, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{name}.{key}" if name else str(key), depth + 1)
    elif value is not None:
        if value and isinstance(value[0], str) and all(isinstance(item, str) for item in value):
            # nbformat's multi-line strings and lists of words alike: one text keeps a split token whole
            joined = "".join(str(item) for item in value)
            yield name, joined if any(str(item).endswith("\n") for item in value[:-1]) else "\n".join(map(str, value))
            return
        for item in value:
            if isinstance(item, _SCALARS):  # most of all values, without a generator for each
                yield name, item
            else:
                yield from _leaves(item, name, depth + 1)
