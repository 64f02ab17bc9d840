"""A notebook's code as the analyser sees it: names resolved, arguments folded; read once for all probes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.program import Program, analyse
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.cells import body_of, parse_notebook, parsed_source
from jupyter_mlsec.probes._notebook.readings import note_reading

_last: tuple[Notebook, Program] | None = None  # many probes look at one notebook in a row


def analysed(notebook: Notebook) -> Program:
    """Return what a notebook and the code beside it call and run, wherever the names and values came from."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    note_reading()
    last = _last
    if last is not None and last[0] is notebook:
        return last[1]
    program = analyse(notebook, files=notebook.beside.files)
    _last = (notebook, program)
    return program


def trees_of(notebook: Notebook) -> Iterator[ast.Module]:
    """Yield the cells that are Python, and the code beside them that the notebook uses, as trees."""
    for parsed in parse_notebook(notebook):
        if parsed.tree is not None:
            yield parsed.tree
    for texts in notebook.beside.files.values():
        for text in texts:
            yield from parsed_source(body_of(text.content)).trees
