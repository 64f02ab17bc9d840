"""From a content's first bytes to what reads it; formats hand what they hold back to it, down to pickles or data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from jupyter_mlsec.artifacts.budget import Budget, CutError
from jupyter_mlsec.artifacts.content import Content, Visit, window
from jupyter_mlsec.artifacts.format import Certainty, Format, OtherFormatError
from jupyter_mlsec.artifacts.formats._discovery import artifact_formats
from jupyter_mlsec.artifacts.sight import Sights
from jupyter_mlsec.errors import UnreadableError

_NAMING = frozenset({"dangerous-pickle-import", "unvetted-pickle-import"})


@dataclass
class Walk:
    """One file's way through its containers; everything seen goes to ``sights``."""

    sights: Sights
    budget: Budget

    def file(self, stream: BinaryIO, size: int, name: str = "") -> None:
        """Look at a whole file. Raises ``UnreadableError`` or ``OSError`` where that ends early."""
        visit = Visit(self.sights, self.budget, self._look, name)
        Content(visit, lambda: window(stream, 0, size), size, name).look()

    def _look(self, content: Content) -> None:
        if not content.head:
            if content.depth:
                return
            raise CutError("the file is empty")
        formats = artifact_formats()
        if content.name:
            for found in formats:
                reader = found.claims(content)
                if reader is not None:
                    reader(content)
                    return
        certain = {found.name: found.begins(content) for found in formats}
        sure, at_end, likely, guesses = (
            [found for found in formats if certain[found.name] == degree]
            for degree in (Certainty.SURE, Certainty.AT_END, Certainty.LIKELY, Certainty.GUESS)
        )
        sure = sure or likely[:1]
        if not any(found.is_container for found in sure):
            sure += at_end
        if sure:
            self._look_behind(content, sure, [found for found in guesses if found.can_hide])
        if len(sure) > 1:
            self._several(content, sure)
        elif sure:
            sure[0].read(content)
        else:
            self._guess(content, guesses)

    def _guess(self, content: Content, formats: list[Format]) -> None:
        for found in formats:
            try:
                found.read(content)
            except OtherFormatError:
                continue
            return
        raise UnreadableError("its content is in no format that this version reads")

    def _look_behind(self, content: Content, sure: list[Format], guesses: list[Format]) -> None:
        """Try formats without a mark on a content that bears another's: only what they name counts."""
        for found in guesses:
            before = dict(self.sights.found)
            try:
                found.read(content)
            except UnreadableError:
                self.sights.drop_guesses(before)
                self.budget.tick()
            rules = {sight.rule for sight in self.sights.found if sight not in before}
            if rules.isdisjoint(_NAMING):
                self.sights.found = before
                continue
            names = " and ".join(sorted((found.name, *(one.name for one in sure))))
            self.sights.add("two-formats-in-one-file", names, f"the file is {names} at once")

    def _several(self, content: Content, formats: list[Format]) -> None:
        names = " and ".join(found.name for found in formats)
        self.sights.add("two-formats-in-one-file", names, f"the file is {names} at once")
        for found in formats:
            try:
                found.read(content)
            except UnreadableError as error:
                self.budget.tick()
                self.sights.cannot(f"{found.name}: {error.message}")
