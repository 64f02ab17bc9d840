"""What the magics know between two cells: the shell, the document it belongs to, and the evidence collected so far."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from difflib import get_close_matches
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.kernel_guard import KernelGuard
from jupyter_mlsec.magic.paths import follow, root

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell

    from jupyter_mlsec.config.settings import Config
    from jupyter_mlsec.lifecycle.records import Record
    from jupyter_mlsec.magic.moments import Moments
    from jupyter_mlsec.magic.open_tables import TableQuestion
    from jupyter_mlsec.magic.shown import Shown
    from jupyter_mlsec.model.audit import AuditReport
    from jupyter_mlsec.model.notebook import Json, Notebook

# Who tells a kernel which document it works for: our own runs, Jupyter Server, VS Code (in the namespace).
_PATH_VARIABLES = ("MLSEC_NOTEBOOK", "JPY_SESSION_NAME")
RUNNING = "MLSEC_NOTEBOOK"  # set by an export for its own kernel
_VSCODE_NAME = "__vsc_ipynb_file__"
_EMPTY_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")
_CELLS = ("<module>", "<cell line: ")  # what IPython calls the code of a cell, by its version
TABLES = frozenset({"numpy", "pandas", "polars", "pyarrow"})  # without one of them there is no table to look at


class Session:
    """One shell's state."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.records: list[Record] = []  # evidence, answers, waivers and declarations made in this kernel
        self.pending: list[Shown] = []
        self.questions: dict[str, TableQuestion] = {}  # what was asked about each table, to be asked again
        self.audit: AuditReport | None = None  # the newest audit of this kernel's environment
        self._moments: Moments | None = None
        self._cell, self._caught_up = "", 0  # the cell that runs, and up to which of its lines moments are noted
        self.guard = KernelGuard(self)

    def value(self, name: str) -> Any:  # noqa: ANN401 - whatever the person's variable holds
        """Return the variable called ``name``, or the part of one that ``name`` leads to: ``test["text"]``.

        Raises ``UsageError`` where there is none; nothing is called but what looks the part up.
        """
        namespace: dict[str, Any] = self.shell.user_ns
        if name in namespace:
            return namespace[name]
        name, path = root(name), name
        if name in namespace:
            return follow(path, namespace)
        close = get_close_matches(name, [key for key in namespace if not key.startswith("_")], n=1)
        raise UsageError(
            f"there is no variable {name!r} in this kernel",
            help=f"did you mean {close[0]}?" if close else "run the cell that defines it first",
        )

    def notebook_path(self) -> Path | None:
        """Return the document's file, or None where nobody told this kernel."""
        candidates = [os.environ.get(variable, "") for variable in _PATH_VARIABLES]
        candidates.append(str(self.shell.user_ns.get(_VSCODE_NAME, "")))
        paths = (Path(candidate) for candidate in candidates if candidate.endswith(".ipynb"))
        return next((path for path in paths if path.is_file()), None)

    def folder(self) -> Path:
        """Return the folder that configuration and data are looked for in."""
        path = self.notebook_path()
        return path.parent if path else Path.cwd()

    def config(self) -> Config:
        """Return the configuration that counts here."""
        from jupyter_mlsec.config.load import load_config

        return load_config(self.folder())

    def notebook(self) -> tuple[Notebook, str]:
        """Return the notebook, and in words what it is: the saved document, or the cells that this kernel has run."""
        from jupyter_mlsec.notebook.read import read_notebook

        path = self.notebook_path()
        if path is not None:
            return read_notebook(path.name, path.read_bytes()), f"{path.name} as it was last saved"
        return read_notebook("this session", document(self.sources())), "the cells that this kernel has run"

    def _history(self) -> Iterator[tuple[int, str]]:
        raw = getattr(self.shell.history_manager, "input_hist_raw", [])
        return ((number, source) for number, source in enumerate(raw) if source)

    def earlier_sources(self) -> list[str]:
        """Return the sources of the cells that ran before the present one, in the order they ran."""
        return [source for _, source in self._history()][:-1]

    def sources(self) -> list[str]:
        """Return the sources of all cells that ran, the present one included."""
        return [source for _, source in self._history()]

    def declared(self, topic: str, name: str) -> dict[str, str]:
        """Return the fields that this session declared for ``name``, the newest last word first."""
        from jupyter_mlsec.model.checklist import Declaration

        fields: dict[str, str] = {}
        for record in self.records:
            if isinstance(record, Declaration) and (record.topic, record.name) == (topic, name):
                fields |= record.fields
        return fields

    def said(self, topic: str) -> dict[str, str]:
        """Return the fields that the notebook and this session declared on one topic, whatever they are about."""
        from jupyter_mlsec.lifecycle.state import merge, read_state

        stored = merge([*read_state(self.notebook()[0]).records, *self.records]).declarations
        fields: dict[str, str] = {}
        for record in sorted(stored, key=lambda each: each.time):
            if record.topic == topic:
                fields |= record.fields
        return fields

    @property
    def is_running(self) -> bool:
        """Whether this kernel belongs to an export: a notebook that exports itself must not do so without end."""
        return RUNNING in os.environ

    def keep(self, records: list[Record]) -> None:
        """Remember records for the rest of this kernel's life."""
        self.records.extend(records)

    @property
    def moments(self) -> Moments:
        """What the cells did to tables since the extension was loaded."""
        if self._moments is None:
            from jupyter_mlsec.magic.moments import Moments

            self._moments = Moments()
        return self._moments

    def begin(self, info: ExecutionInfo) -> None:
        """Take note of a cell that is about to run."""
        self._cell, self._caught_up = _as_it_runs(info), 0

    def catch_up(self) -> None:
        """Take note of what the cell that runs has done so far: a model may be measured where it is fitted."""
        frame = sys._getframe()  # noqa: SLF001 - as IPython finds the namespace of a magic
        while frame.f_back is not None and frame.f_globals is not self.shell.user_ns:
            frame = frame.f_back
        if frame.f_globals is self.shell.user_ns and frame.f_code.co_name.startswith(_CELLS):
            self._note(before=frame.f_lineno)

    def note(self, result: ExecutionResult | None) -> None:
        """Take note of a cell that has run; a cell without a table costs next to nothing.

        There is no result of a cell that IPython could not even compile for its depth.
        """
        source = _as_it_runs(result.info if result is not None else None)
        if source != self._cell:  # another one that ran within it was the last to begin
            self._cell, self._caught_up = source, 0
        self._note()
        self._cell = ""

    def _note(self, before: float = inf) -> None:
        if not self._cell or not TABLES & sys.modules.keys():
            return
        try:
            self.moments.ran(self._cell, self.shell.user_ns, after=self._caught_up, before=before)
        except Exception:  # noqa: BLE001 - a strange variable must not disturb the person's cell
            self._moments = None  # what is not known for certain is open, not a pass
        self._caught_up = int(min(before - 1, self._cell.count("\n") + 1))

    def show_pending(self, *_result: object) -> None:
        """Display results that the cell did not show itself, so that their records are not lost."""
        from IPython.display import display

        pending, self.pending = self.pending, []
        for shown in pending:
            if not shown.was_displayed:
                display(shown)  # type: ignore[no-untyped-call]


def _as_it_runs(info: ExecutionInfo | None) -> str:
    """Return a cell's source with its lines numbered as IPython numbers them: from the first that is not empty."""
    source = info.raw_cell if info is not None else ""
    return _EMPTY_LINES.sub("", source) if isinstance(source, str) else ""


def document(sources: list[str]) -> dict[str, Json]:
    """Return a notebook document of code cells with these sources."""
    cells: list[Json] = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
