"""The model files that a notebook writes, and whether their formats may run code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
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
_LOSES = frozenset({"cloudpickle.loads", "dill.loads", "len", "pickle.loads", "sys.getsizeof", "zlib.crc32"})
_WRITES = frozenset({"dump", "execute", "executemany", "put_object", "write", "write_bytes", "writelines", "writestr"})
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
        if saved is None and call.method in _WRITES:
            given = (*call.node.args, *call.node.keywords)
            pickled = any(_is_pickled(each, made, texts) for part in given for each in _handed_on(part, made))
            saved = Saved(None, unsafe=True, cell=call.cell.number) if pickled else None
        if saved is not None:
            found.append(saved)
    return tuple(found)


def _handed_on(node: ast.AST, made: dict[int, Call]) -> Iterator[ast.AST]:
    """Yield the parts of what is written, also where they are encoded; a digest or a length of them is none."""
    call = made.get(id(node))
    if call is not None and (call.name in _LOSES or call.name.startswith(("hashlib.", "hmac."))):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _handed_on(child, made)


def _is_pickled(node: ast.AST, made: dict[int, Call], texts: set[str]) -> bool:
    call = made.get(id(node))
    return (call is not None and call.name in _TEXTS) or (isinstance(node, ast.Name) and node.id in texts)


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
    """Tell whether objects are saved as an array: ``np.save(name, np.array([m], dtype=object))``, or a mapping."""
    given = [*call.node.args[1:], *(each.value for each in call.node.keywords)]
    if any(isinstance(each, ast.Dict | ast.Set) for each in given):
        return True
    made = [inner for each in given for inner in ast.walk(each) if isinstance(inner, ast.keyword)]
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
