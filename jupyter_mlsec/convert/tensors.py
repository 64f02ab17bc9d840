"""safetensors, written and read back without a library: a length, a JSON header, then the numbers.

Source: the format's description in the safetensors repository.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jupyter_mlsec.convert.stand_ins import ITEM, Tensor
from jupyter_mlsec.errors import ConversionError

Numbers = Callable[[Tensor], bytes]  # a tensor's bytes, little-endian, in C order


def tensor_bytes(tensor: Tensor) -> int:
    """Return how many bytes a tensor's numbers take."""
    return math.prod(tensor.shape) * ITEM[tensor.dtype]


def write_tensors(path: Path, tensors: Mapping[str, Tensor], numbers: Numbers) -> dict[str, str]:
    """Write the tensors, wide types first as the format asks for alignment, and return the digest of each."""
    order = sorted(tensors, key=lambda name: (-ITEM[tensors[name].dtype], name))
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    at = 0
    for name in order:
        end = at + tensor_bytes(tensors[name])
        shape = list(tensors[name].shape)
        header[name] = {"dtype": tensors[name].dtype, "shape": shape, "data_offsets": [at, end]}
        at = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    digests = {}
    with path.open("xb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        for name in order:
            data = numbers(tensors[name])
            digests[name] = hashlib.sha256(data).hexdigest()
            stream.write(data)
    return digests


def verify_tensors(path: Path, tensors: Mapping[str, Tensor], digests: Mapping[str, str]) -> None:
    """Read the file again and compare types, shapes and digests. Raises ``ConversionError`` for any difference."""
    with path.open("rb") as stream:
        header = json.loads(stream.read(int.from_bytes(stream.read(8), "little")))
        header.pop("__metadata__")
        start = stream.tell()
        for name, tensor in tensors.items():
            entry = header.pop(name)
            begin, end = entry["data_offsets"]
            stream.seek(start + begin)
            same = (entry["dtype"], tuple(entry["shape"])) == (tensor.dtype, tensor.shape)
            if not same or hashlib.sha256(stream.read(end - begin)).hexdigest() != digests[name]:
                raise ConversionError("the written file does not hold what was read", help="please report this bug")
    if header:
        raise ConversionError("the written file holds more than was read", help="please report this bug")
