"""Secrets outside of sources: the output is cleared, the metadata key or attachment removed."""

from __future__ import annotations

from jupyter_mlsec.model.notebook import Cell, Json, Notebook
from jupyter_mlsec.model.rule import Fix, Removal
from jupyter_mlsec.model.text import Place, Text
from jupyter_mlsec.notebook.flatten import path_at

_REQUIRED = frozenset({"kernelspec", "language_info", "widgets"})  # go as a whole: nbformat wants what is in them
_TITLES = {
    "papermill": "strip this parameter",
    "widgets": "remove the saved widget state",
}


def clear_output(text: Text) -> tuple[Fix, ...]:
    """Return the fix that clears the one output that a text belongs to."""
    if "outputs" not in text.origin:
        return ()
    origin = text.origin[: text.origin.index("outputs") + 2]
    return (Fix("clear this output", (Removal(origin),), safe=True),)


def place_fixes(text: Text, start: int, notebook: Notebook, cell: Cell | None) -> tuple[Fix, ...]:
    """Return the fix for a secret at offset ``start`` of a text that is no source."""
    if text.place is Place.OUTPUT:
        return clear_output(text)
    if text.place is Place.ATTACHMENT and "attachments" in text.origin:
        origin = text.origin[: text.origin.index("attachments") + 2]
        return (Fix("remove this attachment", (Removal(origin),), safe=True),)
    if text.place in {Place.CELL_METADATA, Place.NOTEBOOK_METADATA} and text.origin:
        metadata = notebook.metadata if cell is None else cell.metadata
        return _remove_key(text, start, metadata)
    return ()


def _remove_key(text: Text, start: int, metadata: object) -> tuple[Fix, ...]:
    """Return the fix that removes the innermost key (or entry of a list) that holds the value."""
    key = str(text.origin[-1])
    title = _TITLES.get(key, "remove this metadata key")
    inner: tuple[str | int, ...] = ()
    if key not in _REQUIRED and isinstance(metadata, dict):
        value: Json = metadata.get(key)
        inner = path_at(value, key, start)
    if key == "papermill" and inner[:1] != ("parameters",):
        title = "remove this metadata key"
    return (Fix(title, (Removal((*text.origin, *inner)),), safe=True),)
