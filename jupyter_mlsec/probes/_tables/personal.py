"""Personal data in columns: kinds of it, the names and values that give them away. Values are looked at, never kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, label_of, plain
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name
from jupyter_mlsec.probes._tables.personal_values import ValueKind, value_kinds

if TYPE_CHECKING:
    import pandas as pd

_MOST_VALUES = 5_000  # distinct values that are looked at in a column
_FEWEST_VALUES = 4  # fewer cannot tell a pattern from an accident
_LONG = 40  # a text of more characters is prose
_TEXT_SHARE = 0.5
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


class Basis(StrEnum):
    """What gave a column away."""

    VALUES = "values"
    NAME = "name"
    BOTH = "name and values"


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """One column that holds personal data. ``column`` is fit for a report; ``name`` is the frame's own.

    ``hit_rate``: share of the distinct values that show the pattern (None when only the name speaks).
    """

    name: str
    column: str
    kind: str
    reach: Reach
    basis: Basis
    hit_rate: float | None = None

    def __str__(self) -> str:
        """Return the finding in words, without a value."""
        rate = "" if self.hit_rate is None else f", {self.hit_rate:.0%} of its distinct values"
        return f"{self.column}: {self.kind} (by its {self.basis}{rate})"


def personal_columns(frame: pd.DataFrame) -> Iterator[PersonalColumn]:
    """Yield the columns of a frame, and the levels of its index, that hold personal data."""
    import pandas as pd

    for place, name in enumerate(frame.columns):
        found = _look(str(name), frame.iloc[:, place])
        if found is not None:
            yield found
    if not isinstance(frame.index, pd.RangeIndex):
        for level in range(frame.index.nlevels):
            values = pd.Series(frame.index.get_level_values(level))
            name = str(frame.index.names[level] or "index")
            found = _look(name, values)
            if found is not None:
                yield found


def personal_texts(name: str, values: Sequence[str]) -> PersonalColumn | None:
    """Return what kind of personal data a column of a file shows, whose values are texts; None where none is seen."""
    distinct = list(dict.fromkeys(values))[:_MOST_VALUES]
    textual = any(_NUMBER.fullmatch(text) is None for text in distinct)
    return _seen(name, values, distinct, textual=textual)


def _look(name: str, series: pd.Series) -> PersonalColumn | None:
    texts, textual = _distinct(series)
    return _seen(name, series, texts, textual=textual)


def _seen(name: str, values: Sized, texts: list[str], *, textual: bool) -> PersonalColumn | None:
    """Return what a column shows; ``texts`` are its distinct ``values``."""
    by_name = kind_of_name(name)
    by_value = _match(texts, name=name, textual=textual)
    if by_value is not None:
        kind, rate = by_value
        same = by_name is not None and by_name.kind == kind.kind
        return PersonalColumn(name, label_of(name), kind.kind, kind.reach, Basis.BOTH if same else Basis.VALUES, rate)
    if by_name is None or not by_name.fits(values, texts):
        return None
    return PersonalColumn(name, label_of(name), by_name.kind, by_name.reach, Basis.NAME)


def _distinct(series: pd.Series) -> tuple[list[str], bool]:
    """Return distinct values as texts, evenly drawn, and whether the column holds texts."""
    textual = not is_numeric(series) and not is_time(series) and series.dtype != bool
    values = plain(series.dropna()).unique()
    step = max(1, len(values) // _MOST_VALUES)
    return [_text(value) for value in values[::step][:_MOST_VALUES]], textual


def _text(value: object) -> str:
    text = str(value)
    return text.removesuffix(".0") if isinstance(value, float) else text


def _match(texts: list[str], *, name: str, textual: bool) -> tuple[ValueKind, float] | None:
    """Return the kind of value that the column holds and its hit rate; the most telling kind first."""
    if not texts:
        return None
    for kind in value_kinds():
        if not textual and not kind.numeric:
            continue
        if kind.named is not None and not kind.named.search(name):
            continue
        hits = sum(1 for text in texts if kind.matches(text))
        needed = 1 if kind.unmistakable else max(_FEWEST_VALUES, kind.share * len(texts))
        if hits >= needed and not (kind.unless is not None and kind.unless(name, texts)):
            return kind, hits / len(texts)
    return None


def free_text(series: pd.Series) -> bool:
    """Tell whether a column holds prose: mostly long, mostly distinct texts of several words."""
    texts, textual = _distinct(series)
    if not textual or len(texts) < _FEWEST_VALUES:
        return False
    prose = sum(1 for text in texts if len(text) >= _LONG and text.count(" ") >= 4)  # noqa: PLR2004 - five words
    return prose >= _TEXT_SHARE * len(texts)


_HEX = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{56}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})", re.IGNORECASE)


def digest_like(series: pd.Series) -> int:
    """Return the length in hex digits of the unsalted-looking digests that a column holds; 0 when it holds none."""
    texts, textual = _distinct(series)
    if not textual or len(texts) < _FEWEST_VALUES:
        return 0
    lengths = {len(text) for text in texts if _HEX.fullmatch(text)}
    share = sum(1 for text in texts if _HEX.fullmatch(text)) / len(texts)
    return lengths.pop() if len(lengths) == 1 and share > 0.9 else 0  # noqa: PLR2004 - nearly all of them


@cache
def guesses() -> tuple[Callable[[int], str], ...]:
    """Return generators of low-entropy identifiers, for trying whether a pseudonym is only a hash of one of them."""
    return (str, lambda number: f"{number:04d}", lambda number: f"{number:05d}", lambda number: f"{number:06d}")
