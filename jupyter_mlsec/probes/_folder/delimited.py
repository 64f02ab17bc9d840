"""Files of separated values, as rows: registers that people keep in a spreadsheet and save as CSV."""

from __future__ import annotations

import csv
from pathlib import Path

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.record_fields import plain

_DELIMITERS = ",;\t|"
_LARGEST = 256 * 1024  # bytes; what is longer is data
_MOST = 2_000  # rows


def delimited_rows(path: Path) -> list[list[str]]:
    """Return the plain names of the columns, and the rows that hold anything; nothing where the file is no table."""
    try:
        if path.stat().st_size > _LARGEST:
            return []
        lines = read_text(path).lstrip("\ufeff").splitlines()
    except (OSError, UnreadableError):
        return []
    lines = [line for line in lines if not line.startswith("#")]
    if not lines:
        return []
    mark = max(_DELIMITERS, key=lines[0].count)
    try:
        read = list(csv.reader(lines[: _MOST + 1], delimiter=mark))
    except csv.Error:
        return []
    return [[plain(each) for each in read[0]], *(row for row in read[1:] if any(each.strip() for each in row))]
