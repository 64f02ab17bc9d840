"""Sight: something that was seen in a file, and the collection of all that was."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

_NAME = re.compile(r"[A-Za-z_][\w.]{0,119}\Z", re.ASCII)
_NAMELESS = "a name that is no identifier"
_DOCUMENTS = 16 << 20  # bytes of notebooks and scripts in one archive that are looked at
_MEMBER = re.compile(r"[\w./ -]{1,80}\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sight:
    """One observation: the rule's name, the words for the reader, and the member of the archive it is in."""

    rule: str
    thing: str
    message: str | None = None
    member: str = ""

    @property
    def line(self) -> str:
        """The one line of text that stands for the place; no position, so that it survives a re-save."""
        return f"{self.member}: {self.thing}" if self.member else self.thing


@dataclass
class Sights:
    """All observations of one file, each once, and why it could not be looked at in full, if it could not."""

    found: dict[Sight, None] = field(default_factory=dict)
    problems: dict[str, None] = field(default_factory=dict)
    member: str = ""
    documents: list[tuple[str, bytes]] = field(default_factory=list)

    def add(self, rule: str, thing: str, message: str | None = None) -> None:
        """Remember one observation in the current member; a hostile file cannot make the list long."""
        if len(self.found) < 500:  # noqa: PLR2004 - more would help nobody
            self.found[Sight(rule, thing, message, self.member)] = None

    def cannot(self, problem: str) -> None:
        """Remember that something was not looked at."""
        if len(self.problems) < 8:  # noqa: PLR2004 - the same
            self.problems[f"{self.member}: {problem}" if self.member else problem] = None

    def hand_up(self, document: bytes) -> None:
        """Keep the notebook or Python file that the current member is: the engine for such files looks at it."""
        if len(self.documents) >= 64 or sum(len(data) for _, data in self.documents) + len(document) > _DOCUMENTS:  # noqa: PLR2004 - the same
            self.cannot("it holds more notebooks and scripts than are looked at")
        else:
            self.documents.append((self.member, document))

    def drop_guesses(self, known: Container[Sight]) -> None:
        """Forget what was seen beyond ``known``: it was no pickle after all, and "cat" on a line is no import.

        A loader runs what comes before it fails: imports of known primitives are kept.
        """
        self.found = {
            sight: None
            for sight in self.found
            if sight in known or (sight.rule == "dangerous-pickle-import" and _NAMELESS not in sight.thing)
        }


def shown_name(name: str) -> str:
    """Return a name as it may be printed: what is no plain identifier could be anything, a secret included."""
    return name if _NAME.match(name) else _NAMELESS


def shown_member(name: str) -> str:
    """Return a member's path as it may be printed."""
    return name if _MEMBER.match(name) else "a member with an unusual name"
