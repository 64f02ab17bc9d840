"""The model files that a notebook writes, and whether their formats may run code."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.probes._notebook.program import Call, Program

# Callables that write a model: the position of the file's name, and whether the format may run code when read.
_WRITERS = {
    "cloudpickle.dump": (1, True),
    "dill.dump": (1, True),
    "dill.dump_session": (0, True),
    "joblib.dump": (1, True),
    "pickle.dump": (1, True),
    "torch.save": (1, True),
    "onnx.save": (1, False),
    "onnx.save_model": (1, False),
    "safetensors.flax.save_file": (1, False),
    "safetensors.numpy.save_file": (1, False),
    "safetensors.torch.save_file": (1, False),
    "safetensors.torch.save_model": (1, False),
    "skops.io.dump": (1, False),
    "shelve.open": (0, True),
    "pandas.to_pickle": (1, True),
}
_ARRAYS = frozenset({"numpy.save", "numpy.savez", "numpy.savez_compressed"})  # of objects, they are pickles
# Pickles as bytes: a model file once somebody writes them.
_TEXTS = frozenset({"cloudpickle.dumps", "dill.dumps", "pickle.dumps"})
_WRITES = frozenset({"write", "write_bytes"})
# What MLflow keeps as a pickle unless it is told otherwise.
_TRACKED = re.compile(r"mlflow\.(?:pmdarima|prophet|pyfunc|pytorch|sklearn|statsmodels)\.(?:log|save)_model")
_SAFE = frozenset({".cbm", ".json", ".onnx", ".safetensors", ".skops", ".txt", ".ubj", ".weights.h5"})
_SAVE_METHODS = frozenset({"save_model", "save", "to_pickle", "save_pretrained"})
_MODEL_SUFFIXES = frozenset({
    ".bin", ".cbm", ".dill", ".h5", ".hdf5", ".joblib", ".keras", ".model", ".onnx", ".p", ".pickle",
    ".pkl", ".pt", ".pth", ".safetensors", ".skops", ".ubj",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saved:
    """One model file that a call writes; ``name`` is None where it is not known without running the cell."""

    name: str | None
    unsafe: bool
    cell: int


def saved_models(program: Program) -> tuple[Saved, ...]:
    """Return the model files that a notebook writes."""
    made = {id(call.node): call for call in program.calls}
    texts = {name for call in program.calls if call.name in _TEXTS for name in call.targets}
    found = []
    for call in program.calls:
        saved = _saved(call)
        if saved is None and call.method in _WRITES and call.node.args:
            given = call.node.args[0]
            inner = made.get(id(given))
            if (inner is not None and inner.name in _TEXTS) or (isinstance(given, ast.Name) and given.id in texts):
                saved = Saved(None, unsafe=True, cell=call.cell.number)
        if saved is not None:
            found.append(saved)
    return tuple(found)


def _saved(call: Call) -> Saved | None:  # noqa: PLR0911 - one return a way of writing
    if call.name == "shelve.open" and call.text(1, "flag") == "r":
        return None
    if call.name in _ARRAYS and _holds_objects(call):
        return Saved(_name(call, 0), unsafe=True, cell=call.cell.number)
    if call.name in _WRITERS:
        place, unsafe = _WRITERS[call.name]
        return Saved(_name(call, place), unsafe, call.cell.number)
    if _TRACKED.fullmatch(call.name):
        safe = call.text(None, "serialization_format") == "skops"
        return None if safe else Saved(None, unsafe=True, cell=call.cell.number)
    if (
        call.method not in _SAVE_METHODS
        or "." not in call.name
        or call.name.startswith(("numpy.", "matplotlib.", "PIL."))
    ):
        return None
    name = call.text(0, "path", "filepath", "fname", "save_directory")
    if call.method == "to_pickle":
        return Saved(name, unsafe=True, cell=call.cell.number)
    if call.method == "save_pretrained":
        return Saved(name, call.constant("safe_serialization") is False, call.cell.number)
    suffix = "".join(Path(name).suffixes[-2:]).lower() if name else ""
    if not any(suffix.endswith(known) for known in _MODEL_SUFFIXES):
        return None
    return Saved(name, not any(suffix.endswith(safe) for safe in _SAFE), call.cell.number)


def _holds_objects(call: Call) -> bool:
    """Tell whether arrays of objects are made where they are saved: ``np.save(name, np.array([m], dtype=object))``."""
    made = [each for given in call.node.args[1:] for each in ast.walk(given) if isinstance(each, ast.keyword)]
    return any(each.arg == "dtype" and ast.unparse(each.value) in {"object", "np.object_", "'O'"} for each in made)


def _name(call: Call, place: int) -> str | None:
    """Return the file's name; ``open(name, "wb")`` in the place of a name counts as well."""
    known = call.text(place, "file", "filename", "f", "path")
    if known is not None:
        return known
    argument = call.argument(place, "file", "filename", "f", "path")
    if isinstance(argument, ast.Call) and argument.args and isinstance(argument.args[0], ast.Constant):
        value = argument.args[0].value
        return value if isinstance(value, str) else None
    return None
