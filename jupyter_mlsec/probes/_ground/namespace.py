"""The variables of a kernel as the subject of probes: what libraries of privacy and hardening have left there.

Objects are chosen by the package that their class comes from. Only what their makers document as readable is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jupyter_mlsec.model.checklist import Declaration
from jupyter_mlsec.probes._ground.packages import packages_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceSubject:
    """``names`` are a kernel's variables, without those of the shell itself."""

    names: Mapping[str, object] = field(repr=False)
    now: datetime
    limits: Mapping[str, str] = field(default_factory=dict)
    declarations: tuple[Declaration, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """One variable that a probe looks at. ``kind`` is its class's name."""

    name: str
    kind: str
    value: object = field(repr=False)


def made_by(subject: NamespaceSubject, *packages: str) -> Iterator[Named]:
    """Yield the variables whose class, or one that it is made from, comes from one of some packages, by name."""
    for name, value in sorted(subject.names.items()):
        if name.startswith("_"):
            continue
        if packages_of(value) & set(packages):
            yield Named(name, type(value).__name__, value)


def number(value: object, *path: str) -> float | None:
    """Return a number that attributes lead to; None where there is none."""
    for name in path:
        value = getattr(value, name, None)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def answer(call: Callable[[], object]) -> float | None:
    """Return the number that a library answers with; None where it refuses or answers something else."""
    try:
        found = call()
    except Exception:  # noqa: BLE001 - a library in any state may refuse in any way
        return None
    return float(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None
