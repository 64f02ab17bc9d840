"""JSON as ``key: value`` lines, each value labelled with its key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jupyter_mlsec.model.notebook import Json
from jupyter_mlsec.model.text import Label, Span
from jupyter_mlsec.notebook.ansi import strip_ansi

MAX_DEPTH = 200  # deeper JSON is refused: nothing that a person made is that deep


def flatten(value: Json, name: str = "") -> tuple[str, tuple[Label, ...]]:
    """Return the leaves of ``value`` as lines ``dotted.key: text``; strings keep their own line breaks.

    Embedded media (``data:`` URIs) are left out. Raises ``RecursionError`` beyond ``MAX_DEPTH`` levels.
    """
    parts: list[str] = []
    labels: list[Label] = []
    length = 0
    for key, leaf in _leaves(value, name, 0):
        text = leaf if isinstance(leaf, str) else str(leaf)
        if text.startswith("data:"):
            continue
        text = strip_ansi(text)
        head = f"{key}: " if key else ""
        start = length + len(head)
        labels.append(Label(Span(start, start + len(text)), key.rpartition(".")[2]))
        parts.append(f"{head}{text}\n")
        length = start + len(text) + 1
    return "".join(parts), tuple(labels)


def _leaves(value: Json, name: str, depth: int) -> Iterator[tuple[str, bool | float | str]]:
    if depth > MAX_DEPTH:
        msg = f"JSON nested deeper than {MAX_DEPTH} levels"
        raise RecursionError(msg)
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, f"{name}.{key}" if name else str(key), depth + 1)
    elif isinstance(value, (str, bool, int, float)):
        yield name, value
    elif value is not None:
        if value and all(isinstance(item, str) for item in value):
            # nbformat's multi-line strings and lists of words alike: one text keeps a split token whole
            joined = "".join(str(item) for item in value)
            yield name, joined if any(str(item).endswith("\n") for item in value[:-1]) else "\n".join(map(str, value))
            return
        for item in value:
            yield from _leaves(item, name, depth + 1)
