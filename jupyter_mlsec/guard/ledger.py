"""Ledger: how often a session did what, by name and answer; what the checklist's evidence is made from."""

from __future__ import annotations

import os
from collections import Counter
from threading import RLock

from jupyter_mlsec.model.guard import Answer, Deed

_MOST_NAMES = 500  # different names of one kind; more are counted together
OTHERS = "others"


class Ledger:
    """Counts deeds. It holds names of code, of programs and of libraries, never an argument or a path."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[Deed, str, Answer]] = Counter()
        self._lock = RLock()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self) -> None:
        """Forget the lock of a thread that does not exist in this child."""
        self._lock = RLock()

    def note(self, deed: Deed, name: str, answer: Answer = Answer.PASSED) -> int:
        """Count one deed and return how often it has been done by now."""
        key = (deed, name, answer)
        with self._lock:
            if key not in self._counts and len(self._counts) >= _MOST_NAMES:
                key = (deed, OTHERS, answer)
            self._counts[key] += 1
            return self._counts[key]

    def counted(self) -> dict[tuple[Deed, str, Answer], int]:
        """Return the counts so far."""
        with self._lock:
            return dict(self._counts)

    def total(self, deed: Deed, *answers: Answer) -> int:
        """Return how often a deed was done, with one of these answers (any, where none is given)."""
        return sum(
            number
            for (done, _, answer), number in self.counted().items()
            if done is deed and (not answers or answer in answers)
        )
