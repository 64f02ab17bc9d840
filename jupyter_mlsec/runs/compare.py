"""Compare two executions of one notebook, cell by cell, and say what probably made them differ."""

from __future__ import annotations

import base64
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from jupyter_mlsec.runs.around import Around, folder_before
from jupyter_mlsec.runs.canonical import Document, joined
from jupyter_mlsec.runs.results import (
    NUMBER,
    code_cells,
    mapped,
    normalized,
    normalized_digest,
    pixels_digest,
    raw_digest,
    texts,
)

_CHANCE = re.compile(r"\b(?:default_rng\(\s*\)|uuid\d?\b|secrets\.|urandom|SystemRandom|random_state\s*=\s*None)")
_CLOCK = re.compile(r"\b(?:time\.|datetime|perf_counter|Timestamp\.now|today\(\)|now\(\)|%%?time)")
_MACHINE = re.compile(r"\b(?:getpid|gethostname|platform\.|cpu_count|getcwd|tempfile|psutil)")
_THREADS = re.compile(r"\b(?:n_jobs|Thread|multiprocessing|joblib|svd|SVD|KMeans|torch|tensorflow)")


class Level(StrEnum):
    """How close a cell's second outputs are to its first, from the same bytes to nothing in common."""

    RAW = "raw"
    NORMALIZED = "normalized"
    PIXELS = "pixels"
    NUMBERS = "numbers"
    DIFFERENT = "different"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What counts as the same number or picture: relative and absolute difference, share of pixels that may differ."""

    relative: float = 1e-6
    absolute: float = 1e-9
    pixels: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellComparison:
    """One cell of two runs. ``what`` and ``cause`` are for people, and empty where nothing differs."""

    index: int
    level: Level
    what: str = ""
    cause: str = ""


def compare(
    first: Document,
    second: Document | None,
    tolerance: Tolerance,
    around: tuple[Around, Around] | None = None,
) -> tuple[CellComparison, ...]:
    """Compare the code cells of two executed notebooks in canonical form; None stands for a run that failed.

    ``around`` says when and where both ran: their clocks and folders count as chance then.
    """
    after = dict(code_cells(second)) if second is not None else {}
    pairs = [(index, cell, after.get(index)) for index, cell in code_cells(first)]
    if around is not None:
        around = (_placed(pairs, *around), around[1])
    return tuple(_compare_cell(index, cell, other, tolerance, around) for index, cell, other in pairs)


def _placed(pairs: list[tuple[int, Document, Document | None]], first: Around, second: Around) -> Around:
    """Return what is known about the first run, with the folder that the second one gives away."""
    if first.folder or not second.folder:
        return first
    for _, one, other in pairs:
        if other is not None and one["source"] == other["source"] and one["outputs"] != other["outputs"]:
            for text, another in zip(texts(one["outputs"]), texts(other["outputs"]), strict=False):
                folder = folder_before(first.taken_out(text), _with_folder(second, another), second.folder)
                if folder is not None:
                    return replace(first, folder=folder)
    return first


def _with_folder(second: Around, text: str) -> str:
    """Return a text of the second run without its clock, the folder left in it."""
    return replace(second, folder="").taken_out(text)


def _compare_cell(
    index: int, one: Document, other: Document | None, tolerance: Tolerance, around: tuple[Around, Around] | None
) -> CellComparison:
    if other is None or other["source"] != one["source"]:
        return CellComparison(index=index, level=Level.NOT_RUN)
    before, after = one["outputs"], other["outputs"]
    if raw_digest(before) == raw_digest(after):
        return CellComparison(index=index, level=Level.RAW)
    if around is not None:
        before, after = (mapped(part, each.taken_out) for part, each in zip((before, after), around, strict=True))
    for level, digest in (
        (Level.NORMALIZED, normalized_digest),
        (Level.PIXELS, pixels_digest),
    ):
        mark = digest(before)
        if mark == digest(after) and (mark is not None or level is not Level.PIXELS):
            return CellComparison(index=index, level=level)
    what = _difference(normalized(before), normalized(after), tolerance)
    if what is None:
        return CellComparison(index=index, level=Level.NUMBERS)
    return CellComparison(index=index, level=Level.DIFFERENT, what=what, cause=_cause(one["source"]))


def _difference(before: list[Document], after: list[Document], tolerance: Tolerance) -> str | None:
    """Return what differs beyond the tolerance, in words and without a value; None where nothing does."""
    if len(before) != len(after):
        return f"{len(after)} outputs instead of {len(before)}"
    for number, (one, other) in enumerate(zip(before, after, strict=True)):
        kinds = (one.get("output_type"), other.get("output_type"))
        if kinds[0] != kinds[1]:
            return f"output {number} is of kind {kinds[1]} instead of {kinds[0]}"
        parts, others = _parts(one), _parts(other)
        if parts.keys() != others.keys():
            return f"output {number} has other formats"
        for kind, value in parts.items():
            if kind.startswith("image/") and kind != "image/svg+xml":
                if not _same_image(value, others[kind], tolerance):
                    return f"the picture ({kind}) of output {number}"
            elif not _close(value, others[kind], tolerance):
                return f"the {kind} of output {number}"
    return None


def _parts(output: Document) -> Mapping[str, Any]:
    data = output.get("data")
    rest = {key: value for key, value in output.items() if key not in {"data", "output_type"}}
    return rest | (data if isinstance(data, dict) else {})


def _close(one: Any, other: Any, tolerance: Tolerance) -> bool:  # noqa: ANN401 - free-form JSON
    """Whether two JSON values are the same but for numbers, in texts too, that are close enough."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=tolerance.relative, abs_tol=tolerance.absolute)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_close(one[key], other[key], tolerance) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_close(a, b, tolerance) for a, b in zip(one, other, strict=True))
    if isinstance(one, str) and isinstance(other, str):
        numbers, others = NUMBER.findall(one), NUMBER.findall(other)
        return NUMBER.split(one) == NUMBER.split(other) and all(
            math.isclose(float(a), float(b), rel_tol=tolerance.relative, abs_tol=tolerance.absolute)
            for a, b in zip(numbers, others, strict=True)
        )
    return False


def _same_image(one: object, other: object, tolerance: Tolerance) -> bool:
    """Whether two pictures differ in no more than the allowed share of their pixels; not without Pillow."""
    try:
        from PIL import Image, ImageChops

        pictures = []
        for encoded in (one, other):
            with Image.open(io.BytesIO(base64.b64decode(joined(encoded)))) as image:
                pictures.append(image.convert("RGBA"))
        if pictures[0].size != pictures[1].size:
            return False
        channels = ImageChops.difference(*pictures).convert("L").point(lambda value: 255 if value else 0)
        changed = channels.histogram()[255]
        return changed <= tolerance.pixels * channels.width * channels.height
    except (ImportError, OSError, ValueError, TypeError, SyntaxError):
        return False


def _cause(source: str) -> str:
    """Guess from a cell's source what made its outputs differ; the caller knows more about data and libraries."""
    for pattern, cause in (
        (_CLOCK, "the cell reads a clock"),
        (_CHANCE, "the cell draws random numbers that no seed reaches"),
        (_MACHINE, "the cell asks about the machine"),
        (_THREADS, "the cell uses code whose last digits depend on threads or on the processor"),
    ):
        if pattern.search(source):
            return cause
    return ""
