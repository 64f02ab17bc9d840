"""Checkpoints are read without PyTorch: tensors as they are, and a word for whatever is no state dict."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_mlsec.convert.checkpoint import open_checkpoint, state_dict
from jupyter_mlsec.errors import ConversionError
from tests.convert.conftest import Piece, archive, floats, mapping, number, old, pickled, tensor, text

WHOLE = Piece("0", (3, 4), (4, 1), count=12)
TURNED = Piece("0", (4, 3), (1, 4), count=12)
PART = Piece("0", (2, 2), (4, 1), offset=5, count=12)
HALVES = Piece("1", (2,), (1,), kind="BFloat16Storage", count=2)
EMPTY = Piece("1", (0, 3), (3, 1), kind="BFloat16Storage", count=2)
ONE = Piece("0", (), (), offset=7, count=12)
PIECES = {"whole": WHOLE, "turned": TURNED, "part": PART, "halves": HALVES, "empty": EMPTY, "one": ONE}
GRID = np.arange(12, dtype="<f4").reshape(3, 4)
NUMBERS = {
    "whole": GRID.tobytes(),
    "turned": GRID.T.tobytes(),
    "part": GRID[1:, 1:3].tobytes(),
    "halves": b"\x80\x3f\x00\x40",
    "empty": b"",
    "one": GRID[1, 3].tobytes(),
}
STORAGES = {"0": floats(12), "1": b"\x80\x3f\x00\x40"}


def read(data: bytes, key: str = "") -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    checkpoint = open_checkpoint(io.BytesIO(data))
    tensors = state_dict(checkpoint, key, len(data))
    return {name: (one.dtype, one.shape, checkpoint.numbers(one)) for name, one in tensors.items()}


EXPECTED = {name: ("BF16" if piece.key == "1" else "F32", piece.shape, NUMBERS[name]) for name, piece in PIECES.items()}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_gives_its_tensors_in_c_order(method: int) -> None:
    value = mapping({name: tensor(piece) for name, piece in PIECES.items()})
    assert read(archive(value, STORAGES, method=method)) == EXPECTED


def test_the_old_format_gives_the_same() -> None:
    value = mapping({name: tensor(piece, old=True) for name, piece in PIECES.items()})
    assert read(old(value, {"0": (12, STORAGES["0"]), "1": (2, STORAGES["1"])})) == EXPECTED


def test_an_ordered_dictionary_with_its_metadata_is_a_state_dict() -> None:
    value = b"ccollections\nOrderedDict\n)R(" + text("w") + tensor(WHOLE) + b"u}" + text("_metadata") + b"}sb"
    assert list(read(archive(value, STORAGES))) == ["w"]


def test_an_entry_of_a_checkpoint_is_named() -> None:
    value = mapping(
        {"epoch": number(3), "model": mapping({"w": tensor(WHOLE)}), "bad name": mapping({"w": tensor(ONE)})}
    )
    data = archive(value, STORAGES)
    assert list(read(data, "model")) == ["w"]
    for key in ("", "optimizer"):
        with pytest.raises(ConversionError) as caught:
            read(data, key)
        assert caught.value.help == ("name the entry that holds the tensors: --key model",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (archive(number(1), {}), "the file does not hold a state dict"),
        (archive(mapping({}), {}), "the file holds more than named tensors, or none"),
        (archive(mapping({"w": number(1)}), {}), "the file holds more than named tensors, or none"),
        (archive(mapping({"w": tensor(WHOLE)}), {}), "a tensor's numbers are not in the file"),
        (archive(mapping({"w": tensor(WHOLE)}), {"0": floats(11)}), "a tensor is larger than its storage"),
        (archive(mapping({"w": tensor(TURNED)}), {"0": floats(11)}), "a tensor is larger than its storage"),
        (
            archive(mapping({"w": tensor(Piece("0", (1 << 30, 1 << 30), (0, 0), count=1))}), {"0": floats(1)}),
            "the tensors would take far more room than the file",
        ),
        (
            archive(mapping({"w": tensor(Piece("0", (2,), (-1,), count=2))}), STORAGES),
            "a tensor has a shape that cannot be followed",
        ),
        (
            archive(mapping({"w": tensor(Piece("0", (2,), (1, 1), count=2))}), STORAGES),
            "a tensor has a shape or type that cannot be followed",
        ),
        (
            archive(mapping({}), {}, constants=pickled(b")")),
            "this archive is no checkpoint: TorchScript holds code",
        ),
        (archive(mapping({}), {}, byteorder=b"big"), "the checkpoint was written on a machine with another byte order"),
        (archive(b"cposix\nsystem\n", {}), "the file names something that was not vetted"),
        (archive(text("x") + b"Q", {}), "the file refers to something outside itself"),
        (archive(b"h\x05", {}), "the file is no checkpoint (UnpicklingError)"),
        (pickled(number(1)), "this file is no PyTorch checkpoint"),
        (
            old(mapping({"w": tensor(WHOLE, old=True)}), {"0": (99, floats(12))}),
            "the checkpoint's storages do not agree with its tensors",
        ),
        (
            old(mapping({"w": tensor(WHOLE, old=True)}), {"9": (12, floats(12))}),
            "the checkpoint's storages do not agree with its tensors",
        ),
    ],
)  # fmt: skip
def test_what_is_no_state_dict_is_told(data: bytes, message: str) -> None:
    with pytest.raises(ConversionError) as caught:
        read(data)
    assert caught.value.message == message


def test_nothing_real_is_made_of_a_checkpoint() -> None:
    counter = b"ccollections\nCounter\n" + mapping({"a": number(1)}) + b"\x85R"
    checkpoint = open_checkpoint(io.BytesIO(archive(b"](" + counter + b"e", {})))
    assert isinstance(checkpoint.content, list)
    assert [type(one).__name__ for one in checkpoint.content] == ["Inert"]


WHOLES = [
    archive(mapping({name: tensor(piece) for name, piece in PIECES.items()}), STORAGES, method=zipfile.ZIP_DEFLATED),
    old(
        mapping({name: tensor(piece, old=True) for name, piece in PIECES.items()}),
        {"0": (12, STORAGES["0"]), "1": (2, STORAGES["1"])},
    ),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(WHOLES), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6), st.data())
def test_a_damaged_checkpoint_is_an_answer(whole: bytes, changes: list[tuple[int, int]], data: st.DataObject) -> None:
    damaged = bytearray(whole)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    damaged = damaged[: data.draw(st.integers(0, len(damaged)))] if not changes else damaged
    with suppress(ConversionError):
        read(bytes(damaged))
