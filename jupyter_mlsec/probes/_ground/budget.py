"""How long a probe may take: seconds that are set around it, and places at which it looks whether they are over.

A probe cannot be stopped from outside without leaving a person's model half-way through a call. So every call of a
model's ``predict``, and every round of a long search, passes a checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

from jupyter_mlsec.probes._ground.observations import NotEvidenceError

_end: ContextVar[tuple[float, float] | None] = ContextVar("mlsec_probe_budget", default=None)


class OverBudgetError(NotEvidenceError):
    """The time that was set for a probe is over; what it had seen until then is not evidence."""


@contextmanager
def within(seconds: float | None) -> Iterator[None]:
    """Let what runs inside take ``seconds``; None sets no end."""
    token = _end.set(None if seconds is None else (perf_counter() + seconds, seconds))
    try:
        yield
    finally:
        _end.reset(token)


def checkpoint() -> None:
    """Raise OverBudgetError where the time is over."""
    end = _end.get()
    if end is not None and perf_counter() > end[0]:
        raise OverBudgetError(
            f"it took longer than its budget of {end[1]:g} s", help="Give it more time, or fewer rows: --budget SECONDS"
        )
