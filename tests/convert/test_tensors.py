"""safetensors are written so that the scanner reads them, and so that a changed byte is seen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jupyter_mlsec.convert.stand_ins import DType, Storage, Tensor
from jupyter_mlsec.convert.tensors import verify_tensors, write_tensors
from jupyter_mlsec.errors import ConversionError
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.scan.artifact import scan_artifact

STORAGE = Storage("0", DType("F32"), 4)
TENSORS = {
    "flags": Tensor(STORAGE, "BOOL", 0, (3,), (1,)),
    "weights": Tensor(STORAGE, "F64", 0, (2,), (1,)),
    "bias": Tensor(STORAGE, "F32", 0, (), ()),
}
NUMBERS = {"BOOL": b"\1\0\1", "F64": b"abcdefghijklmnop", "F32": b"1234"}


def test_wide_types_come_first_and_the_header_is_aligned(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    digests = write_tensors(path, TENSORS, lambda tensor: NUMBERS[tensor.dtype])
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    assert length % 8 == 0
    assert json.loads(data[8 : 8 + length]) == {
        "__metadata__": {"format": "pt"},
        "weights": {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]},
        "bias": {"dtype": "F32", "shape": [], "data_offsets": [16, 20]},
        "flags": {"dtype": "BOOL", "shape": [3], "data_offsets": [20, 23]},
    }
    assert data[8 + length :] == b"abcdefghijklmnop1234\1\0\1"
    verify_tensors(path, TENSORS, digests)
    report = scan_artifact(path)
    assert (report.outcome, report.findings) == (Outcome.CHECKED, ())


def test_a_changed_byte_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    digests = write_tensors(path, TENSORS, lambda tensor: NUMBERS[tensor.dtype])
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"\0")
    with pytest.raises(ConversionError, match="does not hold what was read"):
        verify_tensors(path, TENSORS, digests)
    path.write_bytes(data)
    with pytest.raises(ConversionError, match="holds more than was read"):
        verify_tensors(path, {"bias": TENSORS["bias"]}, digests)
