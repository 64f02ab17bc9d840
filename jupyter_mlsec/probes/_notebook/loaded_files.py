"""The model and data files that a notebook loads, by the path that its code gives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.program import Call, Program

_LOADERS = frozenset({
    "cloudpickle.load", "dill.load", "joblib.load", "keras.models.load_model", "keras.saving.load_model", "numpy.load",
    "onnx.load", "onnx.load_model", "onnxruntime.InferenceSession", "pandas.read_hdf", "pandas.read_pickle",
    "pickle.load", "safetensors.numpy.load_file", "safetensors.torch.load_file", "skops.io.load",
    "tensorflow.keras.models.load_model", "torch.jit.load", "torch.load",
})  # fmt: skip
_WORDS = ("file", "filename", "filepath", "filepath_or_buffer", "f", "path", "path_or_bytes", "path_or_buf", "fname")
_MODEL_WORDS = (
    *_WORDS,
    "model_file",
    "model_path",
    "checkpoint",
    "weights",
    "ckpt_path",
    "pretrained_model_name_or_path",
)
_OF_FOLDERS = frozenset(
    {"from_pretrained", "load", "load_model", "SentenceTransformer", "CrossEncoder", "load_from_disk", "LLM"}
)
_LONGEST = 300  # characters of a path
_MOST = 100  # files of one folder
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def loaded_files(program: Program) -> tuple[str, ...] | None:
    """Return the paths that are loaded, without addresses; None where a load names none that is known."""
    calls = [call for call in program.calls if call.name in _LOADERS]
    found = [_path(call, program) for call in calls]
    if None in found:
        return None
    return tuple(path for path in found if path and not _ADDRESS.match(path))


def model_files(program: Program, folder: Path) -> list[str]:
    """Return the model files that a notebook's calls name and that lie in its folder, also inside folders of models."""
    found: dict[str, None] = {}
    for call in program.calls:
        for text in (*call.texts(0), *(text for keyword in _MODEL_WORDS for text in call.texts(None, keyword))):
            found.update(dict.fromkeys(_lying(text, folder, whole=call.method in _OF_FOLDERS)))
    return sorted(found)


def _lying(text: str, folder: Path, *, whole: bool) -> Iterator[str]:
    """Yield a path where a model's file lies, or the files in it where it is a folder that is loaded as one model."""
    if not text or len(text) > _LONGEST or _ADDRESS.match(text) or "\n" in text or "\0" in text:
        return
    suffixes = words("models", "suffixes")
    if Path(text).suffix.lower() in suffixes and (folder / text).is_file():
        yield text
    elif whole and (folder / text).is_dir():
        entries = sorted((folder / text).iterdir())[:_MOST]
        yield from (f"{text}/{entry.name}" for entry in entries if entry.suffix.lower() in suffixes)


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
