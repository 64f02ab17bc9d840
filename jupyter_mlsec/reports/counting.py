"""Counts in words: ``1 finding``, ``2 findings``, ``2 critical, 1 high``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return the number with its noun, in the plural where it is not 1."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def tally(values: Iterable[StrEnum], order: Iterable[StrEnum]) -> str:
    """Return how often each value occurs, in the given order and without zeros: ``2 critical, 1 high``."""
    counts = Counter(values)
    return ", ".join(f"{counts[value]} {value.value}" for value in order if counts[value])
