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
from jupyter_mlsec.runs.chance import taken_out

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
            **_digests(cell["outputs"]),
            duration=durations.get(index, 0.0),
        )
        for index, cell in code_cells(document)
    )


def _digests(outputs: list[Document]) -> dict[str, str | None]:
    """Return all four digests; outputs can be large, so they are normalized once."""
    plain = normalized(outputs)
    return {
        "raw": _digest(outputs),
        "normalized": _digest(plain),
        "pixels": _pixels_digest(plain),
        "numbers": _numbers_digest(plain),
    }


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
    return _pixels_digest(normalized(outputs))


def _pixels_digest(outputs: list[Document]) -> str | None:
    found = False
    replaced: list[Document] = []
    for output in outputs:
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
    return _numbers_digest(normalized(outputs))


def _numbers_digest(outputs: list[Document]) -> str | None:
    if not any(NUMBER.search(text) for text in texts(outputs)):
        return None
    return _digest(mapped(outputs, lambda text: NUMBER.sub(_rounded, text)))


def normalized(outputs: list[Document]) -> list[Document]:
    """Return the outputs with everything replaced that differs between two equal runs and means nothing."""
    kept = [
        output for output in outputs if not (output.get("output_type") == "stream" and output.get("name") == "stderr")
    ]
    bare = [
        {key: value for key, value in output.items() if key not in ("execution_count", "metadata")} for output in kept
    ]
    changed: list[Document] = mapped(bare, taken_out)
    return changed


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


def mapped(value: Any, change: Any) -> Any:  # noqa: ANN401 - walks free-form JSON
    """Return JSON with every text changed, except base64 images and keys."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        if value and all(isinstance(line, str) for line in value):
            return change("".join(value))
        return [mapped(part, change) for part in value]
    if isinstance(value, dict):
        return {key: part if key in _IMAGES else mapped(_timeless(key, part), change) for key, part in value.items()}
    return value


def _timeless(kind: str, value: Any) -> Any:  # noqa: ANN401 - free-form JSON
    """Take the times out of the records that our own probes leave in outputs; what they measured stays."""
    if kind != _RECORD or not isinstance(value, list):
        return value
    return [
        {key: part for key, part in record.items() if key not in _RECORD_TIMES} if isinstance(record, dict) else record
        for record in value
    ]


def texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - walks free-form JSON
    """Yield every text in JSON, except base64 images and keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in _IMAGES:
                yield from texts(part)


def _rounded(match: re.Match[str]) -> str:
    try:
        return f"{float(match[0]):.6g}"
    except (ValueError, OverflowError):
        return match[0]
