"""Model files without code: trees and numbers that their libraries read with parsers of their own.

Sources: the writers of LightGBM, CatBoost, SentencePiece and old XGBoost; what stands behind their end is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jupyter_mlsec.artifacts.behind import look_behind, suspect
from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format
from jupyter_mlsec.artifacts.pages import pages
from jupyter_mlsec.artifacts.protobuf import BYTES, has_shape
from jupyter_mlsec.errors import UnreadableError

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_PIECES = dict.fromkeys(range(1, 6), BYTES)  # pieces, and how they were made


def _text(content: Content) -> None:
    """Look where LightGBM's text ends: trees are lines, and so is what pandas knew of the columns."""
    for part, before in ((content.head, 0), (content.tail, (content.size or 0) - len(content.tail))):
        found = _CONTROL.search(part)
        if found is not None:
            look_behind(content, before + part.rfind(b"\n", 0, found.start()) + 1, "model")
            return


def _catboost(content: Content) -> None:
    """Look behind the trees: tables of categories follow there, whose reader takes no code."""
    source = content.source()
    source.skip(4)
    source.skip(int.from_bytes(source.read(4), "little"))
    suspect(content, source.position, "model")


def _pieces(content: Content) -> None:
    data = pages(content)
    if has_shape(data, 0, data.size, _PIECES) is None:
        raise UnreadableError("the model is damaged")


def _numbers(_content: Content) -> None:
    """Read nothing: XGBoost before 1.0 wrote the memory of its trees."""


_STARTS: dict[re.Pattern[bytes], Callable[[Content], None]] = {
    re.compile(rb"tree\nversion=v\d"): _text,  # LightGBM
    re.compile(rb"binf[\0-\xff]"): _numbers,
    re.compile(rb"CBM1....", re.DOTALL): _catboost,
    re.compile(rb"\x0a[\x08-\x20]\x0a[\x05-\x0b]<unk>"): _pieces,
    re.compile(rb"\$FL[23]@\(#\)"): _numbers,  # SPSS
}


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if any(start.match(content.head) for start in _STARTS) else Certainty.NO


def _read(content: Content) -> None:
    next(read for start, read in _STARTS.items() if start.match(content.head))(content)


FORMAT = Format(name="a model without code", read=_read, begins=_begins, suffixes=frozenset({".cbm"}))
