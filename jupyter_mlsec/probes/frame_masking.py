"""Masks that do not mask: rows that were left out, identifiers that are only encoded, too many characters left.

A column in which some values are masked and others are not was masked by a rule that missed them. Base64, hex, a
reversed text or ROT13 hide nothing. Of a mask that leaves six or more characters, each row is still told apart.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import guarded, listed, not_applicable
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    as_frame,
    frame_of,
    is_numeric,
    is_time,
    label_of,
    plain,
    sampled,
)
from jupyter_mlsec.probes._tables.personal import personal_columns
from jupyter_mlsec.probes._tables.personal_names import Reach

if TYPE_CHECKING:
    import pandas as pd

_MASK = re.compile(r"\*{2,}|[Xx]{3,}|#{3,}|•{2,}|\.{4,}|<[A-Z_]{3,}>|\[(?:REDACTED|MASKED|REMOVED)\]|\bREDACTED\b")
_PARTLY = (0.05, 0.995)  # of the values that are masked: fewer are an accident, more are all
_LEFT = 6  # characters that a mask leaves
_FEWEST = 20
_MOST_OF_THEM = 0.5
_MOST = 3_000  # values that are looked at in a column


@guarded
def _run(subject: FrameSubject) -> Observation:
    found: dict[str, list[str]] = {"masked in some rows only": [], "only encoded": [], "masked too little": []}
    rows = None if subject.train is None else as_frame(subject.train)
    masked = 0
    for name, column in _columns(frame_of(subject), rows):
        texts = _texts(column)
        if len(texts) < _FEWEST:
            continue
        share = sum(1 for text in texts if _MASK.search(text)) / len(texts)
        if _PARTLY[0] <= share <= _PARTLY[1]:
            found["masked in some rows only"].append(name)
        elif share > _PARTLY[1]:
            masked += 1
            if _tells_apart(texts):
                found["masked too little"].append(name)
        elif _encoded(texts):
            found["only encoded"].append(name)
    wrong = {what: names for what, names in found.items() if names}
    if not wrong and not masked:
        return not_applicable(f"no column of {subject.name} is masked or encoded")
    measured = tuple(Measurement(name=what.replace(" ", "-"), value=float(len(names))) for what, names in found.items())
    grave = [
        what
        for what, names in wrong.items()
        if what != "masked too little" and (rows is None or {label_of(name) for name in rows.columns} & set(names))
    ]
    if wrong:
        told = listed(f"{listed(names)} {'is' if len(names) == 1 else 'are'} {what}" for what, names in wrong.items())
        return Observation(
            status=Status.FAIL if grave else Status.WARN,
            summary=f"Masking of {subject.name} does not hold: {told}.",
            measurements=measured,
            next_step="Replace the whole value by a random token, in every row.",
        )
    return Observation(
        status=Status.PASS, summary=f"What is masked in {subject.name} is masked in every row.", measurements=measured
    )


def _columns(table: pd.DataFrame, rows: pd.DataFrame | None) -> Iterator[tuple[str, pd.Series]]:
    """Yield the columns of the table, then those of the training rows that the table has not."""
    told = set[str]()
    for whole in (table, rows):
        frame = None if whole is None else sampled(whole, _MOST)
        for place, name in enumerate(() if frame is None else frame.columns):
            if frame is not None and label_of(name) not in told:
                yield label_of(name), frame.iloc[:, place]
        told |= set() if frame is None else {label_of(name) for name in frame.columns}


def _texts(series: pd.Series) -> list[str]:
    if is_numeric(series) or is_time(series) or series.dtype == bool:
        return []
    return [value for value in plain(series.dropna()) if isinstance(value, str)]


def _tells_apart(texts: list[str]) -> bool:
    """Tell whether what a mask leaves is long, and differs from row to row."""
    left = [_MASK.sub("", text) for text in texts]
    long = sum(1 for text in left if sum(map(str.isalnum, text)) >= _LEFT) / len(left)
    return long > _MOST_OF_THEM and len(set(left)) > max(_FEWEST, _MOST_OF_THEM * len(set(texts)))


def _encoded(texts: list[str]) -> bool:
    """Tell whether a column's values, decoded, are identifiers that they are not as they stand."""
    import pandas as pd

    distinct = sorted(set(texts))[:500]
    if len(distinct) < _FEWEST or _direct(pd.Series(distinct)):
        return False
    for decode in (_base64, _hex, _rot13, _reversed):
        decoded = [text for value in distinct if (text := decode(value))]
        if len(decoded) > 0.9 * len(distinct) and _direct(pd.Series(decoded)):
            return True
    return False


def _direct(series: pd.Series) -> bool:
    return any(found.reach is Reach.DIRECT for found in personal_columns(series.to_frame("value")))


def _base64(text: str) -> str:
    return _decoded(lambda: base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))


def _hex(text: str) -> str:
    return _decoded(lambda: bytes.fromhex(text))


def _decoded(decode: Callable[[], bytes]) -> str:
    try:
        text = decode().decode("utf-8")
    except (ValueError, binascii.Error):
        return ""
    return text if text.isprintable() else ""


def _rot13(text: str) -> str:
    return codecs.encode(text, "rot13")


def _reversed(text: str) -> str:
    return text[::-1]


PROBE = Probe(
    name="masks-that-do-not-mask",
    items=("PRE-01",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
