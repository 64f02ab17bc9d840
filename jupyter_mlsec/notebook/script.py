"""Python files as notebooks of one cell, so that the same rules see both."""

from __future__ import annotations

import io
import tokenize

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook, TargetKind
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text


def read_script(path: str, data: bytes) -> Notebook:
    """Read a ``.py`` file in the encoding it declares (PEP 263). Raises ``UnreadableError`` when that fails."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        content = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        raise UnreadableError("not text in UTF-8 or in the encoding that its first lines declare") from None
    cell = Cell(CellRef(0, None), CellKind.CODE, Text(Place.SOURCE, content, Syntax.PYTHON))
    return Notebook(path, TargetKind.SCRIPT, (cell,))
