"""The fixes of secrets: which way there is out of each place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from jupyter_mlsec.code.ipython import cell_magic
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook, TargetKind
from jupyter_mlsec.model.rule import Fix
from jupyter_mlsec.model.text import Place, Span, Syntax, Text
from jupyter_mlsec.scan.fixes.asked import Asked
from jupyter_mlsec.scan.fixes.bindings import Bindings, Code, code_of, own_code, parses_as_before
from jupyter_mlsec.scan.fixes.edits import conflict, edited, edits_of
from jupyter_mlsec.scan.fixes.foreign_code import foreign_fixes
from jupyter_mlsec.scan.fixes.places import place_fixes
from jupyter_mlsec.scan.fixes.python_code import python_fixes
from jupyter_mlsec.scan.fixes.shell_code import magic_fixes, shell_fixes
from jupyter_mlsec.scan.fixes.variable import Variables
from jupyter_mlsec.secrets.kind import kinds_by_name
from jupyter_mlsec.secrets.match import SecretMatch

_SHELLS = frozenset({"bash", "sh", "!", "sx", "system", "zsh", "ksh", "dash"})
_PYTHONS = frozenset({"python", "python3", "pypy", "pypy3"})
_LONG, _MANY = 200_000, 200  # characters and secrets of a text beyond which each gets a stand-in, and no more
_SHORTEST_AGAIN = 8


@dataclass
class SecretFixes:
    """Makes the fixes of one notebook's secrets; they share the names of variables."""

    notebook: Notebook
    _bindings: Bindings = field(init=False)
    _variables: Variables = field(default_factory=Variables)
    _codes: dict[int, Code | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the notebook's imports once."""
        cells = self.notebook.cells if self.notebook.language == "python" else ()
        self._bindings = Bindings(cells)

    def of(self, text: Text, matches: Sequence[SecretMatch]) -> list[tuple[Fix, ...]]:
        """Return the fixes of each of one text's secrets, the one to prefer first."""
        try:
            return self._of(text, matches)
        except Exception:  # noqa: BLE001 - what cannot be fixed is found all the same
            return [() for _ in matches]

    def _of(self, text: Text, matches: Sequence[SecretMatch]) -> list[tuple[Fix, ...]]:
        if text.place is not Place.SOURCE:
            cell = self._cell(text)
            return [place_fixes(text, match.span.start, self.notebook, cell) for match in matches]
        if not text.origin and self._cell(text) is None:
            return [() for _ in matches]  # a file that could not be read
        if len(text.content) > _LONG or len(matches) > _MANY:
            return [self._asked(text, match).masked() for match in matches]
        found = [self._of_source(self._asked(text, match), matches) for match in matches]
        return self._sound(text, matches, found)

    def _cell(self, text: Text) -> Cell | None:
        if text.cell is not None:
            return self.notebook.cells[text.cell.index]
        is_script = self.notebook.kind is TargetKind.SCRIPT and bool(self.notebook.cells)
        return self.notebook.cells[0] if is_script else None

    def _asked(self, text: Text, match: SecretMatch) -> Asked:
        span = _trimmed(text, match.span)
        value = text.content[span.start : span.end]
        return Asked(kinds_by_name()[match.rule], text, span, value, self._bindings, self._variables)

    def _of_source(self, asked: Asked, matches: Sequence[SecretMatch]) -> tuple[Fix, ...]:
        fixes = self._candidates(asked)
        return (*(_together(fix, self._again(asked, matches)) for fix in fixes[:1]), *fixes[1:])

    def _sound(
        self, text: Text, matches: Sequence[SecretMatch], found: Sequence[tuple[Fix, ...]]
    ) -> list[tuple[Fix, ...]]:
        """Return the fixes that leave code that parses: seen at once for all, and one by one where that is not so."""
        together = Fix("", (), safe=True)
        for fixes in found:
            together = _together(together, fixes[:1])
        if _leaves_code(text, together) and all(
            set(fixes[0].changes) <= set(together.changes) for fixes in found if fixes
        ):
            return list(found)
        kept = []
        for match, fixes in zip(matches, found, strict=True):
            sound = tuple(fix for fix in fixes if _leaves_code(text, fix))
            kept.append(sound or tuple(fix for fix in self._asked(text, match).masked() if _leaves_code(text, fix)))
        return kept

    def _again(self, asked: Asked, matches: Sequence[SecretMatch]) -> Iterator[Fix]:
        """Yield the fixes for the same value where nothing but the value says that it is a secret."""
        content, value, at = asked.text.content, asked.value, -1
        if len(value) < _SHORTEST_AGAIN:
            return
        while (at := content.find(value, at + 1)) >= 0:
            end = at + len(value)
            if not any(match.span.start < end and at < match.span.end for match in matches):
                yield from self._candidates(replace(asked, span=Span(at, end)))[:1]

    def _candidates(self, asked: Asked) -> tuple[Fix, ...]:
        text = asked.text
        cell = self._cell(text)
        if cell is not None and cell.kind is not CellKind.CODE:
            return asked.masked()
        if text.syntax is not Syntax.PYTHON:
            return foreign_fixes(asked, self.notebook.language)
        code = self._code(text)
        if code is not None:
            return _in_code(asked, code)
        return _in_magic(asked)

    def _code(self, text: Text) -> Code | None:
        if id(text) not in self._codes:
            self._codes[id(text)] = own_code(text)
        return self._codes[id(text)]


def _in_magic(asked: Asked) -> tuple[Fix, ...]:
    """Return the fixes for a secret in the body of a cell magic that is not the notebook's own Python."""
    text = asked.text
    magic = cell_magic(text.content)
    if magic is None or asked.span.start < magic.body:
        return asked.masked()
    words = text.content[slice(*magic.line)].split()
    name = words[0].rpartition("/")[2] if magic.name == "script" and words else magic.name
    if name in _SHELLS:
        return shell_fixes(asked, magic.body, strict=True)
    if name in _PYTHONS or (name in {"writefile", "file"} and words and words[-1].endswith(".py")):
        return _in_code(asked, code_of(text, magic.body, alone=True))
    return asked.masked()


def _leaves_code(text: Text, fix: Fix) -> bool:
    """Whether a cell parses as before once a fix is made."""
    if text.syntax is not Syntax.PYTHON:
        return True
    return parses_as_before(
        text.content, edited(text.content, (edit for edit in edits_of(fix.changes) if edit.text is text))
    )


def _together(fix: Fix, others: Iterable[Fix]) -> Fix:
    """Return one fix that does what several do, as far as they do not get in each other's way."""
    changes = list(fix.changes)
    for other in others:
        edits = list(edits_of(changes))
        if not any(conflict(edit, own) for edit in edits_of(other.changes) for own in edits):
            changes += [change for change in other.changes if change not in changes]
    return replace(fix, changes=tuple(changes))


def _in_code(asked: Asked, code: Code) -> tuple[Fix, ...]:
    start = asked.span.start - code.base
    for magic in code.ranges:
        if magic[1] <= start < magic[3]:
            return magic_fixes(asked, code, magic)
    return python_fixes(asked, code)


def _trimmed(text: Text, span: Span) -> Span:
    """Return the span without blanks at its ends."""
    value = text.content[span.start : span.end]
    start = span.start + len(value) - len(value.lstrip())
    return Span(start, max(start, span.end - len(value) + len(value.rstrip())))
