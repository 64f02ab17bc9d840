"""Tables and texts: Parquet and Arrow with pickled types, XML with entities, R objects with promises."""

from __future__ import annotations

import base64
import gzip
import struct
from collections.abc import Callable

import pytest

from tests.artifacts.conftest import Seen
from tests.artifacts.made import EVIL, REACHES, zipped

Look = Callable[[bytes], Seen]
TYPED = bytes(8) + EVIL + bytes(4) + b"ARROW:extension:name\0arrow.py_extension_type\0"
PLAIN = bytes(8) + b"a column of numbers\0"


def parquet(schema: bytes) -> bytes:
    footer = b"\x15\x04pandas{}ARROW:schema\x18\xf0\x06" + base64.b64encode(schema) + b"\0"
    return b"PAR1" + bytes(20) + footer + struct.pack("<I", len(footer)) + b"PAR1"


def arrow_file(schema: bytes) -> bytes:
    schema += bytes(-len(schema) % 8)
    return (
        b"ARROW1\0\0\xff\xff\xff\xff"
        + struct.pack("<I", len(schema))
        + schema
        + b"end "
        + struct.pack("<I", 4)
        + b"ARROW1"
    )


def arrow_stream(schema: bytes) -> bytes:
    schema = struct.pack("<I", 16) + schema + bytes(-(len(schema) + 4) % 8)
    return b"\xff\xff\xff\xff" + struct.pack("<I", len(schema)) + schema


@pytest.mark.parametrize("make", [parquet, arrow_file, arrow_stream])
def test_pickled_types_of_columns_are_followed(look: Look, make: Callable[[bytes], bytes]) -> None:
    assert look(make(PLAIN)) == (set(), ())
    assert look(make(TYPED)) == ({REACHES}, ())
    nameless = make(TYPED.replace(EVIL, b"?" * len(EVIL)))
    assert look(nameless)[1] == ("a column's type is a pickle that cannot be followed",)


def test_tables_that_are_cut_or_encrypted_are_not_checked(look: Look) -> None:
    assert look(parquet(PLAIN)[:-6])[1] == ("the table has no end: it is cut or damaged",)
    other = b"PAR1" + bytes(20) + EVIL + struct.pack("<I", len(EVIL)) + b"PAR1"
    assert look(other)[1] == ("the table's description is damaged",)
    assert look(b"PARE" + bytes(20))[1] == ("an encrypted Parquet file is not read by this version",)


PMML = '<?xml version="1.0"?>{}<PMML version="4.4"><Header/></PMML>'
ENTITY = ("xml-external-entity", "document type or entity")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_entities_in_pmml(look: Look, encoding: str) -> None:
    assert look(PMML.format("").encode(encoding)) == (set(), ())
    for declared in (
        '<!DOCTYPE PMML [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!-- x --><!DOCTYPE PMML SYSTEM "https://host/x.dtd">',
        "<!doctype PMML>",
    ):
        assert look(PMML.format(declared).encode(encoding)) == ({ENTITY}, ())


def test_other_ways_out_of_xml(look: Look) -> None:
    included = '<?xml version="1.0"?><PMML><xi:include href="file:///etc/passwd"/></PMML>'
    assert look(included.encode()) == ({("xml-external-entity", "inclusion of another file")}, ())
    styled = PMML.format('<?xml-stylesheet href="x.xsl"?>')
    assert look(styled.encode()) == ({("xml-external-entity", "style sheet")}, ())
    assert look(b'<?xml version="1.0" encoding="UTF-7"?><PMML/>')[1] == (
        "the XML text has an encoding that this version does not read",
    )
    assert look(b"<?xml version='1.0'?><java><object/></java>")[1] == (
        "an XML document that is no PMML is not read by this version",
    )


def r(kind: int, *parts: bytes) -> bytes:
    return struct.pack(">I", kind) + b"".join(parts)


NIL = r(254)
FRONT = b"X\n" + struct.pack(">iiii", 3, 0x40300, 0x30500, 5) + b"UTF-8"


def symbol(name: str) -> bytes:
    return r(1, r(9, struct.pack(">i", len(name)), name.encode()))


NUMBERS = r(
    14 | 0x200,
    struct.pack(">i2d", 2, 1, 2),
    r(2 | 0x400, symbol("names"), r(16, struct.pack(">i", 1), r(9, struct.pack(">i", 1), b"a")), NIL),
)
PROMISE = r(5, NIL, r(6, symbol("system"), NIL))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_r_objects(look: Look, pack: Callable[[bytes], bytes]) -> None:
    frame = FRONT + r(19, struct.pack(">i", 2), NUMBERS, r(13, struct.pack(">ii", 1, 7)))
    assert look(pack(frame)) == (set(), ())
    assert look(pack(FRONT + PROMISE)) == ({("r-object-code", "a promise")}, ())
    image = b"RDX3\n" + FRONT + r(2 | 0x400, symbol("x"), PROMISE, NIL)
    assert look(pack(image)) == ({("r-object-code", "a promise")}, ())
    function = FRONT + r(3 | 0x400, r(253), NIL, r(6, symbol("quit"), NIL))
    assert look(pack(function)) == ({("r-object-code", "a function")}, ())


def test_r_objects_that_are_cut_or_go_on(look: Look) -> None:
    assert look(FRONT + NUMBERS[:-5])[1] == ("the file ends too early",)
    assert look(FRONT + NUMBERS + b"more") == ({("bytes-after-pickle", "bytes after the R object")}, ())
    assert look(b"A\n3\n262912\n")[1] == ("an R object written as text is not read by this version",)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Rar!\x1a\x07\0", "a rar archive"),
        (b"\x7fELF\2\1\1", "a program or library"),
        (b"\xac\xed\0\5sr", "an object of Java"),
        (b"ORC\x0a", "an ORC file"),
    ],
)
def test_what_is_not_read_is_named(look: Look, data: bytes, name: str) -> None:
    assert look(data) == (set(), (f"{name} is not read by this version",))
    assert look(zipped({"m": data})) == (set(), (f"m: {name} is not read by this version",))
