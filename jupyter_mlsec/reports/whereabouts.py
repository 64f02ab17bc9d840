"""Where a finding is, in words: the cell, the place in it, the line and the column."""

from __future__ import annotations

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.text import CellRef, Place

COMMIT_LENGTH = 12  # digits of a commit's id, enough to be unique in the largest repositories there are

_PLACES = {
    Place.OUTPUT: "output",
    Place.CELL_METADATA: "metadata",
    Place.NOTEBOOK_METADATA: "notebook metadata",
    Place.ATTACHMENT: "attachment",
}


def cell_name(cell: CellRef) -> str:
    """Return ``cell 3 (8f2c01ab)``, counted from 1 as JupyterLab does; without an id, ``cell 3``."""
    return f"cell {cell.number}" if cell.id is None else f"cell {cell.number} ({cell.id})"


def place_name(finding: Finding) -> str:
    """Return where in its file a finding is: ``cell 3 (8f2c01ab), output, line 2:9``; empty for a whole artefact."""
    if finding.place is Place.ARTIFACT:
        return ""
    parts = [] if finding.cell is None else [cell_name(finding.cell)]
    if finding.place in _PLACES:
        parts.append(_PLACES[finding.place])
    parts.append(f"line {finding.position.line}:{finding.position.column}")
    return ", ".join(parts)


def whereabouts(finding: Finding) -> str:
    """Return the path and the place: ``train.ipynb: cell 3 (8f2c01ab), line 2:9``."""
    place = place_name(finding)
    path = file_name(finding.path, finding.commit)
    return f"{path}: {place}" if place else path


def file_name(path: str, commit: str | None) -> str:
    """Return a path, and in a history the commit before it, as git writes it: ``8f2c01ab9d:train.ipynb``."""
    return path if commit is None else f"{commit[:COMMIT_LENGTH]}:{path}"
