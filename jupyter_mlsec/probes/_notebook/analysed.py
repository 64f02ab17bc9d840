"""A notebook's code as the analyser sees it: names resolved, arguments folded; read once for all probes."""

from __future__ import annotations

from jupyter_mlsec.code.program import Program, analyse
from jupyter_mlsec.model.notebook import Notebook

_last: tuple[Notebook, Program] | None = None  # many probes look at one notebook in a row


def analysed(notebook: Notebook) -> Program:
    """Return what a notebook calls and runs, wherever the names and values came from."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    last = _last
    if last is not None and last[0] is notebook:
        return last[1]
    program = analyse(notebook)
    _last = (notebook, program)
    return program
