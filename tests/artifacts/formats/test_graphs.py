"""Saved graphs: ONNX, TensorFlow, TensorFlow Lite, Core ML."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import layers, proto

Look = Callable[[bytes], Seen]


def onnx(*graph: tuple[int, bytes], functions: tuple[bytes, ...] = ()) -> bytes:
    opset = proto((1, ""), (2, 17))
    return proto((1, 8), (2, "made"), (7, proto(*graph)), (8, opset), *((25, one) for one in functions))


def onnx_node(kind: str, domain: str = "", *attributes: bytes) -> tuple[int, bytes]:
    return 1, proto((1, "x"), (2, "y"), (4, kind), *((5, one) for one in attributes), (7, domain))


def external(path: str) -> tuple[int, bytes]:
    return 5, proto((1, 2), (2, 1), (8, "w"), (13, proto((1, "location"), (2, path))), (14, 1))


def test_standard_operations_are_clean(look: Look) -> None:
    weights = (5, proto((1, 2), (2, 1), (9, bytes(100))))
    nodes = [onnx_node("Relu"), onnx_node("LinearClassifier", "ai.onnx.ml"), onnx_node("FusedMatMul", "com.microsoft")]
    assert look(onnx(*nodes, weights, external("weights/w.bin"))) == (set(), ())
    own = proto((1, "F"), (7, onnx_node("Relu")[1]), (10, "own"))
    assert look(onnx(onnx_node("F", "own"), functions=(own,))) == (set(), ())


@pytest.mark.parametrize("path", ["../w", "/etc/passwd", "a/../../w", "C:\\w", "..\\w", "file:///etc/passwd", "~/w"])
def test_external_data_outside_of_the_folder(look: Look, path: str) -> None:
    told = {("escaping-data-reference", "external data outside of the model's folder")}
    assert look(onnx(onnx_node("Relu"), external(path))) == (told, ())
    inner = proto((1, "then_branch"), (6, proto(external(path))))
    assert look(onnx(onnx_node("If", "", inner))) == (told, ())
    constant = proto((1, "value"), (5, external(path)[1]))
    assert look(onnx(onnx_node("Constant", "", constant))) == (told, ())


def test_operations_of_other_libraries(look: Look) -> None:
    told = {("custom-graph-operation", "operation my.own.Evil")}
    assert look(onnx(onnx_node("Evil", "my.own"))) == (told, ())
    inner = proto((1, "body"), (6, proto(onnx_node("Evil", "my.own"))))
    assert look(onnx(onnx_node("Loop", "", inner))) == (told, ())
    function = proto((1, "F"), (7, onnx_node("Evil", "my.own")[1]), (10, "own"))
    assert look(onnx(onnx_node("F", "own"), functions=(function,))) == (told, ())
    assert look(onnx(onnx_node("PyOp", "ai.onnx.contrib")))[0] == {
        ("graph-file-operation", "operation ai.onnx.contrib.PyOp")
    }


def test_a_cut_model_is_not_checked(look: Look) -> None:
    data = onnx(onnx_node("Relu"), external("w"))
    whole = data.index(proto((8, proto((1, ""), (2, 17)))))  # behind its graph, nothing is missed
    for length in range(1, whole):
        assert look(data[:length])[1] != ()


def tf_node(operation: str, attribute: bytes = b"") -> bytes:
    extra = ((5, proto((1, "output_stream"), (2, proto((2, attribute))))),) if attribute else ()
    return proto((1, "n"), (2, operation), *extra)


def saved_model(*nodes: bytes, functions: tuple[bytes, ...] = (), note: str = "", asset: str = "") -> bytes:
    library = proto(*((1, proto((1, proto((1, "f"))), *((3, one) for one in functions))),) if functions else ())
    meta = [(1, proto((4, "serve"))), (2, proto(*((1, node) for node in nodes), (2, library), (4, proto((1, 1)))))]
    if asset:
        meta.append((6, proto((1, proto((1, "t"))), (2, asset))))
    meta.append((7, proto((1, proto((4, proto((1, "layer"), (3, note))))))))
    return proto((1, 1), (2, proto(*meta)))


@pytest.mark.parametrize(
    "operation", ["ReadFile", "WriteFile", "PyFunc", "EagerPyFunc", "MatchingFiles", "ImmutableConst"]
)
def test_operations_that_reach_files(look: Look, operation: str) -> None:
    told = {("graph-file-operation", f"operation {operation}")}
    assert look(saved_model(tf_node("MatMul"), tf_node(operation))) == (told, ())
    assert look(saved_model(functions=(tf_node(operation),))) == (told, ())
    frozen = proto((1, tf_node("Const")), (1, tf_node(operation)), (4, proto((1, 1))))
    assert look(frozen) == (told, ())


def test_saved_models_without_them_are_clean(look: Look) -> None:
    nodes = [
        tf_node(name)
        for name in ("VarHandleOp", "SaveV2", "RestoreV2", "MergeV2Checkpoints", "StatefulPartitionedCall")
    ]
    assert look(saved_model(*nodes, tf_node("PrintV2", b"stderr"), note='{"class_name": "Dense", "config": {}}')) == (
        set(),
        (),
    )
    fingerprint = proto((1, 1 << 60), (2, 5), (3, 6), (4, 7), (5, 8), (6, "uuid"), (7, proto((1, 1))))
    assert look(fingerprint) == (set(), ())


def test_what_stands_beside_the_graph(look: Look) -> None:
    assert look(saved_model(tf_node("PrintV2", b"file:///tmp/x")))[0] == {("graph-file-operation", "operation PrintV2")}
    assert look(saved_model(tf_node("Const"), asset="../../x"))[0] == {
        ("escaping-data-reference", "an asset outside of the model's folder")
    }
    note = json.dumps(layers({"class_name": "Lambda", "config": {"function": ["4wAA", None, None]}}))
    assert look(saved_model(tf_node("Const"), note=note))[0] == {("keras-lambda-code", "Lambda with code")}
    beside = proto((1, proto((1, 1), (2, "root"), (3, "_tf_keras_layer"), (4, note))))
    assert look(beside)[0] == {("keras-lambda-code", "Lambda with code")}


def tflite(*names: str) -> bytes:
    """Return a FlatBuffer with a table of operation codes; an empty name stands for a built-in operation."""
    out = bytearray(struct.pack("<I4s", 16, b"TFL3") + bytes(8))
    out[8:16] = struct.pack("<HHHH", 8, 12, 4, 8)  # the layout: its size, the table's, two fields
    out += struct.pack("<iII", 8, 3, 4) + struct.pack("<I", len(names))  # the table; then the vector
    places = len(out)
    out += bytes(4 * len(names))
    for number, name in enumerate(names):
        layout = len(out)
        out += struct.pack("<HHHH", 8, 12, 4, 8 if name else 0)
        struct.pack_into("<I", out, places + 4 * number, len(out) - places - 4 * number)
        out += struct.pack("<iII", len(out) - layout, 32, 4) + struct.pack("<I", len(name)) + name.encode() + bytes(4)
    return bytes(out)


def test_operations_of_tensorflow_lite(look: Look) -> None:
    assert look(tflite("", "TFLite_Detection_PostProcess", "FlexMatMul")) == (set(), ())
    assert look(tflite("", "FlexWriteFile")) == ({("graph-file-operation", "operation WriteFile")}, ())
    assert look(tflite("MyOperation", "")) == ({("custom-graph-operation", "operation MyOperation")}, ())
    assert look(tflite("MyOperation")[:40])[1] == ("the file ends too early",)


def test_core_ml(look: Look) -> None:
    description = (2, proto((1, "x")))
    assert look(proto((1, 4), description, (300, proto((1, 1))))) == (set(), ())
    layer = proto((1, "l"), (500, proto((10, "MyLayer"))))
    assert look(proto((1, 4), description, (500, proto((1, layer))))) == (
        {("custom-graph-operation", "layer of the class MyLayer")},
        (),
    )
    assert look(proto((1, 4), description, (555, proto((10, "MyModel"))))) == (
        {("custom-graph-operation", "model of the class MyModel")},
        (),
    )
