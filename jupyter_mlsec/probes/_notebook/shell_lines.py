"""The lines that a notebook gives to a shell: after ``!``, in ``%%bash`` cells, and as magics without their sign."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_mlsec.model.notebook import CellKind, Notebook

_SHELLS = ("%%bash", "%%sh", "%%script", "%%!", "%%zsh")


def shell_lines(notebook: Notebook) -> Iterator[str]:
    """Yield the shell's lines in the order of the cells, continued ones as one."""
    for cell in notebook.cells:
        if cell.kind is not CellKind.CODE:
            continue
        source = cell.source.content.replace("\\\n", " ")
        whole = source.lstrip().startswith(_SHELLS)
        for line in source.splitlines():
            text = line.strip()
            if whole and not text.startswith(("%%", "#")):
                yield text
            elif text.startswith(("!", "%sx ", "%system ")):
                yield text.lstrip("!").strip()
