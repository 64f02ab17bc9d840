"""PDF: no loader of models opens one, but archives of models carry papers. It ends with a mark, and nothing follows.

Source: ISO 32000-2, 7.5.5.
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.behind import look_behind
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.errors import UnreadableError

_END = re.compile(rb"startxref\s+\d+\s+%%EOF")


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if re.match(rb"%PDF-\d\.\d", content.head) else Certainty.NO


def _read(content: Content) -> None:
    stream, size = content.whole()
    if content.size is None:
        content = content.inner(lambda: stream, size)
    ends = [found.end() for found in _END.finditer(content.tail)]
    if not ends:
        raise UnreadableError("the PDF document has no end: it is cut or damaged")
    look_behind(content, size - len(content.tail) + ends[-1], "PDF document")


FORMAT = Format(name="a PDF document", read=_read, begins=_begins)
