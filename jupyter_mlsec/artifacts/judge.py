"""What imports, calls and changes of a pickle mean: it turns them into sights and says what a call gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from jupyter_mlsec.artifacts import special_states
from jupyter_mlsec.artifacts.array_type import DTYPE, is_sound
from jupyter_mlsec.artifacts.budget import Budget
from jupyter_mlsec.artifacts.names import Standing, may_be_called, resolved, standing
from jupyter_mlsec.artifacts.sight import Sights, shown_name
from jupyter_mlsec.artifacts.special_calls import SPECIAL_CALLS, Follow
from jupyter_mlsec.artifacts.value import FORGOTTEN, Blob, Import, Made, Mapping, Sequence, Value
from jupyter_mlsec.errors import UnreadableError

_STORAGE_PARTS = 5  # "storage", class, key, device, size
_READ_LATER = {  # their arguments and states matter
    DTYPE,
    ("joblib.numpy_pickle", "NumpyArrayWrapper"),
    ("_io", "BytesIO"),
}
_CLASS = "__class__"


@dataclass
class Judge:
    """Collects what one file's pickles would do. ``torch`` says that PyTorch's loader knows the persistent ids.

    ``look`` looks at bytes inside the pickle as at a file of their own, where there is a way to do so.
    """

    sights: Sights
    budget: Budget
    torch: bool = False
    look: Callable[[bytes | Blob], None] | None = None
    _imports: dict[tuple[str, str, bool], Import] = field(default_factory=dict)
    _called: set[tuple[str, str]] = field(default_factory=set)

    def imported(self, module: str, name: str, protocol: int) -> Import:
        """Judge an import."""
        key = (module, name, protocol < 3)  # noqa: PLR2004 - the first protocol without names of Python 2
        found = self._imports.get(key)
        if found is None:
            self.budget.keep(500 + 4 * (len(module) + len(name)))
            real_module, real_name = resolved(module, name, protocol)
            found = Import(real_module, real_name, standing(module, name, protocol))
            self._imports[key] = found
            if found.full not in SPECIAL_CALLS:
                self._report(module, name, found.standing)
        return found

    def _report(self, module: str, name: str, found: Standing) -> None:
        full = f"{shown_name(module)}.{shown_name(name)}"
        if found is Standing.DANGEROUS:
            message = f"loading this file reaches {full}, which can run code or reach the system"
            self.sights.add("dangerous-pickle-import", f"import of {full}", message)
        elif found is Standing.UNKNOWN:
            self.sights.add("unvetted-pickle-import", f"import of {full}", _unvetted(module, full))

    def computed_import(self) -> Import:
        """Report an import whose name is not a constant of the file."""
        self.sights.add("tampered-pickle-import", "import of a computed name")
        return Import("", "", Standing.UNKNOWN)

    def given(self, values: list[Value]) -> None:
        """Judge what goes into containers, arguments and states: some functions may be called and nothing else.

        Whoever holds them could call them with a name or a pickle of the file's choice.
        """
        for value in values:
            if type(value) is Import and value.full in SPECIAL_CALLS and SPECIAL_CALLS[value.full].is_only_called:
                self.misused(value)

    def ended(self) -> None:
        """Report at a pickle's end what was imported only to be called, and never was."""
        for found in self._imports.values():
            if found.full in SPECIAL_CALLS and found.full not in self._called and found.standing is not Standing.VETTED:
                self.misused(found)

    def misused(self, function: Import) -> None:
        """Report a function that is harmless only in the way in which libraries use it."""
        found = standing(function.module, function.name, 5)
        self._report(function.module, function.name, Standing.DANGEROUS if found is Standing.VETTED else found)

    def opaque(self, what: str) -> None:
        """Report something that nobody can follow and no library writes."""
        self.sights.add("opaque-pickle", what)

    def called(self, maker: Value, arguments: Value, follow: Follow) -> Value:
        """Judge a call; ``follow`` follows a pickle that the function would load."""
        if not isinstance(maker, Import):
            self.opaque("call of something that the pickle has made")
            return Made(None)
        special = SPECIAL_CALLS.get(maker.full)
        if special is not None:
            self._called.add(maker.full)
            if arguments is FORGOTTEN:
                raise UnreadableError("the pickle calls with more than can be remembered")
            return special.call(self, maker, arguments.members if isinstance(arguments, Sequence) else [], follow)
        if maker.standing is Standing.VETTED and not may_be_called(maker.module, maker.name):
            self.opaque(f"call of {maker.module}.{maker.name}")
        return _made(maker, arguments)

    def instance(self, maker: Value, arguments: Value, *, may_call: bool = False) -> Value:
        """Judge the making of an instance; ``may_call`` says that a maker that is no class would be called."""
        if not isinstance(maker, Import):
            self.opaque("call of something that the pickle has made")
            return Made(None)
        if maker.full in SPECIAL_CALLS:
            self.misused(maker)
        elif may_call and maker.standing is Standing.VETTED and not may_be_called(maker.module, maker.name):
            self.opaque(f"call of {maker.module}.{maker.name}")
        return _made(maker, arguments)

    def changed(self, target: Value, what: str) -> None:
        """Judge a change of items or members."""
        if isinstance(target, Import):
            name = f"{shown_name(target.module)}.{shown_name(target.name)}"
            self.sights.add("tampered-pickle-import", f"{what} set on the import {name}")
        elif isinstance(target, Made) and target.is_complete:
            self.opaque("change of an object that was complete")

    def built(self, target: Value, state: Value) -> None:
        """Judge the setting of a state, and remember it where it matters."""
        self.changed(target, "state")
        if state is FORGOTTEN:
            raise UnreadableError("the pickle sets a state that was too much to remember")
        parts = state.members if isinstance(state, Sequence) else [state]
        if any(isinstance(part, Mapping) and _CLASS in part.entries for part in parts):
            self.sights.add("tampered-pickle-import", "state that changes an object's class")
        if any(isinstance(part, Mapping) and part.has_made_names for part in parts):
            self.opaque("state with a name that the pickle has made")
        if isinstance(target, Made):
            target.is_complete = True
            if target.maker is not None and not special_states.is_harmless(target.maker, state):
                self.opaque("state with a text that is executed")
            if target.maker is not None and target.maker.full in _READ_LATER:
                target.state = state
                if target.maker.full == DTYPE and not is_sound(state):
                    self.opaque("state of an array's type that NumPy does not write")

    def persistent(self, identity: Value) -> Value:
        """Judge a persistent id: PyTorch's name a storage, whose class was judged when it was imported, or a class."""
        parts = identity.members if isinstance(identity, Sequence) else []
        self.given(parts)
        if self.torch and len(parts) > 1 and isinstance(parts[1], Import):
            if parts[0] == "module":
                return parts[1]
            if parts[0] == "storage" and len(parts) >= _STORAGE_PARTS:
                return Made(None)
        self.opaque("persistent id")
        return Made(None)

    def extension(self) -> Value:
        """Report an extension code: which function it stands for, only the loading program knows."""
        self.opaque("extension code")
        return Import("", "", Standing.UNKNOWN)

    def hidden_operations(self) -> None:
        """Report an array in a joblib file that another loader would read as operations."""
        self.opaque("array that could hide operations")


def _made(maker: Import, arguments: Value) -> Made:
    return Made(maker, arguments if maker.full in _READ_LATER else None)


def _unvetted(module: str, full: str) -> str:
    if module == "__main__":
        return f"loading this file uses {full}, which is whatever the loading program calls so"
    return f"loading this file imports {full}, which is not on the list of vetted names"
