"""Memo: what a pickle has numbered in order to refer to it later."""

from __future__ import annotations

from functools import cache

from jupyter_mlsec.artifacts.budget import Budget
from jupyter_mlsec.artifacts.names import vetted
from jupyter_mlsec.artifacts.special_states import READ_KEYS
from jupyter_mlsec.artifacts.value import FORGOTTEN, Mapping, Sequence, Value

_GAP = 256  # numbers that may be left out; what jumps further is kept apart


class _Absent:
    """Nothing was numbered so."""


_ABSENT = _Absent()


class Memo:
    """Numbered values. ``dense`` holds them by number; ``is_dense`` says that none is missing or kept apart."""

    def __init__(self, budget: Budget) -> None:
        self.dense: list[Value | _Absent] = []
        self._sparse: dict[int, Value] = {}
        self._holes = 0
        self._budget = budget

    @property
    def is_dense(self) -> bool:
        """Whether the next value without a number gets the next number of ``dense``."""
        return not (self._holes or self._sparse)

    def add(self, value: Value) -> None:
        """Give ``value`` the number that the format says: how many there are."""
        self.put(len(self.dense) - self._holes + len(self._sparse), value)

    def put(self, number: int, value: Value) -> None:
        """Give a value this number. Raises ``UnreadableError`` where there are too many."""
        self._budget.keep(8)
        if not self._budget.keeps_texts:
            value = forgotten(value)
        elif isinstance(value, str | bytes):
            self._budget.kept_texts += len(value) + 60
        gap = number - len(self.dense)
        if gap > _GAP or number in self._sparse:
            self._budget.keep(120)
            self._sparse[number] = value
            return
        if gap >= 0:
            self.dense.extend([_ABSENT] * gap)
            self.dense.append(value)
            self._holes += gap
            return
        self._holes -= self.dense[number] is _ABSENT
        self.dense[number] = value

    def get(self, number: int) -> Value:
        """Return what was numbered so. Raises ``LookupError`` where nothing was."""
        found = self._sparse[number] if number in self._sparse else self.dense[number]
        if not isinstance(found, _Absent):
            return found
        raise LookupError(number)


def forgotten(value: Value) -> Value:
    """Return what is remembered of a value when there is no room: names that are known cost nothing."""
    if isinstance(value, str):
        return _known_texts().get(value, FORGOTTEN)
    return FORGOTTEN if isinstance(value, bytes | Sequence | Mapping) else value


@cache
def _known_texts() -> dict[str, str]:
    texts = {module: module for module in vetted()}
    texts.update((name, name) for names in vetted().values() for name in names)
    texts["__class__"] = "__class__"
    texts.update((key, key) for key in READ_KEYS)
    return texts
