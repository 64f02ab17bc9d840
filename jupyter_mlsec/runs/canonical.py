"""Canonical notebooks: the same run always gives the same bytes, and an input never carries old outputs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from jupyter_mlsec.errors import UnreadableError

_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TRANSIENT = ("papermill", "execution", "ExecuteTime", "collapsed")
INJECTED = "injected-parameters"

Document = dict[str, Any]  # a notebook as JSON; Any because nbformat leaves metadata and outputs open


def dump(value: object) -> bytes:
    """Write JSON one way only: keys sorted, one space of indent, UTF-8, a newline at the end."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def sha256(data: bytes) -> str:
    """Return ``sha256:…`` of some bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def upgraded(data: bytes) -> Document:
    """Read a notebook of any version as nbformat 4.5; raise UnreadableError where it is not one."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
        if document.get("nbformat") != 4:  # noqa: PLR2004 - the format's version
            document = _converted(data)
        return _checked(document)
    except Exception as error:  # noqa: BLE001 - nbformat raises whatever its input makes it stumble over
        raise UnreadableError(f"the notebook could not be read ({type(error).__name__})") from None


def _converted(data: bytes) -> Document:
    """Convert an older format; nbformat takes long to load, so it is left alone where it is not needed."""
    import warnings

    import nbformat

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # missing and duplicate ids, which are mended anyway
        node = nbformat.reads(data.decode("utf-8-sig"), as_version=4)  # type: ignore[no-untyped-call]
    document: Document = json.loads(json.dumps(node))
    return document


def _checked(document: Document) -> Document:
    """Return the notebook with the parts that every reader counts on; TypeError or KeyError where one is missing."""
    json.dumps(document, allow_nan=False)
    cells = [_checked_cell(dict(cell)) for cell in document["cells"]]
    return {"cells": cells, "metadata": dict(document["metadata"]), "nbformat": 4, "nbformat_minor": 5}


def _checked_cell(cell: Document) -> Document:
    if cell["cell_type"] not in {"code", "markdown", "raw"}:
        raise TypeError
    cell |= {"source": joined(cell["source"]), "metadata": dict(cell.get("metadata", {}))}
    if cell["cell_type"] == "code":
        cell |= {"outputs": [dict(output) for output in cell.get("outputs", [])], "execution_count": None}
    return cell


def joined(text: object) -> str:
    """Return a multi-line string of nbformat as one string; raise TypeError for anything else."""
    if isinstance(text, str):
        return text
    if isinstance(text, list) and all(isinstance(line, str) for line in text):
        return "".join(text)
    raise TypeError


def stripped(document: Mapping[str, Any]) -> Document:
    """Return the notebook that goes into a run: no outputs, no counts, no leftovers of earlier runs, stable ids."""
    cells = []
    for cell in document["cells"]:
        if INJECTED in _tags(cell) or "papermill-error-cell-tag" in _tags(cell):
            continue
        clean = {**cell, "metadata": _lasting(cell.get("metadata", {}))}
        if cell["cell_type"] == "code":
            clean |= {"outputs": [], "execution_count": None}
        cells.append(clean)
    metadata = {key: value for key, value in _lasting(document["metadata"]).items() if key != "widgets"}
    return {"cells": _identified(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def executed(document: Mapping[str, Any]) -> Document:
    """Return what came out of a run without anything that differs between two equal runs."""
    cells = []
    for cell in document["cells"]:
        clean = {**cell, "source": joined(cell["source"]), "metadata": _lasting(cell.get("metadata", {}))}
        if cell["cell_type"] == "code":
            clean["outputs"] = coalesced(cell.get("outputs", []))
            if INJECTED in _tags(cell):
                clean["id"] = INJECTED
        cells.append(clean)
    metadata = _lasting(document["metadata"])
    return {"cells": _identified(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def coalesced(outputs: list[Document]) -> list[Document]:
    """Join the pieces of each stream: where a write was cut in two is chance."""
    merged: list[Document] = []
    streams: dict[str, Document] = {}
    pieces: dict[str, list[str]] = {}  # joined at the end: adding to a long text copies it each time
    for output in outputs:
        clean = {key: value for key, value in output.items() if key != "transient"}
        name = clean.get("name") if clean.get("output_type") == "stream" else None
        if name is not None:
            pieces.setdefault(name, []).append(joined(clean.get("text", "")))
            if name in streams:
                continue
            streams[name] = clean
        merged.append(clean)
    for name, stream in streams.items():
        stream["text"] = "".join(pieces.pop(name))
    # stdout and stderr travel on their own ways; which came first says nothing
    first = [output for output in merged if output.get("output_type") == "stream"]
    first.sort(key=lambda output: str(output.get("name")), reverse=True)
    places = iter(first)
    return [next(places) if output.get("output_type") == "stream" else output for output in merged]


def _lasting(metadata: Mapping[str, Any]) -> Document:
    kept = {key: value for key, value in metadata.items() if key not in _TRANSIENT}
    return {key: value for key, value in kept.items() if (key, value) != ("tags", [])}  # papermill adds empty ones


def _tags(cell: Mapping[str, Any]) -> list[object]:
    found = cell.get("metadata", {}).get("tags", [])
    return found if isinstance(found, list) else []


def _identified(cells: list[Document]) -> list[Document]:
    """Give each cell an id that is valid, unique and the same in every run."""
    taken: set[str] = set()
    for cell in cells:
        name = cell.get("id")
        if not isinstance(name, str) or not _CELL_ID.fullmatch(name) or name in taken:
            base = hashlib.sha256(cell["source"].encode("utf-8", "surrogatepass")).hexdigest()[:8]
            name = next(f"{base}-{number}" for number in range(len(cells) + 1) if f"{base}-{number}" not in taken)
        taken.add(name)
        cell["id"] = name
    return cells
