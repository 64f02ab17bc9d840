"""Pickles, alone or in a row; joblib's raw arrays and PyTorch's format before 1.6 are pickles, too.

Sources: PEP 307, 3154 and 574; ``torch/serialization.py``, ``_legacy_load``.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import PurePosixPath

from jupyter_mlsec.artifacts.budget import CutError
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format, OtherFormatError
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.machine import Machine, MalformedError
from jupyter_mlsec.artifacts.opcodes import OPCODES
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import Blob

_TORCH_MAGIC = 0x1950A86A20F9469CFC6C
_TORCH_PICKLES = 5  # magic, protocol, system, object, keys; then raw numbers
_PICKLES = 1000
_NEWEST = 5
_PERSISTENT = frozenset({b"PK\x03\x04", b"PAR1"})  # of other formats; to a pickle an id that may go on for gigabytes
_PACKED = ("bz2", "gz", "lz4", "lzma", "xz", "z", "zip", "zst")
_WITHOUT_CODE = frozenset(
    {".arrow", ".feather", ".gguf", ".jpg", ".json", ".onnx", ".parquet", ".pmml", ".png", ".safetensors", ".tflite"}
)


def _begins(content: Content) -> Certainty:
    start = content.head[:9]
    if start[:4] in _PERSISTENT:
        return Certainty.NO
    if start[:1] != b"\x80" or len(start) < 2 or start[1] > _NEWEST:  # noqa: PLR2004 - the mark and the version
        return Certainty.GUESS
    if start[5:9] == b"\0\0\0{":
        return Certainty.GUESS  # a length of safetensors: no opcode is zero
    return Certainty.SURE if len(start) < 3 or start[2] in OPCODES else Certainty.GUESS  # noqa: PLR2004 - the same


def _read(content: Content) -> None:
    if content.head[:1] == b"\x80":
        tell_disguise(content)
    read_pickles(content, Judge(content.sights, content.budget))


def looker(content: Content) -> Callable[[bytes | Blob], None]:
    """Return what looks at bytes inside a content's pickles as at a file of their own."""

    def look(data: bytes | Blob) -> None:
        if isinstance(data, Blob):
            content.handed.append((data.start, data.start + data.length))
            content.part(data.start, data.length).look()
        else:
            content.inner(lambda: io.BytesIO(data), len(data)).look()

    return look


def tell_disguise(content: Content) -> None:
    """Say so where the name is that of a format without code."""
    for name in {content.name, content.visit.name}:
        suffix = PurePosixPath(name.lower()).suffix
        if suffix in _WITHOUT_CODE:
            content.sights.add("disguised-pickle", f"a pickle called {suffix}")


def read_pickles(content: Content, judge: Judge) -> None:
    """Follow all pickles of a content; what a pickle's loader would not read is told."""
    source, known = content.source(), frozenset(content.sights.found)
    marked = source.peek(1) == b"\x80"
    judge.look = looker(content)
    try:
        value = Machine(source, judge).run()
    except (MalformedError, CutError):
        if marked:
            raise
        content.sights.drop_guesses(known)  # a text could begin like a pickle without a protocol
        raise OtherFormatError("the file holds bytes that are no pickle") from None
    if value == _TORCH_MAGIC and type(value) is int:
        _old_torch(source, judge)
        return
    for _ in range(_PICKLES):
        if not source.peek(1):
            return
        try:
            Machine(source, judge).run()
        except (MalformedError, CutError):
            break
    content.sights.add("bytes-after-pickle", "bytes after the pickle")


def _old_torch(source: Source, judge: Judge) -> None:
    """Follow the other pickles; what comes after them is numbers, which PyTorch reads as such."""
    judge.torch = True
    for _ in range(_TORCH_PICKLES - 1):
        Machine(source, judge).run()
    if source.size is None:
        while source.some(1 << 18):
            source.budget.tick()


FORMAT = Format(
    name="a pickle",
    read=_read,
    begins=_begins,
    suffixes=frozenset(
        {".ckpt", ".dill", ".jbl", ".joblib", ".pck", ".pdopt", ".pdparams", ".pickle", ".pk", ".pkl", ".sav"}
    ),
    can_hide=True,
    names=frozenset(f"*.{kind}.{packed}" for kind in ("pkl", "pickle", "joblib") for packed in _PACKED),
)
