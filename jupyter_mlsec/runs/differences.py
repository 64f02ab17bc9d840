"""What differs between the outputs of a cell in two runs, in words: which output, and how much; never a value."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from jupyter_mlsec.runs.canonical import Document, joined
from jupyter_mlsec.runs.results import NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What counts as the same number or picture: relative and absolute difference, share of pixels that may differ."""

    relative: float = 1e-6
    absolute: float = 1e-9
    pixels: float = 0.0


def difference(before: list[Document], after: list[Document], tolerance: Tolerance) -> str | None:
    """Say what differs beyond the tolerance between two lists of normalized outputs; None where nothing does."""
    if len(before) != len(after):
        return f"{_outputs(len(after))} instead of {len(before)}"
    found = []
    for number, (one, other) in enumerate(zip(before, after, strict=True), 1):
        found += [f"{what} of output {number}" for what in _within(one, other, tolerance)]
    return "; ".join(found) or None


def _outputs(count: int) -> str:
    return "1 output" if count == 1 else f"{count} outputs"


def _within(one: Document, other: Document, tolerance: Tolerance) -> Iterator[str]:
    if one.get("output_type") != other.get("output_type"):
        yield f"the kind ({other.get('output_type')} instead of {one.get('output_type')})"
        return
    parts, others = _parts(one), _parts(other)
    if parts.keys() != others.keys():
        yield "the formats"
        return
    for kind, value in parts.items():
        if kind.startswith("image/") and kind != "image/svg+xml":
            share = changed_share(value, others[kind])
            if share is None:
                yield f"the picture ({kind}), which cannot be compared by its pixels,"
            elif share > tolerance.pixels:
                yield f"{share:.2%} of the pixels of the picture ({kind})"
        elif not close(value, others[kind], tolerance):
            yield _of_text(kind, value, others[kind], tolerance)


def _parts(output: Document) -> Mapping[str, Any]:
    data = output.get("data")
    rest = {key: value for key, value in output.items() if key not in {"data", "output_type"}}
    return rest | (data if isinstance(data, dict) else {})


def _of_text(kind: str, one: object, other: object, tolerance: Tolerance) -> str:
    if not isinstance(one, str) or not isinstance(other, str):
        return f"the {kind}"
    if NUMBER.split(one) == NUMBER.split(other):
        return f"numbers (by up to {_spread(one, other):.2g} relative) in the {kind}"
    lines, others = one.splitlines(), other.splitlines()
    if len(lines) != len(others):
        return f"the number of lines ({len(others)} instead of {len(lines)}) of the {kind}"
    changed = [number for number, pair in enumerate(zip(lines, others, strict=True), 1) if not close(*pair, tolerance)]
    if len(lines) == 1 or not changed:
        return f"the {kind}"
    more = "" if len(changed) == 1 else f" and {len(changed) - 1} more of {len(lines)} lines"
    return f"line {changed[0]}{more} of the {kind}"


def _spread(one: str, other: str) -> float:
    """Return the largest relative difference of two numbers at the same place."""
    pairs = zip(map(float, NUMBER.findall(one)), map(float, NUMBER.findall(other)), strict=True)
    return max((abs(a - b) / max(abs(a), abs(b)) for a, b in pairs if a != b), default=0.0)


def close(one: Any, other: Any, tolerance: Tolerance) -> bool:  # noqa: ANN401 - free-form JSON
    """Whether two JSON values are the same but for numbers, in texts too, that are close enough."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=tolerance.relative, abs_tol=tolerance.absolute)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(close(one[key], other[key], tolerance) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(close(a, b, tolerance) for a, b in zip(one, other, strict=True))
    if isinstance(one, str) and isinstance(other, str):
        numbers, others = NUMBER.findall(one), NUMBER.findall(other)
        return NUMBER.split(one) == NUMBER.split(other) and all(
            math.isclose(float(a), float(b), rel_tol=tolerance.relative, abs_tol=tolerance.absolute)
            for a, b in zip(numbers, others, strict=True)
        )
    return False


def changed_share(one: object, other: object) -> float | None:
    """Return the share of pixels that differ between two encoded pictures; 1 for other sizes, None without Pillow."""
    try:
        from PIL import Image, ImageChops

        pictures = []
        for encoded in (one, other):
            with Image.open(io.BytesIO(base64.b64decode(joined(encoded)))) as image:
                pictures.append(image.convert("RGBA"))
        if pictures[0].size != pictures[1].size:
            return 1.0
        channels = reduce(ImageChops.lighter, ImageChops.difference(*pictures).split())
        same = channels.histogram()[0]
        return 1.0 - same / (channels.width * channels.height)
    except (ImportError, OSError, ValueError, TypeError, SyntaxError, Warning):
        return None
