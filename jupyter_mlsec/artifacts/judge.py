"""What imports, calls and changes of a pickle mean: it turns them into sights and hands nested pickles back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.artifacts.budget import Budget
from jupyter_mlsec.artifacts.names import Standing, resolved, standing
from jupyter_mlsec.artifacts.sight import Sights, shown_name
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import Import, Made, Sequence, Value
from jupyter_mlsec.errors import UnreadableError

_LOADERS = {("torch.storage", "_load_from_bytes")}
_ENCODINGS = {"latin1", "latin-1", "utf-8", "utf8", "ascii"}
_STORAGE_PARTS = 5  # "storage", class, key, device, size


@dataclass
class Judge:
    """Collects what one file's pickles would do. ``torch`` says that PyTorch's loader knows the persistent ids."""

    sights: Sights
    budget: Budget
    torch: bool = False

    def imported(self, module: str, name: str, protocol: int) -> Import:
        """Judge an import."""
        found = standing(module, name, protocol)
        full = f"{shown_name(module)}.{shown_name(name)}"
        if found is Standing.DANGEROUS:
            self.sights.add("dangerous-pickle-import", f"import of {full}", _dangerous(full))
        elif found is Standing.UNKNOWN:
            self.sights.add("unvetted-pickle-import", f"import of {full}", _unvetted(module, full))
        module, name = resolved(module, name, protocol)
        return Import(module, name, found)

    def computed_import(self) -> Import:
        """Report an import whose name is not a constant of the file."""
        self.sights.add("tampered-pickle-import", "import of a computed name")
        return Import("", "", Standing.UNKNOWN)

    def called(self, maker: Value, arguments: Value) -> Iterator[Source]:
        """Judge a call and yield the pickles that the function would load."""
        if not isinstance(maker, Import):
            self.sights.add("opaque-pickle", "call of something that the pickle has made")
            return
        name = (maker.module, maker.name)
        members = arguments.members if isinstance(arguments, Sequence) else []
        if name == ("_codecs", "encode") and (len(members) < 2 or members[1] not in _ENCODINGS):  # noqa: PLR2004
            self.sights.add("unvetted-pickle-import", "call of _codecs.encode with an unusual encoding")
        if name in _LOADERS:
            data = members[0] if members else None
            if not isinstance(data, bytes):
                raise UnreadableError("a pickle inside the pickle cannot be followed")
            if data[:2] == b"PK":
                raise UnreadableError("an archive inside the pickle is not read by this version")
            yield from self._nested(data)

    def _nested(self, data: bytes) -> Iterator[Source]:
        """PyTorch's old format: five pickles in a row, then raw numbers."""
        source = Source(io.BytesIO(data), self.budget, size=len(data))
        torch, self.torch = self.torch, True
        for _ in range(5):
            yield source
        self.torch = torch

    def changed(self, target: Value, what: str) -> None:
        """Judge a change of state, items or members."""
        if isinstance(target, Import):
            name = f"{shown_name(target.module)}.{shown_name(target.name)}"
            self.sights.add("tampered-pickle-import", f"{what} set on the import {name}")

    def persistent(self, identity: Value) -> Value:
        """Judge a persistent id; PyTorch's name a storage, whose class was judged when it was imported."""
        parts = identity.members if isinstance(identity, Sequence) else []
        if not (self.torch and len(parts) >= _STORAGE_PARTS and parts[0] == "storage" and isinstance(parts[1], Import)):
            self.sights.add("opaque-pickle", "persistent id")
        return Made(None, identity)

    def extension(self) -> Value:
        """Report an extension code: which function it stands for, only the loading program knows."""
        self.sights.add("opaque-pickle", "extension code")
        return Import("", "", Standing.UNKNOWN)

    def hidden_operations(self) -> None:
        """Report an array in a joblib file that another loader would read as operations."""
        self.sights.add("opaque-pickle", "array that could hide operations")


def _dangerous(full: str) -> str:
    return f"loading this file reaches {full}, which can run code or reach the system"


def _unvetted(module: str, full: str) -> str:
    if module == "__main__":
        return f"loading this file uses {full}, which is whatever the loading program calls so"
    return f"loading this file imports {full}, which is not on the list of vetted names"
