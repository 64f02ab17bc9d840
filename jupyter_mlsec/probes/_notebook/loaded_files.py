"""The model and data files that a notebook loads, by the path that its code gives."""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.probes._notebook.program import Call, Program

_LOADERS = frozenset({
    "cloudpickle.load", "dill.load", "joblib.load", "keras.models.load_model", "keras.saving.load_model", "numpy.load",
    "onnx.load", "onnx.load_model", "onnxruntime.InferenceSession", "pandas.read_hdf", "pandas.read_pickle",
    "pickle.load", "safetensors.numpy.load_file", "safetensors.torch.load_file", "skops.io.load",
    "tensorflow.keras.models.load_model", "torch.jit.load", "torch.load",
})  # fmt: skip
_WORDS = ("file", "filename", "filepath", "filepath_or_buffer", "f", "path", "path_or_bytes", "path_or_buf", "fname")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def loaded_files(program: Program) -> tuple[str, ...] | None:
    """Return the paths that are loaded, without addresses; None where a load names none that is known."""
    calls = [call for call in program.calls if call.name in _LOADERS]
    found = [_path(call, program) for call in calls]
    if None in found:
        return None
    return tuple(path for path in found if path and not _ADDRESS.match(path))


def _path(call: Call, program: Program) -> str | None:
    known = call.text(0, *_WORDS)
    if known is not None:
        return known
    argument = call.argument(0, *_WORDS)
    if isinstance(argument, ast.Call):
        opened = next((each for each in program.calls if each.node is argument), None)
    elif isinstance(argument, ast.Name):
        opened = next((each for each in program.calls if argument.id in each.targets), None)
    else:
        opened = None
    return opened.text(0, "file", "filename") if opened is not None and opened.method == "open" else None
