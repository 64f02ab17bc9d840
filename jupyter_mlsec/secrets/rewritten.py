"""Rewritten text: expressions replaced by the literal they amount to, and the way back to the source's offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """``length`` characters of a value, and the range ``start..end`` of the source that they come from.

    Where the range is as long as the segment, character comes from character; else the segment is one whole.
    """

    length: int
    start: int
    end: int

    @property
    def is_exact(self) -> bool:
        """Whether each character of the value has its own place in the source."""
        return self.length == self.end - self.start


@dataclass(frozen=True, slots=True)
class Part:
    """An expression at ``start..end`` that amounts to ``value``, which is made of ``segments``."""

    start: int
    end: int
    value: str
    segments: tuple[Segment, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where characters ``start..end`` of the value stand, from the first one's segment to the last one's."""
        spans: list[tuple[int, int]] = []
        at = 0
        for segment in self.segments:
            first, last = max(start, at), min(end, at + segment.length)
            if first < last and segment.end > segment.start:  # glue stands nowhere
                exact = segment.is_exact
                spans.append(
                    (
                        segment.start + first - at if exact else segment.start,
                        segment.start + last - at if exact else segment.end,
                    )
                )
            at += segment.length
        return (min(each[0] for each in spans), max(each[1] for each in spans)) if spans else None


class Rewritten:
    """``content`` with parts replaced by quoted literals; of parts that overlap, the outermost counts."""

    def __init__(self, content: str, parts: Iterable[Part]) -> None:
        pieces: list[str] = []
        self._parts: list[Part] = []
        self._starts: list[int] = []  # of each value, in the rewritten content
        at = length = 0
        for part in sorted(parts, key=lambda each: (each.start, -each.end)):
            if part.start < at:
                continue
            literal = part.value.replace('"', "'").replace("\n", " ").replace("\\", "/")
            pieces += [content[at : part.start], '"', literal, '"']
            length += part.start - at + 1
            self._parts.append(part)
            self._starts.append(length)
            length += len(literal) + 1
            at = part.end
        self.content = "".join((*pieces, content[at:]))

    def source_span(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where a range inside a replaced literal stands in the source; None for every other range."""
        index = bisect_right(self._starts, end - 1) - 1
        if index < 0:
            return None
        at = self._starts[index]
        return self._parts[index].source_span(max(0, start - at), end - at)
