"""A file that is two formats is read as both; what nobody knows is said."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.hdf5_bytes import HdfBytes
from tests.artifacts.made import EVIL, HARMLESS, REACHES, changed, reaches, tarred, tensors, zipped

Look = Callable[[bytes], Seen]
ARCHIVE = zipped({"m.pkl": EVIL})
HEADER = {"a": {"dtype": "U8", "shape": [len(ARCHIVE)], "data_offsets": [0, len(ARCHIVE)]}}
ARRAY = b"{'descr': '<i8', 'fortran_order': False, 'shape': (0,), }".ljust(69) + b"\n"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (HARMLESS + ARCHIVE, "a pickle"),
        (tensors(HEADER, ARCHIVE), "a safetensors file"),
        (b"\x93NUMPY\x01\x00F\x00" + ARRAY + ARCHIVE, "a NumPy array"),
        (json.dumps({"a": 1}).encode() + ARCHIVE, "a JSON document"),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 0) + ARCHIVE, "a GGUF model"),
        (b"tree\nversion=v4\n" + ARCHIVE, "a model without code"),
        (b"\x89PNG\r\n\x1a\n" + ARCHIVE, "a picture"),
        (b"%PDF-1.4\n" + ARCHIVE, "a PDF document"),
    ],
)
def test_an_archive_behind_something_else(look: Look, data: bytes, name: str) -> None:
    found = look(data)[0]
    names = " and ".join(sorted([name, "a zip archive"]))
    assert ("two-formats-in-one-file", names) in found
    assert reaches("m.pkl") in found


def test_an_archive_behind_an_unknown_beginning(look: Look) -> None:
    for front in (b"%!PS-Adobe\n", b"N.", b"hello\n"):
        assert look(front + ARCHIVE)[0] == {("contradictory-archive", "bytes in front of it"), reaches("m.pkl")}


def test_what_stands_at_the_end_of_an_archive_is_its_members_affair(look: Look) -> None:
    assert look(tarred([("a.zip", zipped({"m.pkl": HARMLESS}))])) == (set(), ())
    assert look(zipped({"a.zip": zipped({"m.pkl": HARMLESS})})) == (set(), ())


def test_lengths_that_look_like_other_marks(look: Look) -> None:
    for length in (0x0178, 0x5E78, 0x0480, 0x280480, 0x00005D):
        text = json.dumps({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}}).encode()
        assert look(tensors(text.ljust(length), b"x")) == (set(), ())


@pytest.mark.parametrize(
    "data",
    [
        b"tree\nversion=v4\nnum_class=1\n",
        b"{L\0\0\0\0\0\0\0\x07learner{}}",
        b"CBM1\x04\0\0\0\x0c\0\0\0",
        b'{"learner": {}}',
    ],
)
def test_models_without_code_are_clean(look: Look, data: bytes) -> None:
    assert look(data) == (set(), ())


LEARNER = b"{L\0\0\0\0\0\0\0\x07learner{"
MODELS = [
    LEARNER + b"i\x04name[#i\x02Si\x01ai\x05i\x05sizesTi\x03row[$d#i\x02" + bytes(8) + b"}}",
    LEARNER + b"i\x01a[i\x01U\x02I\0\3l\0\0\0\4]i\x01bF}}",
]


@pytest.mark.parametrize("data", MODELS)
def test_models_of_xgboost_are_followed_to_their_end(look: Look, data: bytes) -> None:
    assert look(data) == (set(), ())
    assert look(data + bytes(8)) == (set(), ())
    behind = ("bytes-after-pickle", "bytes after the model")
    assert look(data + EVIL) == ({behind, REACHES}, ())
    assert look(data[:-1]) == (set(), ("the file ends too early",))
    assert look(LEARNER + b"i\x01aQ}}") == (set(), ("the model is damaged",))


def test_pickles_are_searched_for_in_what_nobody_knows(look: Look) -> None:
    unknown = ("its content is in no format that this version reads",)
    assert look(b"\0\1\2\3" * 20 + EVIL) == ({REACHES}, unknown)
    assert look(b"\0\1\2\3" * 20 + HARMLESS + EVIL + b"\1") == ({REACHES}, unknown)
    assert look(b"\0\1\2\3" * 20 + EVIL.replace(b"\2os", b"\2zz").replace(b"system", b"a_name")) == (set(), unknown)


def test_unknown_contents_are_said(look: Look) -> None:
    unknown = "its content is in no format that this version reads"
    assert look(b"\0\1\2\3" * 20) == (set(), (unknown,))
    assert look(zipped({"a.bin": b"\0\1\2\3" * 20, "b.pkl": EVIL})) == ({reaches("b.pkl")}, (f"a.bin: {unknown}",))
    assert look(zipped({"notes.txt": b"\0\1\2\3" * 20})) == (set(), (f"notes.txt: {unknown}",))


def test_too_many_files_are_not_checked(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.artifacts.content._OPENED", 3)
    found, problems = look(zipped({f"{number}.pkl": EVIL for number in range(5)}))
    assert found == {reaches("0.pkl"), reaches("1.pkl")}
    assert set(problems) == {f"{number}.pkl: it holds too many files" for number in (2, 3, 4)}


def test_a_reader_that_fails_on_one_member_goes_on_with_the_next(look: Look) -> None:
    first = changed(HARMLESS, 2, b"\xff")
    assert look(zipped({"a.pkl": first, "b.pkl": EVIL}))[0] == {reaches("b.pkl")}
    assert look(EVIL)[0] == {REACHES}


def test_hdf5_behind_something_else(look: Look) -> None:
    file = HdfBytes()
    data = file.whole(file.object(file.fixed("meta", EVIL)))
    for front in (HARMLESS, b"%PDF-1.4"):
        found = look(front.ljust(2048, b"\0") + data)[0]
        assert REACHES in found


def test_a_text_that_begins_like_a_pickle(look: Look) -> None:
    for text in (b"c", b"cat", b"cat\n", b"import x", b"Version 1", b"I am", b"(c) somebody", b"N.B. text"):
        assert look(zipped({"vocab.txt": text}))[1] == ()


def test_a_pickle_without_a_mark_behind_the_mark_of_another_format(look: Look) -> None:
    payload = b"cos\nsystem\n(S'true'\ntR."
    for front, name in (
        (b"CBM1" + bytes(64), "a model without code"),
        (b"GIF89a" + bytes(3), "a picture"),
        (b"B" + struct.pack("<I", 20) + bytes(20), None),
    ):
        found = look(front + b"0" + payload)[0]
        assert REACHES in found
        assert name is None or ("two-formats-in-one-file", " and ".join(sorted([name, "a pickle"]))) in found
    name = payload.ljust(60, b"a").decode()
    assert REACHES in look(tarred([(name, b"x")]))[0]


def test_a_text_makes_no_other_member_forgotten_and_is_no_import(look: Look) -> None:
    odd = b"\x80\x02ca-b\nc-d\n."
    told = look(zipped({"m.pkl": odd}))[0]
    assert len(told) == 1
    assert look(zipped({"m.pkl": odd, "vocab.txt": b"cat\ndog\n"})) == (told, ())
    assert look(zipped({"vocab.txt": b"cat\ndog\n"})) == (set(), ())
    assert look(zipped({"vocab.txt": b"cos\nsystem\nX"}))[0] == {reaches("vocab.txt")}
