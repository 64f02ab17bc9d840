"""Models that the notebook writes in a format that runs code when it is read, or without a fingerprint.

A pickle is a program; whoever may write the file may run code wherever it is loaded. safetensors, skops and ONNX hold
data. What was written is looked at on disk: its digest, and whether a signature lies beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._files import file_fingerprint
from jupyter_mlsec.probes._fingerprint import short
from jupyter_mlsec.probes._observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._program import Call, Program, read_program

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
}
_SAFE = frozenset({".cbm", ".json", ".onnx", ".safetensors", ".skops", ".txt", ".ubj", ".weights.h5"})
_SAVE_METHODS = frozenset({"save_model", "save", "to_pickle", "save_pretrained"})
_MODEL_SUFFIXES = frozenset({
    ".bin", ".cbm", ".dill", ".h5", ".hdf5", ".joblib", ".keras", ".model", ".onnx", ".p", ".pickle",
    ".pkl", ".pt", ".pth", ".safetensors", ".skops", ".ubj",
})  # fmt: skip
_SIGNATURES = (".sig", ".sigstore.json", ".asc")


@dataclass(frozen=True, slots=True)
class Saved:
    """One model file that a call writes; ``name`` is None where it is not known without running the cell."""

    name: str | None
    unsafe: bool
    cell: int


def saved_models(program: Program) -> tuple[Saved, ...]:
    """Return the model files that a notebook writes."""
    return tuple(saved for call in program.calls if (saved := _saved(call)) is not None)


def _saved(call: Call) -> Saved | None:
    if call.name in _WRITERS:
        place, unsafe = _WRITERS[call.name]
        return Saved(_name(call, place), unsafe, call.cell.index)
    if (
        call.method not in _SAVE_METHODS
        or "." not in call.name
        or call.name.startswith(("numpy.", "matplotlib.", "PIL."))
    ):
        return None
    name = call.text(0, "path", "filepath", "fname", "save_directory")
    if call.method == "to_pickle":
        return Saved(name, unsafe=True, cell=call.cell.index)
    if call.method == "save_pretrained":
        return Saved(name, call.constant("safe_serialization") is False, call.cell.index)
    suffix = "".join(Path(name).suffixes[-2:]).lower() if name else ""
    if not any(suffix.endswith(known) for known in _MODEL_SUFFIXES):
        return None
    return Saved(name, not any(suffix.endswith(safe) for safe in _SAFE), call.cell.index)


def _name(call: Call, place: int) -> str | None:
    """Return the file's name; ``open(name, "wb")`` in the place of a name counts as well."""
    known = call.text(place, "file", "filename", "f", "path")
    if known is not None:
        return known
    import ast

    argument = call.argument(place, "file", "filename", "f", "path")
    if isinstance(argument, ast.Call) and argument.args and isinstance(argument.args[0], ast.Constant):
        value = argument.args[0].value
        return value if isinstance(value, str) else None
    return None


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    saved = saved_models(program)
    unsafe = [each for each in saved if each.unsafe]
    if unsafe:
        names = listed(sorted({each.name or f"a file of cell {each.cell}" for each in unsafe}))
        step = "Write safetensors, skops or ONNX; convert what exists: mlsec convert MODEL -o model.skops"
        return failed(f"{names} can run code when it is loaded.", next_step=step)
    if not program.python or program.broken:
        return not_evidence("not every cell could be read as Python", next_step="Repair the cell.")
    if not saved:
        return not_applicable("the notebook writes no model")
    return _on_disk([each.name for each in saved], subject.folder)


def _on_disk(names: list[str | None], folder: Path) -> Observation:
    if None in names:
        step = "Write the file's name as a constant, so that its digest can be taken."
        return not_evidence("it is not known which file a model is written to", next_step=step)
    details, unsigned = [], []
    for name in sorted({each for each in names if each}):
        try:
            digest = file_fingerprint(folder / name)
        except UnreadableError as error:
            return not_evidence(f"{error}", next_step="Run the notebook, so that its models are on disk.")
        signed = any((folder / f"{name}{suffix}").is_file() for suffix in _SIGNATURES)
        details.append(f"{name}: {short(digest)}{', signature beside it' if signed else ''}")
        if not signed:
            unsigned.append(name)
    if unsigned:
        step = "Export a signed run, which signs the models with it: mlsec run NOTEBOOK -o BUNDLE"
        return warned(f"{listed(unsigned)} is in a safe format, but not signed by itself.", *details, next_step=step)
    return passed(f"{count(len(details), 'model')} in a safe format, with digest and signature.", *details)


PROBE = Probe(name="saved-models", items=("TRN-07",), run=_run, docs=__doc__)
