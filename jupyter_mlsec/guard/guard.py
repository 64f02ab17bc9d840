"""Guard: the policy, the answers to what the interpreter reports, and the counts; one for each process.

It stops loads. Code that already runs in this process can change it, as it can change everything else: it is a guard
for loads, not a sandbox.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from jupyter_mlsec.artifacts.names import vetted
from jupyter_mlsec.artifacts.primitives import primitives
from jupyter_mlsec.artifacts.sight import shown_name
from jupyter_mlsec.errors import GuardError
from jupyter_mlsec.guard.deeds import Deeds
from jupyter_mlsec.guard.hook import Handler, arm
from jupyter_mlsec.guard.judge import opinion
from jupyter_mlsec.guard.ledger import Ledger
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.guard.written import Written
from jupyter_mlsec.model.guard import Answer, Deed, GuardEvent, GuardMode

Listener = Callable[[GuardEvent], None]
_own = threading.local()


def tell_log(event: GuardEvent) -> None:
    """Say what happened in the log of a process that has nobody to tell."""
    logging.getLogger("jupyter_mlsec.guard").warning("%s: %s %s", event.answer, event.name, event.reason)


@dataclass
class Guard:
    """Answers audit events by a policy that can be replaced at any time."""

    policy: Policy = field(default_factory=Policy)
    ledger: Ledger = field(default_factory=Ledger)
    written: Written = field(default_factory=Written)
    tell: Listener = tell_log
    _passed: set[tuple[Any, ...]] = field(default_factory=set)  # names that need no second thought

    @property
    def mode(self) -> GuardMode:
        """What is done about a load that is not allowed."""
        return self.policy.mode

    def follow(self, policy: Policy) -> None:
        """Act by this policy from now on."""
        vetted()  # read now: nothing is opened while an event is answered
        primitives()
        self.policy = policy
        self._passed = set()
        arm({} if policy.mode is GuardMode.OFF else self.handlers())

    def handlers(self) -> dict[str, Handler]:
        """Return who answers which event."""
        return {"pickle.find_class": self.imported, "open": self.written.opened, **Deeds(self.done).handlers()}

    def imported(self, arguments: tuple[Any, ...]) -> None:
        """Answer a pickle that imports a name. Raises ``GuardError`` before the pickle gets it."""
        if arguments in self._passed:
            return
        module, name = arguments
        found = opinion(module, name, self.policy, sys._getframe(2))  # noqa: SLF001 - behind this and the hook
        full = f"{shown_name(str(module))}.{shown_name(str(name))}"
        if found.objection is not None:
            self.answer(Deed.LOAD, full, found.objection)
            return
        if found.lasts:
            self._passed.add(arguments)
        self.ledger.note(Deed.LOAD, full)

    def done(self, deed: Deed, name: str) -> None:
        """Answer any other deed. Raises ``GuardError`` where the policy refuses it."""
        if getattr(_own, "unwatched", False):
            return
        if deed in self.policy.refused:
            self.answer(deed, name, "which this project's configuration refuses (guard-refuse)")
        else:
            self.ledger.note(deed, name)

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Do something of the guard's own in this thread that is no deed of the notebook's; loads stay watched."""
        _own.unwatched = True
        try:
            yield
        finally:
            _own.unwatched = False

    def answer(self, deed: Deed, name: str, reason: str) -> None:
        """Count a deed that is not allowed, say so, and stop it in block mode."""
        blocked = self.policy.mode is GuardMode.BLOCK
        event = GuardEvent(deed=deed, name=name, answer=Answer.BLOCKED if blocked else Answer.WARNED, reason=reason)
        times = self.ledger.note(deed, name, event.answer)
        if blocked or times == 1:
            try:
                self.tell(event)
            except Exception:  # noqa: BLE001 - whatever keeps us from telling must not let the load go on
                tell_log(event)
        if blocked:
            raise error_of(event)


def error_of(event: GuardEvent) -> GuardError:
    """Return the exception that stops a deed, with what to do next."""
    if event.deed is not Deed.LOAD:
        return GuardError(
            f"the guard stopped this cell: {event.deed} ({event.name}), {event.reason}",
            help="%mlsec guard warn lets it pass for this session, unless the policy locks the guard",
        )
    module, _, name = event.name.rpartition(".")
    return GuardError(
        f"the guard stopped this load: the pickle imports {event.name}, {event.reason}; none of it has run",
        help=(
            "mlsec scan FILE lists everything that the file imports",
            f'if you know why it is there: %mlsec guard allow {module}:{name} --reason "…"',
        ),
    )


GUARD = Guard()
