"""Which probes there are: every public module of ``probes`` whose name begins with its subject's."""

from __future__ import annotations

import pkgutil
import re
from functools import lru_cache
from importlib import import_module
from typing import TypeVar, cast

from jupyter_mlsec import probes
from jupyter_mlsec.model.probe import Probe

SubjectT = TypeVar("SubjectT")


def probes_for(subject: type[SubjectT]) -> tuple[Probe[SubjectT], ...]:
    """Return the probes of one kind of subject, by name.

    ``NotebookSubject`` is looked at by the modules ``notebook_*``, ``FrameSubject`` by ``frame_*``: a new probe is a
    new file, and nothing else is edited. Only modules of that kind are imported.
    """
    return cast("tuple[Probe[SubjectT], ...]", _probes(prefix(subject.__name__)))


def prefix(subject: str) -> str:
    """Return the beginning of the module names that belong to a subject's class name."""
    words = re.findall(r"[A-Z][a-z0-9]*", subject.removesuffix("Subject"))
    return "_".join(word.lower() for word in words) + "_"


def every_probe() -> dict[str, Probe[object]]:
    """Return all probes by name, of whatever subject."""
    return {probe.name: probe for probe in _probes("")}


@lru_cache(maxsize=16)
def _probes(start: str) -> tuple[Probe[object], ...]:
    found = []
    for module in pkgutil.iter_modules(probes.__path__):
        if module.name.startswith("_") or not module.name.startswith(start):
            continue
        found.append(import_module(f"{probes.__name__}.{module.name}").PROBE)
    return tuple(sorted(found, key=lambda probe: cast("str", probe.name)))
