"""Texts that were written or read wrongly: typing errors in categories, two ways to write a number, lost letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, label_of, plain

if TYPE_CHECKING:
    import pandas as pd

_NUMBER = re.compile(r"\s*[-+]?(?P<sign>[€$£])?\s*\d+(?P<rest>(?:[.,' ]\d+)*)\s*(?P<unit>[^\W\d_]{1,6}|[%°€$£]\w?)?\s*")
_THOUSANDS = re.compile(r"(?:[.,' ]\d{3})+")
_MOSTLY = 0.9
_FEWEST = 4
_MOST_LEVELS = 200
_SHORT = 5  # letters; in a shorter word one letter makes another word
_RARER = 8  # times as often the right word is written
_FEW = 0.1
_LENGTHS, _NEXT, _CUT = 12, 5, 0.03  # lengths of prose; letters before the cut; share of the texts
_LOST = "\ufffd"  # what a decoder puts in the place of what it cannot read
_MOST_TEXTS = 20_000


def texts_of(frame: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    """Yield the columns of texts with their labels, missing values left out."""
    for place, name in enumerate(frame.columns):
        series = frame.iloc[:, place]
        if is_numeric(series) or is_time(series) or series.dtype == bool:
            continue
        values = plain(series.dropna())
        values = values[values.map(lambda each: isinstance(each, str))]
        if len(values) >= _FEWEST:
            yield label_of(name), values


def numbers_in_two_ways(values: pd.Series) -> int:
    """Return how many numbers are written otherwise than most: with a decimal comma among points, or with a unit."""
    texts = values.head(_MOST_TEXTS)
    matches = [match for match in map(_NUMBER.fullmatch, texts) if match is not None]
    if len(matches) < _MOSTLY * len(texts):
        return 0
    points = [match["rest"][:1] for match in matches if match["rest"] and not _THOUSANDS.fullmatch(match["rest"])]
    units = [(match["unit"] or match["sign"] or "").lower() for match in matches]
    return max(_rarer([each for each in points if each in ".,"]), _rarer(units))


def _rarer(kinds: list[str]) -> int:
    """Return how many are of another kind than the commonest, where each kind is common enough to be one."""
    counts = sorted((kinds.count(kind) for kind in set(kinds)), reverse=True)
    return sum(counts[1:]) if len(counts) > 1 and sum(counts[1:]) >= _FEWEST and len(counts) <= _SHORT else 0


def mistyped(values: pd.Series) -> int:
    """Return how many rows hold a rare word that is one slip of the pen away from a common one."""
    counts = values.value_counts()
    if len(counts) > _MOST_LEVELS or len(counts) < 2:  # noqa: PLR2004 - another word to be mistaken for
        return 0
    levels = {str(level): int(number) for level, number in counts.items()}
    found = sum(
        number
        for level, number in levels.items()
        if any(often >= _RARER * number and _is_slip(level, common) for common, often in levels.items())
    )
    return found if found <= _FEW * len(values) else 0


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter that is wrong, missing or too many, or by two in each other's place.

    Digits, single letters and the ends of words by which grammar goes are no slips.
    """
    one, other = one.strip().lower(), other.strip().lower()
    if one == other or min(len(one), len(other)) < _SHORT or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    letters = left + right
    if not letters.isalpha() or start == 0:  # a word that begins otherwise is another word
        return False
    swapped = len(left) == len(right) == 2 and left == right[::-1]  # noqa: PLR2004 - two letters
    if not swapped and max(len(left), len(right)) > 1:
        return False
    around = [text.split() for text in (one, other)]
    if len(around[0]) != len(around[1]):
        return False
    words = [pair for pair in zip(*around, strict=True) if pair[0] != pair[1]]
    grammar = end == 0 and not swapped
    return not grammar and all(min(map(len, pair)) >= _SHORT - 1 for pair in words)


def cut_off(values: pd.Series) -> int:
    """Return how many texts end where all others end as well: of many lengths, the longest is far too common."""
    lengths = values.head(_MOST_TEXTS).map(len)
    longest = int(lengths.max())
    ends = int((lengths == longest).sum())
    before = int(lengths.between(longest - _NEXT, longest - 1).sum())
    varied = lengths.nunique() >= _LENGTHS and longest >= _LENGTHS
    return ends if varied and ends >= max(_LENGTHS, _CUT * len(lengths)) and ends > 2 * before else 0


def garbled(values: pd.Series) -> int:
    """Return how many texts were read in another encoding than they were written in, or have lost letters."""
    return sum(1 for text in values.head(_MOST_TEXTS) if not text.isascii() and _is_garbled(text))


def _is_garbled(text: str) -> bool:
    if _LOST in text:
        return True
    for encoding in ("latin-1", "cp1252"):
        try:
            text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return True  # letters of Western Europe are UTF-8 by accident next to never
    return False
