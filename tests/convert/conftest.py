"""PyTorch checkpoints put together opcode by opcode: the layout that ``torch.save`` writes, without torch."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass

import numpy as np


def text(value: str) -> bytes:
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def numbers(values: tuple[int, ...]) -> bytes:
    return b"(" + b"".join(map(number, values)) + b"t"


@dataclass(frozen=True)
class Piece:
    """A tensor as the pickle has it; ``count`` numbers are in its storage."""

    key: str
    shape: tuple[int, ...]
    stride: tuple[int, ...]
    offset: int = 0
    kind: str = "FloatStorage"
    count: int = 0


def tensor(piece: Piece, *, old: bool = False) -> bytes:
    view = b"N" if old else b""
    storage = (
        b"(" + text("storage") + b"ctorch\n" + piece.kind.encode() + b"\n" + text(piece.key) + text("cpu")
        + number(piece.count) + view + b"tQ"
    )  # fmt: skip
    arguments = b"(" + storage + number(piece.offset) + numbers(piece.shape) + numbers(piece.stride) + b"\x89"
    return b"ctorch._utils\n_rebuild_tensor_v2\n" + arguments + b"ccollections\nOrderedDict\n)RtR"


def mapping(entries: dict[str, bytes]) -> bytes:
    return b"}(" + b"".join(text(name) + value for name, value in entries.items()) + b"u"


def pickled(value: bytes) -> bytes:
    return b"\x80\x02" + value + b"."


def archive(value: bytes, storages: dict[str, bytes], *, method: int = zipfile.ZIP_STORED, **more: bytes) -> bytes:
    out = io.BytesIO()
    if "constants" in more:
        more["constants.pkl"] = more.pop("constants")
    members = {"data.pkl": pickled(value), "byteorder": b"little", **{f"data/{key}": d for key, d in storages.items()}}
    with zipfile.ZipFile(out, "w") as zipped:
        for name, data in {**members, **more, "version": b"3\n"}.items():
            zipped.writestr(zipfile.ZipInfo(f"m/{name}", (1980, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def old(value: bytes, storages: dict[str, tuple[int, bytes]]) -> bytes:
    magic = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
    system = mapping({"little_endian": b"\x88", "protocol_version": number(1001)})
    keys = b"](" + b"".join(map(text, storages)) + b"e"
    numbers = b"".join(struct.pack("<q", count) + data for count, data in storages.values())
    return magic + pickled(number(1001)) + pickled(system) + pickled(value) + pickled(keys) + numbers


def floats(count: int) -> bytes:
    return np.arange(count, dtype="<f4").tobytes()
