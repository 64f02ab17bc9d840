"""The formats that a report comes in: every module of ``reports.formats`` is one, found by looking into the folder."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import cast

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.reports.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFormat:
    """One way to write dossiers down. The same dossiers give the same bytes.

    ``many``: it takes several notebooks at once. ``bill``: it needs the bill of the environment.
    """

    name: str
    suffix: str  # of a file in it: ".cdx.json"
    about: str  # a few words for a list of formats
    render: Callable[[Sequence[Dossier]], str]
    many: bool = False
    bill: bool = False

    def write(self, dossiers: Sequence[Dossier]) -> str:
        """Return the document; UsageError where the format takes one notebook and there are several."""
        if len(dossiers) != 1 and not self.many:
            raise UsageError(f"the format {self.name} is about one notebook", help="write one document for each")
        return self.render(dossiers)


@lru_cache(maxsize=1)
def formats() -> Mapping[str, ReportFormat]:
    """Return all formats by name. A new one is a new file that sets ``FORMAT``."""
    package = import_module("jupyter_mlsec.reports.formats")
    names = (module.name for module in pkgutil.iter_modules(package.__path__) if not module.name.startswith("_"))
    found = [cast("ReportFormat", import_module(f"{package.__name__}.{name}").FORMAT) for name in names]
    return MappingProxyType({each.name: each for each in sorted(found, key=lambda each: each.name)})
