"""HDF5: configurations and pickles in attributes, objects in data sets, links to other files."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.hdf5_bytes import BYTES, ONE, SCALAR, HdfBytes, message
from tests.artifacts.made import EVIL, HARMLESS, REACHES, layers, zipped

Look = Callable[[bytes], Seen]
OLD = b"cos\nsystem\n(S'true'\ntR."
LAMBDA = json.dumps(layers({"class_name": "Lambda", "config": {"function": ["4wAA", None, None]}})).encode()
ESCAPES = "escaping-data-reference"


def one(attribute: str, value: bytes, *, variable: bool = False) -> bytes:
    file = HdfBytes()
    make = file.variable if variable else file.fixed
    inner = file.object(make(attribute, value))
    return file.whole(file.object(file.group(model_weights=inner, other=inner)))


@pytest.mark.parametrize("variable", [False, True])
def test_attributes(look: Look, *, variable: bool) -> None:
    assert look(one("title", b"A model.", variable=variable)) == (set(), ())
    assert look(one("TITLE", b"(lp0\nI1\na.", variable=variable)) == (set(), ())
    assert look(one("meta", OLD, variable=variable)) == ({REACHES}, ())
    assert look(one("meta", EVIL, variable=variable)) == ({REACHES}, ())
    assert look(one("model_config", LAMBDA, variable=variable)) == ({("keras-lambda-code", "Lambda with code")}, ())
    assert look(one("model_config", LAMBDA[:-9], variable=variable)) == (set(), ("the JSON text is damaged",))
    assert look(one("note", b"{not json}", variable=variable)) == (set(), ())


def test_a_model_inside_an_archive(look: Look) -> None:
    archive = zipped({"model.weights.h5": one("meta", EVIL)})
    assert look(archive)[0] == {("dangerous-pickle-import", "model.weights.h5: import of os.system")}


@pytest.mark.parametrize("filters", ["", "deflate", "shuffle", "shuffle deflate"])
def test_objects_in_data_sets(look: Look, filters: str) -> None:
    for values, expected in (((HARMLESS, b""), set()), ((HARMLESS, EVIL), {REACHES}), ((OLD, b"text"), {REACHES})):
        file = HdfBytes()
        data = file.objects(*values, filters=filters)
        assert look(file.whole(file.object(file.group(table=data)))) == (expected, ())


def test_what_cannot_be_unpacked_is_not_checked(look: Look) -> None:
    file = HdfBytes()
    data = file.objects(EVIL, filters="other")
    told = "a data set of the HDF5 file is compressed in a way that this version does not read"
    assert look(file.whole(file.object(file.group(table=data)))) == (set(), (told,))


@pytest.mark.parametrize(
    ("path", "leaves"), [("/etc/passwd", True), ("../x.h5", True), ("https://h/x", True), ("b.h5", False)]
)
def test_other_files(look: Look, path: str, *, leaves: bool) -> None:
    def told(what: str) -> set[tuple[str, str]]:
        return {(ESCAPES, what)} if leaves else set()

    link = b"\1\x08\x40\1x" + struct.pack("<H", len(path) + 4) + b"\0" + path.encode() + b"\0/\0"
    file = HdfBytes()
    assert look(file.whole(file.object(message(6, link)))) == (told("a link to another file"), ())

    file = HdfBytes()
    names = file.add(bytes(8) + path.encode() + b"\0")
    heap = file.add(b"HEAP\0\0\0\0" + struct.pack("<QQQ", 9 + len(path), 1, names))
    listed = b"\1\0\0\0" + struct.pack("<HHQQQQ", 1, 1, heap, 8, 0, 4)
    assert look(file.whole(file.object(message(7, listed)))) == (told("values in another file"), ())

    file = HdfBytes()
    reference = file.references(b"\0" + struct.pack("<Q", 1) + path.encode() + b"\0/x\0")
    virtual = b"\4\3" + reference[4:]
    data = file.object(message(1, ONE), message(3, BYTES), message(8, virtual))
    assert look(file.whole(data)) == (told("a virtual data set of another file"), ())


def test_circles_end_and_cuts_are_not_checked(look: Look) -> None:
    file = HdfBytes()
    inner = file.object(file.fixed("a", b"text"), message(1, SCALAR))
    root = file.object(file.group(a=inner))
    data = file.whole(root)
    circle = data.replace(struct.pack("<QQII", 8, inner, 0, 0), struct.pack("<QQII", 8, root, 0, 0))
    assert look(circle) == (set(), ())
    tail = data.rindex(b"TREE")
    for length in range(9, len(data), 7):
        if length < tail:
            assert look(data[:length])[1] != ()
    assert look(b"\x89HDF\r\n\x1a\n\x07" + bytes(90))[1] == (
        "the HDF5 file has a version that this version does not read",
    )


def test_many_attributes_and_links_of_new_files(look: Look) -> None:
    """A fractal heap of one block, and the tree that names what is in it."""
    file = HdfBytes()
    value = b"\x13\0\0\0" + struct.pack("<I", len(OLD))
    attribute = struct.pack("<BBHHHB", 3, 0, 5, 8, 4, 0) + b"meta\0" + value + b"\2\0\0\0" + OLD
    block = file.add(b"FHDB\0" + bytes(8) + bytes(4) + attribute)
    offset = 17
    head = b"FRHP\0" + struct.pack("<HHBI", 8, 0, 0, 4096) + bytes(8 + 8 + 8 + 8 + 8 * 8)
    head += struct.pack("<HQQHHQH", 4, 512, 4096, 32, 0, block, 0)
    heap = file.add(head + bytes(16))
    leaf = file.add(b"BTLF\0\x08" + b"\0" + struct.pack("<IHB", offset, len(attribute), 0) + bytes(9))
    tree = file.add(b"BTHD\0\x08" + struct.pack("<IHHBBQHQ", 512, 17, 0, 98, 40, leaf, 1, 1))
    info = b"\0\0" + struct.pack("<QQ", heap, tree)
    assert look(file.whole(file.object(message(0x15, info)))) == ({REACHES}, ())
