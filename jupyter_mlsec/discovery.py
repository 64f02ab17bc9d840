"""Discovery: what the public modules of a folder define under one agreed name; nothing is listed anywhere."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

MemberT = TypeVar("MemberT")


def members(beside: str, package: str, name: str, kind: type[MemberT]) -> Iterator[MemberT]:
    """Yield the ``name`` of each public module in the folder of the file ``beside``, which holds ``package``.

    Raises ``TypeError`` where a module has no ``name`` of that ``kind``: a rule that is silently not found would be
    a rule that finds nothing.
    """
    for module in pkgutil.iter_modules([str(Path(beside).parent)]):
        if module.name.startswith("_"):
            continue
        found = getattr(importlib.import_module(f"{package}.{module.name}"), name, None)
        if not isinstance(found, kind):
            msg = f"{package}.{module.name} defines no {name}"
            raise TypeError(msg)
        yield found
