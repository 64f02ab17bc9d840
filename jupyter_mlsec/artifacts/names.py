"""What is known of a name that a pickle imports: vetted, dangerous, or neither.

Vetted names are exact and come from ``vetted.txt``, which ``tools/vet_names.py`` writes: no prefix and no pattern. A
name followed by ``()`` may be called by a pickle; the others may only be referred to, and, where they are classes,
get instances without their ``__init__``, which is all that picklers do with them. Dangerous ones are families, because
a family that is too wide costs little here: all that is not vetted is at least asked about.
"""

from __future__ import annotations

from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING  # the standard library's table of Python 2 names: data only
from enum import Enum, auto
from functools import cache
from pathlib import Path

from jupyter_mlsec.artifacts.primitives import primitives

_FIRST_PYTHON_3_PROTOCOL = 3


class Standing(Enum):
    """What is known of a name."""

    VETTED = auto()
    UNKNOWN = auto()
    DANGEROUS = auto()


@cache
def _listed() -> dict[str, frozenset[str]]:
    names: dict[str, frozenset[str]] = {}
    for line in (Path(__file__).parent / "vetted.txt").read_text(encoding="ascii").splitlines():
        if line and not line.startswith("#"):
            module, *rest = line.split()
            names[module] = frozenset(rest)
    return names


@cache
def vetted() -> dict[str, frozenset[str]]:
    """Return the vetted names by module."""
    return {module: frozenset(name.removesuffix("()") for name in names) for module, names in _listed().items()}


def may_be_called(module: str, name: str) -> bool:
    """Whether a vetted name is one that pickles may call."""
    return f"{name}()" in _listed().get(module, ())


def resolved(module: str, name: str, protocol: int) -> tuple[str, str]:
    """Return what Python 3 makes of a name in a pickle of this protocol."""
    if protocol < _FIRST_PYTHON_3_PROTOCOL:
        if (module, name) in NAME_MAPPING:
            return NAME_MAPPING[module, name]
        return IMPORT_MAPPING.get(module, module), name
    return module, name


def standing(module: str, name: str, protocol: int) -> Standing:
    """Judge one import. A dangerous name stays one whatever the protocol makes of it."""
    module_3, name_3 = resolved(module, name, protocol)
    if name_3 in vetted().get(module_3, ()):
        return Standing.VETTED
    if _is_dangerous(module_3, name_3) or _is_dangerous(module, name):
        return Standing.DANGEROUS
    return Standing.UNKNOWN


def _is_dangerous(module: str, name: str) -> bool:
    known = primitives()
    parts = name.split(".")
    if module in {"builtins", "__builtin__", "__builtins__"}:
        return parts[0] not in known["harmless-builtins"] or len(parts) > 1
    if module.partition(".")[0] in known["modules"] or not known["reached"].isdisjoint(parts):
        return True
    packages = module.split(".")
    if any(".".join(packages[:length]) in known["prefixes"] for length in range(1, min(len(packages), 8) + 1)):
        return True
    return f"{module}.{name}" in known["names"] or parts[-1] in known["anywhere"]
