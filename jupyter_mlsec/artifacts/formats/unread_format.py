"""Formats that are recognised and not read: a report says their names rather than nothing."""

from __future__ import annotations

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.errors import UnreadableError

_MARKS = (
    (0, b"\x02\x21\x4c\x18", "an lz4 stream"),
    (0, b"\xff\x06\x00\x00sNaPpY", "a snappy stream"),
    (0, b"Rar!\x1a\x07", "a rar archive"),
    (0, b"MSCF", "a cabinet archive"),
    (0, b"!<arch>\n", "an ar archive"),
    (0, b"0707", "a cpio archive"),
    (0, b"LZIP", "an lzip stream"),
    (0, b"\x1f\x9d", "a stream of compress"),
    (0, b"\x89LZO", "an lzo stream"),
    (0, b"\x7fELF", "a program or library"),
    (0, b"MZ\x90", "a program or library"),
    (0, b"\xcf\xfa\xed\xfe", "a program or library"),
    (0, b"\xca\xfe\xba\xbe", "a program or Java class"),
    (0, b"\xac\xed\x00\x05", "an object of Java"),
    (0, b"A\n2\n", "an R object written as text"),
    (0, b"A\n3\n", "an R object written as text"),
    (0, b"RDA3\nA\n", "an R object written as text"),
    (0, b"B\n\3\0\0\0", "an R object in an old form"),
    (0, b"B\n\2\0\0\0", "an R object in an old form"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"\xce\x9a\x57\x13", "a GDBM database, such as a shelf,"),
    (0, b"\xcf\x9a\x57\x13", "a GDBM database, such as a shelf,"),
    (12, b"\x61\x15\x06\0", "a Berkeley database, such as a shelf,"),
    (1, b"\x0d\x0d\x0a\0\0\0\0", "compiled Python"),
    (0, b"Obj\x01", "an Avro file"),
    (0, b"ORC", "an ORC file"),
    (0, b"ggml", "a model of early ggml"),
    (0, b"lmgg", "a model of early ggml"),
    (0, b"tjgg", "a model of early ggml"),
    (0, b"fmgg", "a model of early ggml"),
    (0, b"MATLAB 5.0 MAT-file", "a MATLAB file"),
)


def _name(content: Content) -> str | None:
    return next((name for at, mark, name in _MARKS if content.head.startswith(mark, at)), None)


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if _name(content) else Certainty.NO


def _read(content: Content) -> None:
    raise UnreadableError(f"{_name(content)} is not read by this version")


FORMAT = Format(name="a format that is not read", read=_read, begins=_begins)
