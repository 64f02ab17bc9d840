"""Hostile graphs, headers and documents: operations, external data, safetensors, XML, R's objects, table metadata."""

from __future__ import annotations

import base64
import gzip
import json
import struct
from collections.abc import Iterator

from benchmarks._artifact_containers import EVIL, torch_zip, zipped
from benchmarks._artifact_formats import onnx, saved_model
from benchmarks._artifact_pickles import Sample

_OPERATIONS = """
    PyFunc EagerPyFunc PyFuncStateless ReadFile WriteFile MatchingFiles WholeFileReaderV2 TFRecordDataset
    TextLineDataset FixedLengthRecordDatasetV2 SaveDataset LoadDataset ImmutableConst SqlDataset LMDBDataset CSVDataset
    RpcCall LoadAndRemapMatrix GenerateVocabRemapping SnapshotDataset CreateSummaryFileWriter DebugIdentityV2
    XlaCustomCall CollectiveReduceV2 IO>LmdbReadableRead Acme>Run
"""
_PATHS = (
    "../x", "/etc/passwd", "..\\x", "C:\\x", "~/x", "file:///etc/passwd", "https://x.example/w", "a/../../b",
    "\\\\host\\share", "./../x", "x\0y", "//host/x",
)  # fmt: skip
_NODES = (
    ("ai.onnx.contrib", "PyOp"), ("com.acme", "X"), ("ai.onnx", "PyOp"), ("", "PythonOp"),
    ("org.pytorch.aten", "ATen"), ("com.microsoft.extensions", "RunShell"), ("ai.onnx.ml.evil", "Z"),
)  # fmt: skip
_TENSOR = '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}'
_HEADERS = (  # header, bytes of tensors
    ('{"__metadata__":{"a":["x"]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 1),
    ('{"__metadata__":{"a":1}}', 0), (_TENSOR + " " * 70, 5), (_TENSOR.replace("[1]", "[-1]"), 1),
    (_TENSOR.replace("[0,1]", "[1,0]"), 1), (_TENSOR.replace("[1]", "[1.0]"), 1),
    ('{"__metadata__":{},"__metadata__":{"x":"y"}}', 0),
)  # fmt: skip
_XML = (
    '<!DOCTYPE PMML><PMML version="4.4"/>',
    '<!DOCTYPE P [<!ENTITY x SYSTEM "http://a/">]><PMML version="4.4">&x;</PMML>',
    '<!DOCTYPE P [<!ENTITY % x SYSTEM "http://a/">%x;]><PMML version="4.4"/>',
    '<PMML version="4.4"><x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd"/></PMML>',
    '<?xml version="1.0"?><?xml-stylesheet href="http://x/s.xsl" type="text/xsl"?><PMML version="4.4"/>',
    '<!-- a --><!DOCTYPE P SYSTEM "x"><PMML version="4.4"/>',
)
_NAME, _NIL = struct.pack(">3I", 1, 0x00040009, 1) + b"x", struct.pack(">I", 254)
_R_OBJECTS = {
    "promise": (struct.pack(">I", 5), _NAME, _NIL),
    "closure": (struct.pack(">I", 3), _NIL, _NIL, _NIL),
    "list": (struct.pack(">II", 19, 1), struct.pack(">I", 5), _NAME, _NIL),
    "compiled": (struct.pack(">I", 21), _NIL),
    "call": (struct.pack(">I", 0x402), _NAME, struct.pack(">I", 5), _NAME, _NIL, _NIL),
}


def _tensors(header: str, size: int) -> bytes:
    return struct.pack("<Q", len(header)) + header.encode() + bytes(size)


def graph_files() -> Iterator[Sample]:
    """Yield all of the above."""
    for operation in _OPERATIONS.split():
        yield "graph", f"{operation.replace('>', '-')}.pb", saved_model(operation)
    for index, path in enumerate(_PATHS):
        yield "onnx", f"path-{index}.onnx", onnx(location=path)
    for index, (domain, kind) in enumerate(_NODES):
        yield "onnx", f"node-{index}.onnx", onnx(domain=domain, kind=kind)
    for index, (header, size) in enumerate(_HEADERS):
        yield "safetensors", f"header-{index}.safetensors", _tensors(header, size)
    yield "safetensors", "before-pickle.safetensors", _tensors(_TENSOR, 1) + EVIL
    yield "safetensors", "before-zip.safetensors", _tensors(_TENSOR, 1) + torch_zip(EVIL)
    for index, text in enumerate(_XML):
        yield "pmml", f"{index}.pmml", text.encode()
        yield "pmml", f"{index}-wide.pmml", ("\ufeff" + text).encode("utf-16-le")
        yield "pmml", f"{index}-packed.pmml", gzip.compress(text.encode(), mtime=0)
        yield "pmml", f"{index}-in.zip", zipped(("m.pmml", text.encode()))
    for name, parts in _R_OBJECTS.items():
        data = b"X\n\0\0\0\3\0\4\2\1\0\3\5\0\0\0\0\5UTF-8" + b"".join(parts)
        yield "r", f"{name}.rds", gzip.compress(data, mtime=0)
        yield "r", f"{name}-plain.rds", data
        yield "r", f"{name}.RData", gzip.compress(b"RDX3\n" + data, mtime=0)
    schema = b"\x10\0\0\0arrow.py_extension_type\0" + EVIL
    body = b"\x15\x04ARROW:schema\x18" + base64.b64encode(schema)
    yield "tabular", "extension.parquet", b"PAR1" + body + struct.pack("<I", len(body)) + b"PAR1"
    frame = (b"arrow.py_extension_type\0\0" + EVIL).ljust(120, b"\0") + b"x" * 8 + struct.pack("<I", 8)
    yield "tabular", "extension.arrow", b"ARROW1\0\0\xff\xff\xff\xff" + struct.pack("<I", 120) + frame + b"ARROW1"
    yield "json", "deep.zip", zipped(("config.json", json.dumps({"a": [{"_target_": "os.system"}]}).encode()))
