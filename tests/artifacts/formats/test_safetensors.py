"""safetensors: header and content are compared; each lie is told."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, tensors, zipped

Look = Callable[[bytes], Seen]


def test_lengths_that_look_like_json(look: Look) -> None:
    for length in (0x7B, 0x5B, 0x227B, 0x7B5B):
        header = b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}'.ljust(length)
        assert look(struct.pack("<Q", length) + header + b"x") == (set(), ())


def one(shape: list[int], start: int, end: int, dtype: str = "U8") -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


def test_what_is_written_is_clean(look: Look) -> None:
    header = {
        "__metadata__": {"format": "pt"},
        "a": one([2, 2], 0, 8, "F16"),
        "b": one([0], 8, 8),
        "c": one([3], 8, 11),
    }
    assert look(tensors(header, bytes(11))) == (set(), ())
    assert look(tensors(b"{}  ")) == (set(), ())
    assert look(zipped({"m.safetensors": tensors(header, bytes(11))})) == (set(), ())


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (tensors({"a": one([4], 0, 4)}, bytes(4), 1 << 40), "a header that is longer than the file"),
        (tensors({"a": one([4], 0, 4)}, bytes(4), (1 << 64) - 1), "a header that is longer than the file"),
        (tensors({"a": one([4], 0, 4), "b": one([4], 2, 6)}, bytes(6)), "a tensor over another"),
        (tensors({"a": one([4], 4, 8)}, bytes(8)), "a gap between tensors"),
        (tensors({"a": one([4], 0, 4)}, bytes(4) + EVIL), "something after the tensors"),
        (tensors({"a": one([4], 0, 4, "F64")}, bytes(4)), "a size that is not the shape's"),
        (tensors({"a": one([-4], 0, 4)}, b""), "a place that does not exist"),
        (tensors({"a": one([4], 4, 0)}, b""), "a place that does not exist"),
        (
            tensors({"__metadata__": {"a": {"b": 1}}, "a": one([4], 0, 4)}, bytes(4)),
            "a piece of metadata that is no text",
        ),
        (
            tensors(
                b'{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
                b"x",
            ),
            "a name that stands twice",
        ),
        (
            tensors(b'{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}', b"x"),
            "a name that stands twice",
        ),
    ],
)
def test_lies(look: Look, data: bytes, what: str) -> None:
    assert look(data)[0] == {("false-model-header", what)}


def test_what_is_cut_or_unknown_is_not_checked(look: Look) -> None:
    whole = tensors({"a": one([4], 0, 4)}, bytes(4))
    for length in range(1, len(whole)):
        found, problems = look(whole[:length])
        assert problems
        assert found <= {("false-model-header", "a header that is longer than the file")}
    assert look(tensors({"a": one([4], 0, 4, "Q7")}, bytes(4)))[1] == (
        "the header names a type that this version does not know",
    )
