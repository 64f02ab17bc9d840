"""Texts in archives: notes, vocabularies, tables. Nothing runs what they say; a pickle among them was tried before."""

from __future__ import annotations

import codecs
import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format, OtherFormatError

_NAMES = re.compile(
    r"(?:^|/)(?:[\w-]*(?:readme|licen[cs]e|notice|copying|authors|changelog|version|manifest|requirements|vocab|merges|"
    r"dockerfile|makefile|py\.typed|record|metadata|installer|wheel|top_level|entry_points|fingerprint|timestamp)[\w.-]*|"
    r"[^/]*\.(?:txt|md|rst|csv|tsv|cfg|ini|conf|toml|jsonl|log|mf|gitignore|gitattributes|vocab|bpe|model|proto|pbtxt|sh))$",
    re.IGNORECASE,
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def _begins(content: Content) -> Certainty:
    return Certainty.GUESS if content.depth and _NAMES.search(content.name) else Certainty.NO


def _read(content: Content) -> None:
    decoder, source = codecs.getincrementaldecoder("utf-8")(), content.source()
    try:
        while data := source.some(1 << 18):
            content.budget.tick()
            decoder.decode(data)
            if _CONTROL.search(data):
                raise OtherFormatError("it is no text")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise OtherFormatError("it is no text") from None


FORMAT = Format(name="a text", read=_read, begins=_begins, rank=90)
