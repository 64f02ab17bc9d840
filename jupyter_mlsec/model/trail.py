"""What is known of the sign-offs that an audit trail records: whose signature stands behind each line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from jupyter_mlsec.model.run import Failure


class Recorded(Protocol):
    """One entry of a trail, as who checks it needs it."""

    @property
    def sequence(self) -> int:
        """Its number, from 0."""

    @property
    def time(self) -> str:
        """When it happened, ISO 8601."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def outcome(self) -> str:
        """How, in one word."""

    @property
    def person(self) -> str:
        """Who did it."""

    @property
    def digests(self) -> Mapping[str, str]:
        """What it was done to, and the signature behind it."""

    @property
    def previous(self) -> str:
        """The digest of the entry before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffs:
    """The sign-offs of a trail by the numbers of their entries (from 0), and what is wrong with any of them.

    ``signed`` carry a signature of one who counts that covers the entry and all before it. ``unsigned`` were recorded
    before sign-offs were signed: anybody who may write the file can have written them.
    """

    signed: tuple[int, ...] = ()
    unsigned: tuple[int, ...] = ()
    failures: tuple[Failure, ...] = ()

    def told(self) -> str:
        """Return how many there are of each, in words; "" where there is no sign-off."""
        parts = [f"{len(self.signed)} signed"] if self.signed else []
        parts += [f"{len(self.unsigned)} unsigned"] if self.unsigned else []
        parts += [f"{len(self.failures)} that cannot be verified"] if self.failures else []
        return f"sign-offs: {', '.join(parts)}" if parts else ""


SignOffWitness = Callable[[Iterable[Recorded]], SignOffs]
