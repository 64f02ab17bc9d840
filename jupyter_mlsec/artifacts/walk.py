"""From a content's first bytes to what reads it; formats hand what they hold back to it, down to pickles or data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from jupyter_mlsec.artifacts.budget import Budget, CutError
from jupyter_mlsec.artifacts.carving import carve
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
        if content.name:
            for found in artifact_formats():
                reader = found.claims(content)
                if reader is not None:
                    reader(content)
                    return
        self._by_content(content)

    def _by_content(self, content: Content) -> None:
        formats = artifact_formats()
        certain = {found.name: found.begins(content) for found in formats}
        sure, at_end, likely, guesses = (
            [found for found in formats if certain[found.name] == degree]
            for degree in (Certainty.SURE, Certainty.AT_END, Certainty.LIKELY, Certainty.GUESS)
        )
        sure = sure or likely[:1]
        if any(found.is_container for found in sure):
            at_end = []
        sure += at_end
        if not sure:
            self._guess(content, guesses)
            return
        self._look_behind(content, sure, [found for found in guesses if found.can_hide])
        if len(sure) == 1:
            sure[0].read(content)
        elif not (at_end and self._holds(content, sure, at_end)):
            self._several(content, sure)

    def _holds(self, content: Content, sure: list[Format], at_end: list[Format]) -> bool:
        """Read a file by itself, and say whether the archive that seems to end it stands in something it holds."""
        known, problems = dict(self.sights.found), dict(self.sights.problems)
        if len(sure) - len(at_end) != 1:
            return False
        try:
            sure[0].read(content)
        except UnreadableError:
            self.budget.tick()
        else:
            end = (content.size or 0) - len(content.tail) + content.tail.rfind(b"PK\5\6")
            if any(start <= end < stop for start, stop in content.handed):
                return True
        self.sights.found, self.sights.problems = known, problems
        return False

    def _guess(self, content: Content, formats: list[Format]) -> None:
        for found in formats:
            try:
                found.read(content)
            except OtherFormatError:
                continue
            return
        carve(content)
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
