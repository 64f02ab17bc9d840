"""Planted defects and their clean twins, in lots: the page of each says who wrote it and how it fared when it was new.

A lot is a folder ``lot_N`` of modules that each hold ``CASES``. All of them were labelled before anything was run; once
a lot has been looked at it is not unseen any more. From the seventh on, one half of each stays unread: its figures are
printed, the names of what is missed in it are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from benchmarks.lots.case import Case

HALVED = 7  # the first lot of which one half stays unread
_HERE = Path(__file__).parent


def _cases(folder: Path) -> tuple[Case, ...]:
    modules = sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    return tuple(case for name in modules for case in import_module(f"{__name__}.{folder.name}.{name}").CASES)


LOTS: Mapping[int, tuple[Case, ...]] = MappingProxyType(
    {int(folder.name.removeprefix("lot_")): _cases(folder) for folder in sorted(_HERE.glob("lot_*"))}
)
