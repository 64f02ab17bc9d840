"""Texts of a column as words, and as a matrix that says which row holds which."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, plain

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats

_WORD = re.compile(r"\w{2,20}|[^\w\s]{2,6}|[^\x20-\x7e\w]")  # or one sign that no keyboard has: marks that hide
_FEWEST = 8  # rows that hold a word worth a column
_MOST = 300
_PROSE = 2.0  # words a row from which a column is a text
_VARIED = 0.2  # share of distinct texts from which a column is no category


def words_of(series: pd.Series) -> list[frozenset[str]]:
    """Return the words of each row in small letters; values that are no texts are one word each."""
    return [_words(value) for value in plain(series)]


def _words(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset(_WORD.findall(value.lower()))
    missing = value is None or value != value  # noqa: PLR0124 - NaN differs from itself
    return frozenset() if missing is True else frozenset((str(value),))


def is_prose(series: pd.Series) -> bool:
    """Tell whether a column holds texts of several words that differ from row to row."""
    if is_numeric(series) or is_time(series) or not len(series):
        return False
    texts = words_of(series)
    return sum(map(len, texts)) >= _PROSE * len(texts) and len(set(texts)) >= _VARIED * len(texts)


def bag(texts: Sequence[Container[str]], counted: Counter[str], *, without: Container[str] = ()) -> Floats:
    """Return which of the commonest words each row holds, one column a word that stands in enough rows."""
    import numpy as np

    kept = [word for word, times in counted.most_common(_MOST) if times >= _FEWEST and word not in without]
    return np.array([[float(word in words) for word in kept] for words in texts]).reshape(len(texts), len(kept))


def count_words(texts: Sequence[frozenset[str]]) -> Counter[str]:
    """Return in how many rows each word stands."""
    return Counter(word for words in texts for word in words)
