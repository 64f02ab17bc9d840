"""Results: the digests of each code cell's outputs at four levels, from the exact bytes to the numbers in them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from jupyter_mlsec.model.run import CellResult, CellState
from jupyter_mlsec.runs.canonical import Document, joined, sha256

# What differs between two equal runs and means nothing, in the order in which it is replaced.
_NORMAL = (
    (re.compile(r"\x1b\[[0-9;?]*[A-Za-z]"), ""),
    (re.compile(r"[^\n]*\r(?!\n)"), ""),
    (re.compile(r"(?:/[^\s\"'<>]*)?/ipykernel_\d+/\d+\.py"), "<cell>"),
    (re.compile(r"<ipython-input-[^>]*>"), "<cell>"),
    (
        re.compile(r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[1-5][0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}\b", re.IGNORECASE),
        "<uuid>",
    ),
    (re.compile(r"\b0x[0-9a-fA-F]{6,16}\b"), "<address>"),
    (re.compile(r"\bsk-container-id-\d+\b"), "sk-container-id"),
    (re.compile(r"\b(T_)[0-9a-f]{5}(?=_|\b)"), r"\1id"),
    (re.compile(r"\bsk-estimator-id-\d+\b"), "sk-estimator-id"),
    (re.compile(r"(?m)^(?:CPU times|Wall time|Elapsed|Duration):.*$"), "<timing>"),
    (re.compile(r"[\d.]+ ?(?:ns|µs|us|ms|s|min|h)(?: [\d.]+ ?(?:ns|µs|us|ms|s|min))? ± [^\n]*"), "<timing>"),
    (re.compile(r"\b\d+(?:\.\d+)?(?:ns|µs|us|ms|s)/(?:step|epoch|it|sample)\b"), "<timing>"),
    (re.compile(r"(?<= )\d+(?:\.\d+)?m?s(?= <timing>)"), "<timing>"),
)
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?![\w.])")
_RECORD = "application/vnd.jupyter-mlsec.record+json"
_RECORD_TIMES = frozenset({"time", "duration", "expires"})
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp")


def cell_results(
    document: Mapping[str, Any], states: Mapping[int, CellState], durations: Mapping[int, float]
) -> tuple[CellResult, ...]:
    """Return one result a code cell of an executed notebook (canonical form), in order."""
    return tuple(
        CellResult(
            index=index,
            id=cell["id"],
            state=states.get(index, CellState.NOT_RUN),
            source=sha256(cell["source"].encode("utf-8", "surrogatepass")),
            raw=raw_digest(cell["outputs"]),
            normalized=normalized_digest(cell["outputs"]),
            pixels=pixels_digest(cell["outputs"]),
            numbers=numbers_digest(cell["outputs"]),
            duration=durations.get(index, 0.0),
        )
        for index, cell in code_cells(document)
    )


def code_cells(document: Mapping[str, Any]) -> Iterator[tuple[int, Document]]:
    """Yield each code cell with its index among all cells."""
    return ((index, cell) for index, cell in enumerate(document["cells"]) if cell["cell_type"] == "code")


def raw_digest(outputs: list[Document]) -> str | None:
    """Digest the outputs as they are; None where there are none."""
    return _digest(outputs)


def normalized_digest(outputs: list[Document]) -> str | None:
    """Digest the outputs without addresses, timings, generated ids, colours and stderr."""
    return _digest(normalized(outputs))


def pixels_digest(outputs: list[Document]) -> str | None:
    """Digest like ``normalized``, images by their pixels; None without an image, or where Pillow is not installed."""
    found = False
    replaced: list[Document] = []
    for output in normalized(outputs):
        data = output.get("data", {})
        images = [kind for kind in _IMAGES if kind in data]
        pixels = {kind: pixel_digest(data[kind]) for kind in images}
        if None in pixels.values():
            return None
        found = found or bool(images)
        replaced.append({**output, "data": data | pixels} if images else output)
    return _digest(replaced) if found else None


def numbers_digest(outputs: list[Document]) -> str | None:
    """Digest like ``normalized``, each number rounded to six significant digits; None where no number occurs."""
    before = normalized(outputs)
    after = _mapped(before, lambda text: NUMBER.sub(_rounded, text))
    has_number = any(NUMBER.search(text) for text in _texts(before))
    return _digest(after) if has_number else None


def normalized(outputs: list[Document]) -> list[Document]:
    """Return the outputs with everything replaced that differs between two equal runs and means nothing."""
    kept = [
        output for output in outputs if not (output.get("output_type") == "stream" and output.get("name") == "stderr")
    ]
    bare = [
        {key: value for key, value in output.items() if key not in ("execution_count", "metadata")} for output in kept
    ]
    mapped: list[Document] = _mapped(bare, normalized_text)
    return mapped


def normalized_text(text: str) -> str:
    """Return one text without what is chance in it."""
    for pattern, replacement in _NORMAL:
        text = pattern.sub(replacement, text)
    return text


def pixel_digest(encoded: object) -> str | None:
    """Digest an image's size and RGBA pixels; None where Pillow is missing or cannot read it."""
    try:
        import io

        from PIL import Image

        data = base64.b64decode(joined(encoded))
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP")) as image:
            pixels = image.convert("RGBA")
        return sha256(f"{pixels.width}x{pixels.height}:".encode() + pixels.tobytes())
    except (ImportError, TypeError, ValueError, OSError, binascii.Error, SyntaxError, MemoryError, Warning):
        return None
    except Exception as error:
        if type(error).__name__ == "DecompressionBombError":  # Pillow's own class, which must not be imported above
            return None
        raise


def _digest(outputs: list[Document]) -> str | None:
    if not outputs:
        return None
    text = json.dumps(outputs, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass"))


def _mapped(value: Any, change: Any) -> Any:  # noqa: ANN401 - walks free-form JSON
    """Return JSON with every text changed, except base64 images and keys."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        if value and all(isinstance(line, str) for line in value):
            return change("".join(value))
        return [_mapped(part, change) for part in value]
    if isinstance(value, dict):
        return {key: part if key in _IMAGES else _mapped(_timeless(key, part), change) for key, part in value.items()}
    return value


def _timeless(kind: str, value: Any) -> Any:  # noqa: ANN401 - free-form JSON
    """Take the times out of the records that our own probes leave in outputs; what they measured stays."""
    if kind != _RECORD or not isinstance(value, list):
        return value
    return [
        {key: part for key, part in record.items() if key not in _RECORD_TIMES} if isinstance(record, dict) else record
        for record in value
    ]


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - walks free-form JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _IMAGES:
                yield from _texts(part)


def _rounded(match: re.Match[str]) -> str:
    try:
        return f"{float(match[0]):.6g}"
    except (ValueError, OverflowError):
        return match[0]
