"""The lineage that evidence proves: which files, frames and models were seen together, drawn as a small graph."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_mlsec.model.checklist import Checklist, Ground
from jupyter_mlsec.reports.html.changes import short

_COLUMNS = (Ground.FILES, Ground.DATA, Ground.MODEL)
_MOST = 8  # boxes in a column: more is not a picture any more
WIDTH, BOX, HEIGHT, STEP = 720, 200, 38, 50


@dataclass(frozen=True, slots=True)
class Box:
    """One file, frame or model at its place in the drawing."""

    x: int
    y: int
    name: str
    digest: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """Boxes by column and the curves between them; ``left_out`` counts boxes that found no room."""

    boxes: tuple[Box, ...]
    curves: tuple[str, ...]
    height: int
    left_out: int


def lineage(current: Checklist, previous: Checklist | None) -> Lineage | None:
    """Return the drawing, or None where fewer than two columns have anything in them."""
    seen = {
        **{key: digest for state in current.states for one in state.evidence for key, digest in one.binds.items()},
        **current.fingerprints,
    }
    columns = [[key for key in sorted(seen) if _ground(key) is ground] for ground in _COLUMNS]
    if sum(bool(keys) for keys in columns) < 2:  # noqa: PLR2004 - a line needs two ends
        return None
    before = previous.fingerprints if previous else seen
    boxes = {
        key: Box(
            column * (WIDTH - BOX) // 2,
            row * STEP,
            key.partition(":")[2],
            short(seen[key]),
            _differs(before, seen, key),
        )
        for column, keys in enumerate(columns)
        for row, key in enumerate(keys[:_MOST])
    }
    rows = max(min(len(keys), _MOST) for keys in columns)
    left_out = sum(max(0, len(keys) - _MOST) for keys in columns)
    return Lineage(tuple(boxes.values()), _curves(current, boxes), (rows - 1) * STEP + HEIGHT + 2, left_out)


def _ground(key: str) -> Ground | None:
    ground, colon, _ = key.partition(":")
    return Ground(ground) if colon and ground in set(Ground) else None


def _differs(before: object, now: dict[str, str], key: str) -> bool:
    return isinstance(before, dict) and key in before and before[key] != now[key]


def _curves(checklist: Checklist, boxes: dict[str, Box]) -> tuple[str, ...]:
    """Return one curve for each two boxes of different columns that one piece of evidence was bound to."""
    pairs = {
        (left, right)
        for state in checklist.states
        for evidence in state.evidence
        for left in evidence.binds
        for right in evidence.binds
        if left in boxes and right in boxes and boxes[left].x < boxes[right].x
    }
    skipped = {
        (left, right) for left, right in pairs if any((left, one) in pairs and (one, right) in pairs for one in boxes)
    }
    return tuple(_curve(boxes[left], boxes[right]) for left, right in sorted(pairs - skipped))


def _curve(left: Box, right: Box) -> str:
    start, end = left.x + BOX, right.x
    middle = (start + end) // 2
    top, bottom = left.y + HEIGHT // 2, right.y + HEIGHT // 2
    return f"M{start} {top}C{middle} {top} {middle} {bottom} {end} {bottom}"
