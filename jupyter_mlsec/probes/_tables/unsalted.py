"""Columns of digests without a key, which anybody undoes who can list what they were made of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import plain

if TYPE_CHECKING:
    import pandas as pd

_LENGTHS: Mapping[str, int] = MappingProxyType(
    {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
)
_HEX = re.compile(r"[0-9a-f]{8,128}", re.IGNORECASE)
_FEWEST_VALUES = 5
_MOST = 5_000  # digests, of which one that is found is enough
_NEARLY_ALL = 0.9
_LETTERED = 0.5  # share of the values that have letters: else they are numbers


@dataclass(frozen=True, slots=True, eq=False)
class Digests:
    """The values of a column of digests, and the algorithms that may have made them; they may be cut short."""

    algorithms: tuple[str, ...]
    length: int
    values: frozenset[str] = field(repr=False)

    def is_made_of(self, guesses: Iterable[str]) -> bool:
        """Tell whether one of some texts has a digest among the values; each is tried until one does."""
        for guess in guesses:
            data = guess.encode()
            for name in self.algorithms:
                if hashlib.new(name, data, usedforsecurity=False).hexdigest()[: self.length] in self.values:
                    return True
        return False


def digests_in(series: pd.Series) -> Digests | None:
    """Return the digests that a column holds: hexadecimal texts of one length, eight digits at least. None for none."""
    kept = series.dropna()
    if not len(kept) or not isinstance(kept.iloc[0], str):
        return None
    texts = [value for value in plain(kept).unique()[:_MOST] if isinstance(value, str)]
    found = [text.lower() for text in texts if _HEX.fullmatch(text)]
    lengths = {len(text) for text in found}
    if len(found) < _FEWEST_VALUES or len(found) < _NEARLY_ALL * len(texts) or len(lengths) != 1:
        return None
    if sum(not text.isdigit() for text in found) < _LETTERED * len(found):
        return None
    (length,) = lengths
    whole = tuple(name for name, size in _LENGTHS.items() if size == length)
    return Digests(whole or tuple(name for name, size in _LENGTHS.items() if size > length), length, frozenset(found))
