"""lz4 and zstd streams: read by the library for them where one is installed.

joblib writes lz4, which a reader of ours takes where no library is; zstd is part of the standard library from Python
3.14, and named only where none is.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from jupyter_mlsec.artifacts.compressed import Decompressor
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.formats.compressed_stream import read_stream
from jupyter_mlsec.errors import UnreadableError

_OWN = "jupyter_mlsec.artifacts.lz4_frame"
_KINDS = {  # how it begins: its name, and modules with their decompressors, the best first
    b"\x04\x22\x4d\x18": ("an lz4 stream", (("lz4.frame", "LZ4FrameDecompressor"), (_OWN, "Lz4Frame"))),
    b"\x28\xb5\x2f\xfd": (
        "a zstd stream",
        (("compression.zstd", "ZstdDecompressor"), ("backports.zstd", "ZstdDecompressor")),
    ),
}


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if content.head[:4] in _KINDS else Certainty.NO


def _read(content: Content) -> None:
    name, modules = _KINDS[content.head[:4]]
    for module, decompressor in modules:
        try:
            found: Any = getattr(importlib.import_module(module), decompressor)
        except ImportError:
            continue
        make: Callable[[], Decompressor] = found
        read_stream(content, make)
        return
    raise UnreadableError(f"{name} is not read without the library for it")


FORMAT = Format(name="a stream of lz4 or zstd", read=_read, begins=_begins, is_container=True)
