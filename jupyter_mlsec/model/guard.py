"""Guard: its modes, the deeds that it watches, and what it answered to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class GuardMode(StrEnum):
    """What the guard does about a load that it does not allow."""

    OFF = "off"
    WARN = "warn"
    BLOCK = "block"

    @property
    def strength(self) -> int:
        """The place in the order, from 0: a locked mode may be raised, never lowered."""
        return list(GuardMode).index(self)


class Deed(StrEnum):
    """What a notebook can do that the interpreter tells the guard about."""

    LOAD = "load"  # a pickle imports a name
    MARSHAL = "marshal"  # compiled code is read
    TEXT = "text"  # text is run as code
    PROCESS = "process"
    NETWORK = "network"
    NATIVE = "native-code"  # a shared library is loaded


class Answer(StrEnum):
    """What the guard made of a deed."""

    PASSED = "passed"
    WARNED = "warned"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardEvent:
    """One deed that was not simply let pass. ``name`` is a name of code (``os.system``), never a value or a path."""

    deed: Deed
    name: str
    answer: Answer
    reason: str = ""
