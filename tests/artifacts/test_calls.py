"""Calls of vetted names whose arguments decide what they do: gadgets made of nothing but what libraries may call."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen, text
from tests.artifacts.made import EVIL as MADE_EVIL
from tests.artifacts.made import keras, layers, reaches, zipped

Look = Callable[[bytes], Seen]
CLEAN: Seen = (set(), ())
EVIL = b"\x80\x02czz\nrun\n)R."


def name(module: str, attribute: str) -> bytes:
    return text(module) + text(attribute) + b"\x93"


KERAS = text("keras.src.models.sequential") + text("Sequential") + b"\x93"
GETATTR, TYPE = name("builtins", "getattr"), name("builtins", "type")
COUNTER = name("collections", "Counter")
LOADER = name("torch.storage", "_load_from_bytes")
NESTED = b"C" + bytes([len(EVIL)]) + EVIL
DTYPE = name("numpy", "dtype") + text("V8") + b"\x89\x88\x87R"
OBJECT = name("numpy", "dtype") + text("O8") + b"\x89\x88\x87R"


def dtype_state(fields: bytes, size: int, flags: int) -> bytes:
    return (
        b"(K\x03" + text("|") + b"N" + text("a") + b"\x85" + fields + bytes((0x4B, size, 0x4B, 1, 0x4B, flags)) + b"tb"
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(GETATTR + name("zoneinfo", "ZoneInfo") + text("_unpickle") + b"\x86R.", id="a vetted method"),
        pytest.param(GETATTR + b"]" + text("append") + b"\x86R.", id="a method of a list"),
        pytest.param(TYPE + b"N\x85R.", id="the type of None"),
        pytest.param(name("dill._dill", "_load_type") + text("bytearray") + b"\x85R.", id="a type by dill's name"),
        pytest.param(
            name("copyreg", "_reconstructor") + COUNTER + name("builtins", "dict") + b"}\x87R.", id="instance"
        ),
        pytest.param(DTYPE + dtype_state(b"}" + text("a") + OBJECT + b"K\x00\x86s", 8, 1) + b".", id="objects told"),
    ],
)
def test_what_libraries_write_is_clean(look: Look, data: bytes) -> None:
    assert look(b"\x80\x04" + data) == CLEAN


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(
            GETATTR + COUNTER + text("__globals__") + b"\x86R.",
            ("dangerous-pickle-import", "import of collections.Counter.__globals__"),
            id="attribute",
        ),
        pytest.param(GETATTR + b"0N.", ("dangerous-pickle-import", "import of builtins.getattr"), id="getattr unused"),
        pytest.param(GETATTR + b"\x85.", ("dangerous-pickle-import", "import of builtins.getattr"), id="getattr kept"),
        pytest.param(
            TYPE + text("X") + b")}\x87R.", ("unvetted-pickle-import", "import of builtins.type"), id="a class is made"
        ),
        pytest.param(
            name("dill._dill", "_load_type") + text("FunctionType") + b"\x85R.",
            ("dangerous-pickle-import", "import of dill._dill._load_type"),
            id="the type of functions",
        ),
        pytest.param(
            name("collections", "defaultdict") + name("functools", "partial") + LOADER + NESTED + b"\x86R\x85R.",
            ("dangerous-pickle-import", "import of torch.storage._load_from_bytes"),
            id="a loader for later",
        ),
        pytest.param(
            name("numpy.random._pickle", "__generator_ctor") + NESTED + LOADER + b"\x86R.",
            ("dangerous-pickle-import", "import of torch.storage._load_from_bytes"),
            id="a loader as constructor",
        ),
        pytest.param(
            name("torch._tensor", "_rebuild_from_type_v2") + b"(" + LOADER + COUNTER + NESTED + b"\x85NtR.",
            ("unvetted-pickle-import", "import of zz.run"),
            id="a loader that is applied",
        ),
        pytest.param(name("numpy", "mean") + b")R.", ("opaque-pickle", "call of numpy.mean"), id="call of a value"),
        pytest.param(
            COUNTER + b")\x81}b}b.", ("opaque-pickle", "change of an object that was complete"), id="a second state"
        ),
        pytest.param(
            COUNTER + b")\x81N}" + text("__class__") + COUNTER + b"s\x86b.",
            ("tampered-pickle-import", "state that changes an object's class"),
            id="another class",
        ),
        pytest.param(
            DTYPE + dtype_state(b"}" + text("a") + OBJECT + b"K\x00\x86s", 8, 0) + b".",
            ("opaque-pickle", "state of an array's type that NumPy does not write"),
            id="objects not told",
        ),
        pytest.param(
            DTYPE + dtype_state(b"}" + text("a") + OBJECT + b"K\x64\x86s", 8, 1) + b".",
            ("opaque-pickle", "state of an array's type that NumPy does not write"),
            id="a field outside",
        ),
        pytest.param(
            name("numpy._core.multiarray", "scalar") + OBJECT + COUNTER + b"\x86R.",
            ("dangerous-pickle-import", "import of numpy._core.multiarray.scalar"),
            id="an import handed through",
        ),
    ],
)
def test_gadgets_of_vetted_names_are_told(look: Look, data: bytes, expected: tuple[str, str]) -> None:
    assert expected in look(b"\x80\x04" + data)[0]


HUGE = b"\x8a\x08" + b"\xff" * 6 + b"\x0f\x00"
ENDLESS = name("itertools", "count") + b")R"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(name("builtins", "bytearray") + HUGE + b"\x85R.", id="bytes that are not there"),
        pytest.param(name("builtins", "bytes") + b"K\x09\x85R.", id="a number of bytes"),
        pytest.param(name("builtins", "list") + name("builtins", "range") + HUGE + b"\x85R\x85R.", id="a range"),
        pytest.param(name("builtins", "set") + ENDLESS + b"\x85R.", id="an endless iterator"),
        pytest.param(name("collections", "deque") + ENDLESS + b"\x85R.", id="a deque of one"),
        pytest.param(name("builtins", "tuple") + name("itertools", "repeat") + b"K\x01\x85R\x85R.", id="one value"),
    ],
)
def test_calls_that_would_take_all_memory_are_told(look: Look, data: bytes) -> None:
    assert look(b"\x80\x04" + data) == ({("opaque-pickle", "call that would take all memory or time")}, ())


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(name("builtins", "bytearray") + b"C\x02ab\x85R.", id="bytes"),
        pytest.param(name("builtins", "set") + b"]K\x01a\x85R.", id="members"),
        pytest.param(name("collections", "deque") + b")K\x05\x86R.", id="a bounded deque"),
        pytest.param(ENDLESS + b".", id="a counter kept"),
        pytest.param(name("builtins", "range") + b"K\x00" + HUGE + b"K\x01\x87R.", id="a range kept"),
    ],
)
def test_containers_as_they_are_written_are_clean(look: Look, data: bytes) -> None:
    assert look(b"\x80\x04" + data) == CLEAN


def pickled_model(archive: bytes) -> bytes:
    """Return what Keras writes for a pickled model: an archive in a stream in memory."""
    stream = name("_io", "BytesIO") + b")\x81(B" + struct.pack("<I", len(archive)) + archive + b"K\0Ntb"
    return b"\x80\x04" + GETATTR + KERAS + text("_unpickle_model") + b"\x86R" + stream + b"\x85R."


def test_a_pickled_model_of_keras_is_looked_at(look: Look) -> None:
    dense = {"module": "keras.layers", "class_name": "Dense", "config": {"units": 1}}
    code = {"module": "keras.layers", "class_name": "Lambda", "config": {"function": {"class_name": "__lambda__"}}}
    code["config"]["function"]["config"] = {"code": "4wEAAAA="}  # type: ignore[index]
    assert look(pickled_model(keras(layers(dense)))) == CLEAN
    assert {rule for rule, _ in look(pickled_model(keras(layers(code))))[0]} == {"keras-lambda-code"}
    assert reaches("m.pkl") in look(pickled_model(zipped({"m.pkl": MADE_EVIL})))[0]
    called = b"\x80\x04" + GETATTR + KERAS + text("_unpickle_model") + b"\x86RN\x85R."
    assert {rule for rule, _ in look(called)[0]} & {"unvetted-pickle-import", "dangerous-pickle-import"}
