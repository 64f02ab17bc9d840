"""Model files without code: trees and numbers that their libraries read with parsers of their own.

Sources: the writers of LightGBM, XGBoost (UBJSON), CatBoost and SentencePiece; the formats of images.
"""

from __future__ import annotations

import re

from jupyter_mlsec.artifacts.content import Content
from jupyter_mlsec.artifacts.format import Certainty, Format

_STARTS = (
    re.compile(rb"tree\nversion=v\d"),  # LightGBM
    re.compile(rb"\{L\0{7}.learner"),  # XGBoost, UBJSON
    re.compile(rb"binf[\0-\xff]"),  # XGBoost before 1.0
    re.compile(rb"CBM1....", re.DOTALL),  # CatBoost
    re.compile(rb"\x0a[\x08-\x20]\x0a[\x05-\x0b]<unk>"),  # SentencePiece
    re.compile(rb"\$FL[23]@\(#\)"),  # SPSS
    re.compile(rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF....W(?:EBP|AVE)", re.DOTALL),
)


def _begins(content: Content) -> Certainty:
    return Certainty.SURE if any(start.match(content.head) for start in _STARTS) else Certainty.NO


FORMAT = Format(
    name="a model without code",
    begins=_begins,
    suffixes=frozenset({".ubj", ".cbm"}),
)
