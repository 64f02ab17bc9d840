"""Changed, cut and joined files of every format: no error of ours, and what is cut before its end is never clean."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_mlsec.artifacts.scan import Looked, scan_stream
from tests.artifacts.hdf5_bytes import HdfBytes
from tests.artifacts.made import EVIL, HARMLESS, entry, keras, layers, proto, seven_zip, tarred, tensors, zipped


def hdf5() -> bytes:
    file = HdfBytes()
    data = file.objects(HARMLESS, EVIL, filters="shuffle deflate")
    inner = file.object(
        file.fixed("title", b"text"), file.variable("model_config", b'{"class_name": "X", "config": 1}')
    )
    return file.whole(file.object(file.group(table=data, model=inner)))


NODE = proto((1, "x"), (4, "Relu"), (7, ""))
SEEDS = {
    "zip": zipped({"a/data.pkl": EVIL, "a/data/0": bytes(9), "x.json": b'{"a": [1]}', "y.yaml": b"a: [b]\n"}),
    "tar": tarred([("a/m.pkl", EVIL), entry("a/l", tarfile.SYMTYPE, "m.pkl"), ("d/" * 60, b"")], tarfile.PAX_FORMAT),
    "tar.gz": gzip.compress(tarred([("m.pkl", EVIL)])),
    "7z": seven_zip(b"\1\0", EVIL + b"text", {"m.pkl": EVIL, "a.txt": b"text"}),
    "hdf5": hdf5(),
    "keras": keras(layers({"module": "keras.layers", "class_name": "Dense", "config": {"units": 1}})),
    "onnx": proto((1, 8), (7, proto((1, NODE), (5, proto((8, "w"), (9, bytes(50)))))), (8, proto((2, 17)))),
    "saved model": proto((1, 1), (2, proto((1, proto((4, "s"))), (2, proto((1, proto((1, "n"), (2, "ReadFile")))))))),
    "gguf": b"GGUF" + struct.pack("<IQQQ", 3, 1, 1, 1) + b"a" + struct.pack("<IQ", 8, 1) + b"b" + struct.pack("<Q", 1)
    + b"t" + struct.pack("<IQIQ", 1, 8, 0, 0) + bytes(32),
    "safetensors": tensors({"a": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]}}, bytes(4)),
    "parquet": b"PAR1" + bytes(9) + b"\x15arrow.py_extension_type" + EVIL + struct.pack("<I", 24 + len(EVIL)) + b"PAR1",
    "pmml": b'<?xml version="1.0"?><!-- x --><!DOCTYPE PMML><PMML><Header/></PMML>',
    "r": gzip.compress(b"X\n" + struct.pack(">iiii", 3, 1, 1, 0) + struct.pack(">IiII", 19, 2, 254, 5) + bytes(9)),
    "tflite": struct.pack("<I4sHHHHiIII", 16, b"TFL3", 8, 12, 4, 8, 8, 3, 4, 0),
    "json": json.dumps({"chat_template": "{{ a }}", "auto_map": {"a": "b"}, "_target_": "a.B"}).encode(),
}  # fmt: skip


def looked_at(data: bytes) -> Looked:
    looked = scan_stream(io.BytesIO(data), "x")
    assert not any("report this bug" in problem for problem in looked.problems)
    return looked


@pytest.mark.parametrize("name", SEEDS)
def test_a_cut_file_of_any_format_is_no_error(name: str) -> None:
    data = SEEDS[name]
    assert looked_at(data).problems == () or name in {"tflite", "r"}
    for length in range(0, len(data), max(1, len(data) // 120)):
        looked_at(data[:length])


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(sorted(SEEDS)),
    st.lists(
        st.tuples(
            st.integers(0, 1 << 16),
            st.sampled_from(
                [b"", b"\0", b"\x7f", b"\xff" * 4, b"\xff" * 8, bytes(8), b"/", b"..", struct.pack("<Q", 1 << 62)]
            ),
            st.integers(0, 9),
        ),
        min_size=1,
        max_size=6,
    ),
)
def test_no_change_of_any_format_is_an_error(name: str, changes: list[tuple[int, bytes, int]]) -> None:
    data = bytearray(SEEDS[name])
    for place, new, dropped in changes:
        at = place % (len(data) + 1)
        data[at : at + dropped] = new
    looked_at(bytes(data))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.sampled_from(sorted(SEEDS)), st.integers(0, 1 << 16))
def test_no_two_files_in_one_are_an_error(first: str, second: str, cut: int) -> None:
    looked_at(SEEDS[first][: cut % (len(SEEDS[first]) + 1)] + SEEDS[second])
    looked_at(SEEDS[first] + SEEDS[second])
