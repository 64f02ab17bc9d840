"""A notebook's code as the analyser sees it: names resolved, arguments folded; read once for all probes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.code.program import Program
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._notebook.cells import body_of, parse_notebook, parsed_source
from jupyter_mlsec.probes._notebook.program import read_program


def analysed(notebook: Notebook) -> Program:
    """Return what a notebook and the code beside it call and run, wherever the names and values came from."""
    return Program(read_program(notebook).history)


def trees_of(notebook: Notebook) -> Iterator[ast.Module]:
    """Yield the cells that are Python, and the code beside them that the notebook uses, as trees."""
    for parsed in parse_notebook(notebook):
        if parsed.tree is not None:
            yield parsed.tree
    for texts in notebook.beside.files.values():
        for text in texts:
            yield from parsed_source(body_of(text.content)).trees
