"""The order of cells: as they ran, by their execution counts, and as they are written."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.model.notebook import Cell


def orders(cells: Sequence[Cell]) -> tuple[list[Cell], list[Cell]]:
    """Return the cells as they ran and as they are written.

    Cells that never ran stay behind the one that they are written after. Counts that rise from top to bottom (or
    counts that repeat, as after a restart) say nothing that the document does not say.
    """
    written = list(cells)
    counts = [cell.execution_count for cell in written if cell.execution_count is not None]
    if counts == sorted(counts) or len(set(counts)) != len(counts):
        return written, written
    keys: list[tuple[float, int]] = []
    last = 0.0
    for position, cell in enumerate(written):
        last = last if cell.execution_count is None else float(cell.execution_count)
        keys.append((last, position))
    return [cell for _, cell in sorted(zip(keys, written, strict=True), key=lambda entry: entry[0])], written
