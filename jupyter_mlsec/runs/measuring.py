"""A run that measures: one request after the last cell, whose records become part of the executed notebook.

The request is no cell of the notebook: it is not in the results, and doing the run again compares the notebook's own
cells. What it saw goes where a notebook keeps its checklist, into the metadata.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jupyter_mlsec.errors import RunError
from jupyter_mlsec.runs.canonical import Document
from jupyter_mlsec.runs.execution import Measure

CELL_ID = "mlsec-measure-the-run"  # nobody's cell is called that, and if it is, the run is refused
_SOURCE = "from jupyter_mlsec.magic.run_end import measure_run\n\nmeasure_run(heavy={heavy})"
_RECORD = "application/vnd.jupyter-mlsec.record+json"
_FORMAT = "mlsec-record/1"
_KEY = "mlsec"  # of the notebook's metadata


def check(document: Mapping[str, Any], language: str) -> None:
    """Raise RunError where what a notebook makes cannot be measured at all."""
    if language != "python":
        raise RunError(f"models and tables of a {language} kernel cannot be measured", help="run it without --measure")
    if any(cell["id"] == CELL_ID for cell in document["cells"]):
        raise RunError(f"a cell of the notebook has the id {CELL_ID}", help="give the cell another id")


def request(measure: Measure) -> Document:
    """Return what is sent to the kernel after the last cell."""
    source = _SOURCE.format(heavy=measure is Measure.HEAVY)
    return {
        "cell_type": "code",
        "id": CELL_ID,
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def is_request(cell: Mapping[str, Any]) -> bool:
    """Whether this is what ``request`` made."""
    return cell.get("id") == CELL_ID


def kept(document: Document) -> Document:
    """Return an executed notebook without the request, and with its records in the metadata."""
    records = [record for cell in document["cells"] if is_request(cell) for record in _records(cell["outputs"])]
    cells = [cell for cell in document["cells"] if not is_request(cell)]
    metadata = dict(document["metadata"])
    if records:
        before = metadata.get(_KEY, {"format": _FORMAT, "records": []})
        metadata[_KEY] = {**before, "records": [*before["records"], *records]}
    return {**document, "cells": cells, "metadata": metadata}


def number_of_records(document: Mapping[str, Any], before: Mapping[str, Any]) -> int:
    """Return how many records the executed notebook's metadata has that the notebook itself had not."""
    return len(_own(document)) - len(_own(before))


def unmeasured(metadata: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """Return an executed notebook's metadata as the notebook had them, before ``number`` records were added.

    Only evidence can have been added: whatever else stands among the newest records stays, and is a difference.
    """
    records = _own({"metadata": metadata})
    newest = records[len(records) - number :] if 0 < number <= len(records) else []
    if not newest or not all(isinstance(each, Mapping) and each.get("kind") == "evidence" for each in newest):
        return metadata
    before = records[: len(records) - number]
    own = {**metadata[_KEY], "records": before}
    if own == {"format": _FORMAT, "records": []}:
        return {key: value for key, value in metadata.items() if key != _KEY}
    return {**metadata, _KEY: own}


def _own(document: Mapping[str, Any]) -> list[Any]:
    own = document["metadata"].get(_KEY)
    found = own.get("records") if isinstance(own, Mapping) else None
    return found if isinstance(found, list) else []


def _records(outputs: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    for output in outputs:
        value = output.get("data", {}).get(_RECORD, [])
        yield from value if isinstance(value, list) else [value]
