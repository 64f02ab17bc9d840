"""PMML and OpenVINO models: XML, in which only a document type or entities are dangerous to a parser.

Source: PMML 4.4; OWASP's XML External Entity Prevention Cheat Sheet.
"""

from __future__ import annotations

import codecs
import re

from jupyter_mlsec.artifacts.behind import look_behind
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.errors import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"<\0!\0", "utf-16-le"),
    (b"\0<\0!", "utf-16-be"),
    (b"<\0P\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"\0<\0P", "utf-16-be"),
)
_DECLARED = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
_READ = frozenset({"utf-8", "utf8", "ascii", "us-ascii", "utf-16", "iso-8859-1", "latin1", "windows-1252"})
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|!--|(?:\w{1,40}:)?PMML)", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_HIDDEN = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))
_DANGERS = (
    ("xml-external-entity", "document type or entity", re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)),
    ("xml-external-entity", "inclusion of another file", re.compile(r"<(?:\w+:)?include\b[^<>]{0,2000}\bhref\s*=")),
    ("xml-external-entity", "style sheet", re.compile(r"<\?xml-stylesheet")),
)
_WIDE = tuple(mark for mark, name in _MARKS if name != "utf-8-sig")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML text holds one
_MODELS = frozenset({"PMML", "net"})
_LONGEST = 16 << 20


def _begins(content: Content) -> Certainty:
    head = content.head
    is_xml = _START.match(head) or any(
        head.startswith(mark) and b"<" in head[:8] for mark, name in _MARKS if name != "utf-8-sig"
    )
    return Certainty.SURE if is_xml else Certainty.NO


def _read(content: Content) -> None:
    data = content.bytes(_LONGEST)
    stray = _CONTROL.search(data) if not data.startswith(_WIDE) else None
    if stray is not None:
        look_behind(content, data.rfind(b">", 0, stray.start()) + 1, "XML document")
    text = _text(data)
    for rule, thing, pattern in _DANGERS:
        if pattern.search(text):
            content.sights.add(rule, thing)
    root = _ROOT.match(text, _root(text))
    name = root[1].rpartition(":")[2] if root else ""
    if name not in _MODELS:
        raise UnreadableError("an XML document that is no PMML is not read by this version")


def _root(text: str) -> int:
    """Return where the first element begins: behind the declaration, comments and a document type."""
    at = 0
    while (at := text.find("<", at)) >= 0:
        mark = next(((start, end) for start, end in _HIDDEN if text.startswith(start, at)), None)
        if mark is None:
            return at
        end = text.find(mark[1], at)
        if end < 0:
            break
        at = end + 1
    return len(text)


def _text(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    declared = _DECLARED.match(data[:200].decode("latin-1").lstrip())
    if encoding == "utf-8" and declared and declared[1].lower() not in _READ:
        raise UnreadableError("the XML text has an encoding that this version does not read")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


FORMAT = Format(
    name="an XML model",
    read=_read,
    begins=_begins,
    suffixes=frozenset({".pmml"}),
)
