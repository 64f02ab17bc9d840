"""Refuses a dangerous cell before anything of it runs, in every front end, by IPython's own way of saying no."""

from __future__ import annotations

import ast
import sys
import threading
from typing import TYPE_CHECKING, Any

from IPython.core.error import InputRejected

from jupyter_mlsec.code.memory import Memory
from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.magic.gate import how_to_allow, in_words, stopping
from jupyter_mlsec.model.guard import GuardMode
from jupyter_mlsec.model.rule import Family

if TYPE_CHECKING:
    from jupyter_mlsec.magic.session import Session

_RUNNING = frozenset({Family.UNSAFE_LOAD, Family.CODE_EXECUTION, Family.SUPPLY_CHAIN})


class CellRefused(InputRejected):
    """A cell that was not run. Shown as a sentence and what to do, without the frames that refused it."""

    def __init__(self, message: str, advice: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.advice = message, advice

    def _render_traceback_(self) -> list[str]:
        return [f"error: {self.message}", *(f"  help: {line}" for line in self.advice)]


class CellGuard(ast.NodeTransformer):
    """An ``ast`` transformer that changes nothing, and raises ``InputRejected`` for a cell that must not run.

    The tree has lost the cell's comments and magics; the text comes from IPython's ``pre_run_cell`` event. A silent
    execution has no such event, and is looked at as the tree says it. What a cell's own magics run (``%%time``) was
    looked at with the cell.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._thread = threading.local()  # subshells run cells side by side

    @property
    def _cells(self) -> list[list[Any]]:
        if not hasattr(self._thread, "cells"):
            self._thread.cells = []
        cells: list[list[Any]] = self._thread.cells
        return cells

    @property
    def _remembered(self) -> Memory:
        if not hasattr(self._thread, "memory"):
            self._thread.memory = Memory()
        memory: Memory = self._thread.memory
        return memory

    def begin(self, info: Any) -> None:  # noqa: ANN401 - IPython's ExecutionInfo is untyped
        """Remember the text of the cell that is about to run: ``pre_run_cell``."""
        self._cells.append([info.raw_cell, False])

    def end(self, _result: object = None) -> None:
        """Forget it, and see what it has written: ``post_run_cell``."""
        if self._cells:
            self._cells.pop()
        GUARD.written.settle()

    def visit(self, node: ast.AST) -> ast.AST:
        """Return the cell's tree as it is. Raises ``CellRefused`` where the cell must not run."""
        if GUARD.mode is GuardMode.OFF:
            return node
        cells = self._cells
        if cells and cells[-1][1]:
            return node
        try:
            cell = cells[-1][0] if cells else ast.unparse(node)
            self._check(cell)
        except CellRefused:
            raise
        except Exception as error:  # noqa: BLE001 - IPython drops a transformer that fails, and the guard with it
            reason = error.message if isinstance(error, MlsecError) else type(error).__name__
            self._object(f"it could not be checked ({reason})", ())
        if cells:
            cells[-1][1] = True
        return node

    def _check(self, cell: str) -> None:
        earlier = self._session.sources()
        if earlier and earlier[-1] == cell:
            earlier.pop()
        found, reason = stopping(self._session, earlier, cell, self._remembered)
        if reason is not None and earlier:  # what nobody can look at may be another cell
            alone, reason = stopping(self._session, [], cell)
            found = found or alone
        found = [finding for finding in found if finding.family in _RUNNING]
        if found:
            advice = (*dict.fromkeys(finding.remedy for finding in found), how_to_allow(found[0]))
            self._object("; ".join(in_words(finding) for finding in found), advice)
        elif reason is not None:
            self._object(f"it could not be checked ({reason})", ())

    def _object(self, words: str, advice: tuple[str, ...]) -> None:
        if GUARD.mode is GuardMode.BLOCK:
            raise CellRefused(f"the guard did not run this cell: {words}", advice)
        print(f"warning: {words}; in block mode the guard would not have run this cell", file=sys.stderr)  # noqa: T201
