"""Which files belong to the environment: the standard library and what was installed, not the person's own folders."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from functools import cache
from importlib.machinery import PathFinder
from pathlib import PurePath

_INSTALLED = frozenset({"site-packages", "dist-packages"})


@cache
def folders() -> tuple[str, ...]:
    """Return the folders of the standard library and of installed packages, each with a separator at its end."""
    paths = sysconfig.get_paths()
    found = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    found.update(site.getsitepackages())
    found.add(site.getusersitepackages())
    return tuple(os.path.join(os.path.realpath(folder), "") for folder in sorted(found))  # noqa: PTH118 - a prefix


def is_installed(file: str) -> bool:
    """Whether a file belongs to the standard library or to an installed package."""
    real = os.path.realpath(file)
    return real.startswith(folders()) or not _INSTALLED.isdisjoint(PurePath(real).parts)


def is_shadowed(module: str) -> bool:
    """Whether importing this module now would run a file from outside the environment: a ``numpy.py`` in a folder.

    Nothing is imported to find out.
    """
    top = module.partition(".")[0]
    if top in sys.modules or top in sys.builtin_module_names:
        return False
    try:
        spec = PathFinder.find_spec(top)
    except (ImportError, ValueError, AttributeError, OSError):
        return True
    if spec is None:
        return False
    places = [spec.origin] if spec.has_location else list(spec.submodule_search_locations or ())
    return any(place is not None and not is_installed(place) for place in places)


def can_be_imported(module: str) -> bool:
    """Whether there is a module of this name; nothing is imported to find out."""
    if module in sys.modules:
        return True
    try:
        return PathFinder.find_spec(module.partition(".")[0]) is not None
    except (ImportError, ValueError, AttributeError, OSError):
        return True
