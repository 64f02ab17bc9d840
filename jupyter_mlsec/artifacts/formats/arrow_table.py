"""Parquet, Feather and Arrow: tables of data; an extension type of old pyarrow carries a pickle in the schema.

Sources: the Parquet and Arrow format specifications; CVE-2023-47248 (``arrow.py_extension_type`` is unpickled).
"""

from __future__ import annotations

import base64
import binascii
import io
import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.machine import Machine, MalformedError
from jupyter_mlsec.artifacts.pages import Pages, pages
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.errors import UnreadableError

_PARQUET, _ENCRYPTED, _ARROW, _FEATHER = b"PAR1", b"PARE", b"ARROW1\0\0", b"FEA1"
_CONTINUES = b"\xff\xff\xff\xff"
_TYPE = b"arrow.py_extension_type"
_SCHEMA = re.compile(rb"ARROW:schema.{0,12}?([A-Za-z0-9+/]{16,}={0,2})", re.DOTALL)
_PICKLE = re.compile(rb"\x80[\x00-\x05]")
_THRIFT = b"\x15"  # the description's first field is a 32-bit number, the version
_LONGEST = 24 << 20
_MESSAGE = 1 << 22
_PICKLES = 200
_PICKLE_SIZE = 1 << 18


def _begins(content: Content) -> Certainty:
    head = content.head
    if head.startswith((_PARQUET, _ENCRYPTED, _ARROW, _FEATHER)):
        return Certainty.SURE
    length, root = int.from_bytes(head[4:8], "little"), int.from_bytes(head[8:12], "little")
    is_stream = head.startswith(_CONTINUES) and 0 < root < length < _MESSAGE and not (root % 2 or length % 8)
    return Certainty.SURE if is_stream else Certainty.NO


def _read(content: Content) -> None:
    data = pages(content)
    if content.head.startswith(_ENCRYPTED):
        raise UnreadableError("an encrypted Parquet file is not read by this version")
    for part in _headers(content.head, data):
        if _TYPE in part:
            _follow(content, part)
        for match in _SCHEMA.finditer(part):
            try:
                schema = base64.b64decode(match[1] + b"=" * (-len(match[1]) % 4))
            except binascii.Error:
                raise UnreadableError("the table's schema is damaged") from None
            if _TYPE in schema:
                _follow(content, schema)


def _headers(head: bytes, data: Pages) -> list[bytes]:
    """Return the parts of the file that describe its columns."""
    if head.startswith(_PARQUET):
        footer = _footer(data, 4, _PARQUET)
        if not footer.startswith(_THRIFT):
            raise UnreadableError("the table's description is damaged")
        return [footer]
    if head.startswith(_FEATHER):
        return [_footer(data, 4, _FEATHER)]
    parts = [_message(data, 8 if head.startswith(_ARROW) else 0)]
    if head.startswith(_ARROW):
        parts.append(_footer(data, 6, _ARROW[:6]))
    return parts


def _footer(data: Pages, mark: int, expected: bytes) -> bytes:
    if data.at(data.size - mark, mark) != expected:
        raise UnreadableError("the table has no end: it is cut or damaged")
    length = data.number(data.size - mark - 4, 4)
    if length > _LONGEST:
        raise UnreadableError("the table's description is too long to be looked at")
    return data.at(data.size - mark - 4 - length, length)


def _message(data: Pages, at: int) -> bytes:
    if data.at(at, 4) == _CONTINUES:
        at += 4
    length = data.number(at, 4)
    if length > _LONGEST:
        raise UnreadableError("the table's description is too long to be looked at")
    return data.at(at + 4, length)


def _follow(content: Content, schema: bytes) -> None:
    """Follow the pickles in a schema: each extension type has one."""
    found = False
    for count, match in enumerate(_PICKLE.finditer(schema)):
        if count > _PICKLES:
            break
        part = schema[match.start() : match.start() + _PICKLE_SIZE]
        source = Source(io.BytesIO(part), content.budget, size=len(part))
        try:
            Machine(source, Judge(content.sights, content.budget)).run()
        except MalformedError:
            continue
        found = True
    if not found:
        raise UnreadableError("a column's type is a pickle that cannot be followed")


FORMAT = Format(
    name="a table of Parquet or Arrow",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".parquet", ".feather", ".arrow"}),
)
