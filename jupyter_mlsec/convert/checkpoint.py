"""PyTorch checkpoints, read without PyTorch: the archive since 1.6, and the five pickles before it."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from jupyter_mlsec.convert.stand_ins import ITEM, Storage, Tensor
from jupyter_mlsec.convert.tensors import tensor_bytes
from jupyter_mlsec.convert.unpickling import read_checkpoint
from jupyter_mlsec.errors import ConversionError

_MAGIC = 0x1950A86A20F9469CFC6C
_SLACK = 64 << 20  # bytes that tied weights may add beyond four times the file
_EXPECTED = "save the model again with model.state_dict(), and convert that"


@dataclass(slots=True)
class Checkpoint:
    """An open checkpoint: what its pickle says, and where each storage's numbers stand in the stream."""

    content: object
    stream: BinaryIO
    places: dict[str, tuple[int, int]]  # key -> offset, bytes
    packed: dict[str, bytes] = field(default_factory=dict)  # members that are compressed

    def numbers(self, tensor: Tensor) -> bytes:
        """Return a tensor's numbers in C order. Raises ``ConversionError`` where they are not in the file."""
        item = ITEM[tensor.dtype]
        data = self._storage(tensor.storage)
        size = tensor_bytes(tensor)
        if tensor.stride == _plain(tensor.shape):
            start = tensor.offset * item
            if start + size > len(data):
                raise ConversionError("a tensor is larger than its storage")
            return data[start : start + size]
        import numpy as np

        try:
            steps = tuple(step * item for step in tensor.stride)
            view = np.ndarray(tensor.shape, f"V{item}", data, tensor.offset * item, steps)
        except (ValueError, TypeError):
            raise ConversionError("a tensor is larger than its storage") from None
        return view.tobytes()

    def _storage(self, storage: Storage) -> bytes:
        if storage.key in self.packed:
            return self.packed[storage.key]
        if storage.key not in self.places:
            raise ConversionError("a tensor's numbers are not in the file")
        at, size = self.places[storage.key]
        self.stream.seek(at)
        return self.stream.read(size)


def _plain(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the strides of a tensor in C order."""
    strides, step = [], 1
    for size in reversed(shape):
        strides.append(step)
        step *= max(size, 1)
    return tuple(reversed(strides))


def open_checkpoint(stream: BinaryIO) -> Checkpoint:
    """Read what a checkpoint says. Raises ``ConversionError`` where it is none."""
    start = stream.read(4)
    stream.seek(0)
    try:
        return _archive(stream) if start == b"PK\x03\x04" else _old(stream)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, KeyError, OverflowError):
        raise ConversionError("the checkpoint is damaged") from None
    except RuntimeError:  # what zipfile says of an encrypted member
        raise ConversionError("the checkpoint is encrypted") from None


def _archive(stream: BinaryIO) -> Checkpoint:
    with zipfile.ZipFile(stream) as archive:
        members = {member.filename: member for member in archive.infolist()}
        roots = [name.removesuffix("data.pkl") for name in members if name.endswith("data.pkl")]
        if len(roots) != 1 or f"{roots[0]}constants.pkl" in members:
            raise ConversionError("this archive is no checkpoint: TorchScript holds code", help=_EXPECTED)
        root = roots[0]
        if members.get(f"{root}byteorder") is not None and archive.read(f"{root}byteorder") != b"little":
            raise ConversionError("the checkpoint was written on a machine with another byte order")
        content = read_checkpoint(io.BytesIO(archive.read(f"{root}data.pkl")))
        checkpoint = Checkpoint(content, stream, {})
        for name, member in members.items():
            if name.startswith(f"{root}data/"):
                key = name.removeprefix(f"{root}data/")
                if member.compress_type != zipfile.ZIP_STORED:
                    checkpoint.packed[key] = archive.read(name)
                    continue
                stream.seek(member.header_offset + 26)
                lengths = stream.read(4)
                skipped = 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
                checkpoint.places[key] = (member.header_offset + skipped, member.file_size)
    return checkpoint


def _old(stream: BinaryIO) -> Checkpoint:
    if read_checkpoint(stream) != _MAGIC:
        raise ConversionError("this file is no PyTorch checkpoint", help="scikit-learn models go to model.skops")
    read_checkpoint(stream)
    system = read_checkpoint(stream)
    if not (isinstance(system, dict) and system.get("little_endian") is True):
        raise ConversionError("the checkpoint was written on a machine with another byte order")
    content = read_checkpoint(stream)
    keys = read_checkpoint(stream)
    found = {storage.key: storage for storage in _storages(content)}
    places = {}
    for key in keys if isinstance(keys, list) else []:
        count = int.from_bytes(stream.read(8), "little", signed=True)
        if key not in found or not 0 <= count <= found[key].count:
            raise ConversionError("the checkpoint's storages do not agree with its tensors")
        size = count * ITEM.get(found[key].dtype.name, 1)
        places[key] = (stream.tell(), size)
        stream.seek(size, os.SEEK_CUR)
    return Checkpoint(content, stream, places)


def _storages(content: object) -> list[Storage]:
    """Return every storage that a tensor in nested containers uses."""
    waiting, found = [content], []
    while waiting:
        value = waiting.pop()
        if isinstance(value, Tensor):
            found.append(value.storage)
        elif isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
    return found


def state_dict(checkpoint: Checkpoint, key: str, size: int) -> dict[str, Tensor]:
    """Return the tensors by name; ``key`` names the entry that holds them. Raises ``ConversionError``."""
    content = checkpoint.content
    if key:
        if not isinstance(content, Mapping) or key not in content:
            raise ConversionError("the checkpoint has no such entry", help=_entries(content))
        content = content[key]
    if not isinstance(content, Mapping):
        raise ConversionError("the file does not hold a state dict", help=_EXPECTED)
    tensors = {name: value for name, value in content.items() if isinstance(name, str) and isinstance(value, Tensor)}
    if len(tensors) != len(content) or not tensors:
        raise ConversionError("the file holds more than named tensors, or none", help=_entries(content))
    if sum(map(tensor_bytes, tensors.values())) > 4 * size + _SLACK:
        raise ConversionError("the tensors would take far more room than the file")
    return tensors


def _entries(content: object) -> str:
    """Say which entries of a checkpoint are state dicts."""
    named = [
        name
        for name, value in (content.items() if isinstance(content, Mapping) else ())
        if isinstance(value, Mapping) and value and all(isinstance(one, Tensor) for one in value.values())
    ]
    plain = [name for name in named if isinstance(name, str) and name.isidentifier() and len(name) < 60]  # noqa: PLR2004 - a name, not a text
    return f"name the entry that holds the tensors: --key {' or --key '.join(plain)}" if plain else _EXPECTED
