"""The one audit hook of this interpreter, and the table that says which events it looks at.

An audit hook cannot be taken away again, so there is one, installed once, over a table that can be emptied. What is
not in the table costs one lookup.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Handler: TypeAlias = Callable[[tuple[Any, ...]], None]

_handlers: dict[str, Handler] = {}
_installed: list[bool] = []  # not empty once the hook is in place; a forked child inherits both


def arm(handlers: Mapping[str, Handler]) -> None:
    """Look at these events, and at no others, from now on."""
    for event in _handlers.keys() - handlers.keys():
        _handlers.pop(event, None)
    _handlers.update(handlers)
    if handlers and not _installed:
        _installed.append(True)
        sys.addaudithook(_hook)


def _hook(event: str, arguments: tuple[Any, ...], find: Callable[[str], Handler | None] = _handlers.get) -> None:
    handler = find(event)
    if handler is not None:
        handler(arguments)
