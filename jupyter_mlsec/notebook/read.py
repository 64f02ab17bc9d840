"""Bytes or JSON -> Notebook: all fourteen places decoded, nbformat 1 to 4, nothing silently left out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import cast

import msgspec

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.model.notebook import Cell, CellKind, Json, Notebook, Output, TargetKind
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text
from jupyter_mlsec.notebook.flatten import flatten
from jupyter_mlsec.notebook.outputs import Where, read_attachments, read_output
from jupyter_mlsec.notebook.strings import multiline

_KINDS = {"code": CellKind.CODE, "markdown": CellKind.MARKDOWN, "raw": CellKind.RAW, "heading": CellKind.MARKDOWN}
_LATEST_MAJOR = 4


def decode_json(data: bytes) -> Mapping[str, Json]:
    """Decode a notebook's bytes. Raises ``UnreadableError`` for what is no JSON object; the reason names no content."""
    try:
        decoded: object = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        decoded = _decode_leniently(data)
    if not isinstance(decoded, Mapping):
        raise UnreadableError("not a notebook: the file does not hold a JSON object")
    return cast("Mapping[str, Json]", decoded)


def _decode_leniently(data: bytes) -> object:
    """Decode what the standard library still reads: NaN, lone surrogates, UTF-16 and UTF-32 with or without a mark."""
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"not valid {error.encoding.upper()} at byte {error.start}", help="save the notebook as UTF-8"
        ) from None
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise UnreadableError("the JSON is nested too deeply to be a notebook") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(
            f"not valid JSON at line {error.lineno}, column {error.colno}",
            help="open it in JupyterLab and save it again, or restore it from version control",
        ) from None
    except ValueError:  # a number with more digits than Python converts
        raise UnreadableError("the JSON holds a number that is too long") from None


def read_notebook(path: str, document: bytes | Mapping[str, Json]) -> Notebook:
    """Read a notebook from a file's bytes or from the JSON that a front end holds.

    Raises ``UnreadableError`` when it is no notebook at all; parts that cannot be decoded become ``problems``, and the
    rest is read all the same.
    """
    root = decode_json(document) if isinstance(document, bytes) else document
    major, minor = _format(root)
    metadata = _object(root.get("metadata"))
    language = _language(metadata)
    problems: list[str] = []
    if major > _LATEST_MAJOR:
        problems.append(f"nbformat {major} is newer than this version reads")
    cells: list[Cell] = []
    for origin, value in _raw_cells(root, major):
        ref = CellRef(len(cells), _cell_id(value))
        cells.append(_read_cell(value, ref, origin, language, problems))
    texts = _metadata_texts(root.get("metadata"), None, ("metadata",), Place.NOTEBOOK_METADATA, problems)
    return Notebook(
        path, TargetKind.NOTEBOOK, tuple(cells), language, metadata, tuple(texts), (major, minor), tuple(problems)
    )


def _format(root: Mapping[str, Json]) -> tuple[int, int]:
    major, minor = root.get("nbformat"), root.get("nbformat_minor", 0)
    if isinstance(major, bool) or not isinstance(major, int):
        raise UnreadableError("not a notebook: nbformat is missing")
    return major, minor if isinstance(minor, int) else 0


def _object(value: object) -> Mapping[str, Json]:
    return cast("Mapping[str, Json]", value) if isinstance(value, Mapping) else {}


def _language(metadata: Mapping[str, Json]) -> str:
    """Return the kernel's language in lower case; a notebook that does not say is taken for Python."""
    for section, key in (("language_info", "name"), ("kernelspec", "language")):
        name = _object(metadata.get(section)).get(key)
        if isinstance(name, str) and name:
            name = name.lower()
            return "python" if name in {"ipython", "ipython3", "python3", "python2", "xpython"} else name
    return "python"


def _raw_cells(root: Mapping[str, Json], major: int) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Yield (JSON path, cell) for nbformat 4's list of cells, and for the worksheets of nbformat 2 and 3."""
    if "cells" not in root and major < _LATEST_MAJOR:
        worksheets = root.get("worksheets")
        if not isinstance(worksheets, list):
            raise UnreadableError("not a notebook: it has neither cells nor worksheets")
        for number, sheet in enumerate(worksheets):
            cells = _object(sheet).get("cells")
            if not isinstance(cells, list):
                raise UnreadableError("not a notebook: a worksheet has no list of cells")
            yield from ((("worksheets", number, "cells", index), cell) for index, cell in enumerate(cells))
        return
    cells = root.get("cells")
    if not isinstance(cells, list):
        raise UnreadableError("not a notebook: it has no list of cells")
    yield from ((("cells", index), cell) for index, cell in enumerate(cells))


def _cell_id(value: object) -> str | None:
    found = value.get("id") if isinstance(value, Mapping) else None
    return found if isinstance(found, str) and found else None


def _read_cell(value: object, ref: CellRef, origin: tuple[str | int, ...], language: str, problems: list[str]) -> Cell:
    """Decode one cell; what is malformed in it becomes a problem, and the other cells are read all the same."""
    if not isinstance(value, Mapping):
        problems.append(f"cell {ref.number} is not an object")
        return Cell(ref, CellKind.RAW, Text(Place.SOURCE, "", Syntax.PLAIN, ref, origin))
    kind = _KINDS.get(str(value.get("cell_type")), CellKind.RAW)
    key = next((name for name in ("source", "input", "code") if name in value), "source")  # nbformat 4, 2 and 3, 1
    content, outputs, attachments = "", [], []
    try:
        content = multiline(value.get(key), "the source")
        attachments = list(read_attachments(value.get("attachments") or {}, ref, (*origin, "attachments")))
    except (UnreadableError, RecursionError) as error:
        problems.append(f"cell {ref.number}: {_told(error)}")
    for number, output in enumerate(_list(value.get("outputs"), ref, problems)):
        try:
            outputs.append(read_output(output, Where(ref, Place.OUTPUT, (*origin, "outputs", number))))
        except (UnreadableError, RecursionError) as error:
            problems.append(f"cell {ref.number}, output {number + 1}: {_told(error)}")
            outputs.append(Output("unreadable", ()))
    texts = _metadata_texts(value.get("metadata"), ref, (*origin, "metadata"), Place.CELL_METADATA, problems)
    count = value.get("execution_count", value.get("prompt_number"))
    return Cell(
        ref,
        kind,
        Text(Place.SOURCE, content, _syntax(kind, language), ref, (*origin, key)),
        count if isinstance(count, int) else None,
        tuple(outputs),
        _object(value.get("metadata")),
        (*texts, *attachments, *(text for output in outputs for text in output.texts)),
    )


def _told(error: UnreadableError | RecursionError) -> str:
    """Return our own words: those of an exception that is not ours could quote what was read."""
    return error.message if isinstance(error, UnreadableError) else "nested too deeply"


def _list(value: object, ref: CellRef, problems: list[str]) -> list[object]:
    if value is None or isinstance(value, list):
        return value or []
    problems.append(f"cell {ref.number}: its outputs are not a list")
    return []


def _syntax(kind: CellKind, language: str) -> Syntax:
    if kind is CellKind.CODE:
        return Syntax.PYTHON if language == "python" else Syntax.OTHER_CODE
    return Syntax.MARKDOWN if kind is CellKind.MARKDOWN else Syntax.PLAIN


def _metadata_texts(
    value: object, ref: CellRef | None, origin: tuple[str | int, ...], place: Place, problems: list[str]
) -> list[Text]:
    """Return one text for each top-level key, so that a fix can remove that key and nothing else."""
    where = "the notebook" if ref is None else f"cell {ref.number}"
    if value is None:
        return []
    if not isinstance(value, Mapping):
        problems.append(f"{where}: its metadata are not an object")
        return []
    texts = []
    for key, item in value.items():
        try:
            content, labels = flatten(cast("Json", item), str(key))
        except RecursionError as error:
            problems.append(f"{where}: {_told(error)}")
            continue
        if content:
            texts.append(Text(place, content, Syntax.DATA, ref, (*origin, str(key)), labels))
    return texts
