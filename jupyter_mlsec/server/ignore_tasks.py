"""A worker's task: the record that ignores one finding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jupyter_mlsec.model.text import Place, Position
from jupyter_mlsec.notebook.ignored import write_ignored
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.server.tasks import beside, config_of


def ignore(header: Mapping[str, Any], document: bytes) -> dict[str, Any]:
    """Return the record ``mlsec-record/1``. Raises ``UsageError`` where the finding is not there, or is locked."""
    from jupyter_mlsec.scan.ignore import Pointed
    from jupyter_mlsec.scan.ignore import ignore as made

    config, form = config_of(header), header["finding"]
    position = Position(form["line"], form["column"], form["end_line"], form["end_column"])
    pointed = Pointed(form["rule"], form["cell"], Place(form["place"]), position, form["nth"])
    notebook = read_notebook(header["path"], document)
    now = datetime.now(UTC)
    record = made(notebook, config, pointed, header["reason"], now=now, kernel=beside(header, config))
    return write_ignored(record)
