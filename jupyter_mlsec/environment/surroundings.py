"""What a kernel's environment is, gathered while the kernel runs: packages, lock, runtime facts."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.environment.installed import Environment, read_environment
from jupyter_mlsec.environment.lock import Lock, lock
from jupyter_mlsec.environment.runtime import runtime_facts

if TYPE_CHECKING:
    from concurrent.futures import Future


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What was there when the run had ended."""

    environment: Environment
    lock: Lock
    facts: Mapping[str, object] = field(repr=False)


class Survey:
    """Asks one interpreter, in processes of its own that run beside the notebook's.

    A notebook may install packages: so the list of what is installed is read again at the end, and whatever was made
    of another list is made anew. ``variables`` is the kernel's environment.
    """

    def __init__(self, python: str | None, *, online: bool = False, variables: Mapping[str, str] | None = None) -> None:
        self._python, self._online, self._variables = python, online, variables
        self._pool = ThreadPoolExecutor(3, thread_name_prefix="survey")
        self._first = self._pool.submit(read_environment, python)
        self._locked: Future[Lock] = self._pool.submit(lambda: self._lock(self._first.result()))
        self._facts: Future[dict[str, object]] = self._pool.submit(self._measure)

    def finish(self) -> Surveyed:
        """Return what is there now. Raises AuditError where the interpreter cannot be asked."""
        again = self._pool.submit(read_environment, self._python)
        first, locked, facts = self._first.result(), self._locked.result(), self._facts.result()
        now = again.result()
        if now != first:
            measured = self._pool.submit(self._measure)
            locked, facts = self._lock(now), measured.result()
        return Surveyed(environment=now, lock=locked, facts=facts)

    def close(self) -> None:
        """Start nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _lock(self, environment: Environment) -> Lock:
        return lock(environment, python=self._python, online=self._online)

    def _measure(self) -> dict[str, object]:
        return runtime_facts(self._python, variables=self._variables)
