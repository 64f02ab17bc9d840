"""The two kinds of chart that reports draw: bars with intervals, and curves with a band. Values are never of a row."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jupyter_mlsec.reports.canvas import BAD, Canvas
from jupyter_mlsec.reports.html.numbers import number
from jupyter_mlsec.reports.visible import crop

_WIDTH = 460.0
_LEFT, _RIGHT, _TOP = 150.0, 52.0, 30.0
_ROW = 24.0
_NAME = 22  # characters of a bar's name


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a chart with its 95 % interval. ``at`` is its place on a curve's axis, ``name`` a bar's label."""

    value: float
    low: float | None = None
    high: float | None = None
    name: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A limit or reference that a chart is read against."""

    value: float
    name: str


def bars(title: str, points: Sequence[Point], *, marks: Sequence[Mark] = (), top: float | None = None) -> Canvas:
    """Return one bar a point, from 0 on, with whiskers; ``top`` is the end of the axis (default: the largest end)."""
    ends = [each for point in points for each in (point.value, point.high) if each is not None and math.isfinite(each)]
    end = top if top is not None else (max([*ends, *(mark.value for mark in marks), 0.0]) * 1.05 or 1.0)
    height = _TOP + _ROW * len(points) + (26 if marks else 12)
    canvas = Canvas(_WIDTH, height, title, "; ".join(map(_told, points)) + _limits(marks))

    def place(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * min(max(value / end, 0.0), 1.0)

    canvas.text(0, 16, title, size=13)
    for row, point in enumerate(points):
        y = _TOP + _ROW * row
        canvas.text(_LEFT - 8, y + 15, crop(point.name, _NAME), anchor="end")
        canvas.rect(_LEFT, y + 4, place(point.value) - _LEFT, _ROW - 9)
        if point.low is not None and point.high is not None:
            _whisker(canvas, place(point.low), place(point.high), y + _ROW / 2 - 0.5)
        canvas.text(_WIDTH - _RIGHT + 8, y + 15, number(round(point.value, 3)))
    bottom = _TOP + _ROW * len(points)
    canvas.line(_LEFT, _TOP, _LEFT, bottom, opacity=0.6)
    for mark in marks:
        canvas.line(place(mark.value), _TOP - 4, place(mark.value), bottom + 4, BAD, 1.5, "4 3")
        canvas.text(place(mark.value), bottom + 18, mark.name, anchor="middle", size=11)
    return canvas


def curve(
    title: str,
    points: Sequence[Point],
    *,
    axes: tuple[str, str],
    marks: Sequence[Mark] = (),
    diagonal: bool = False,
    logarithmic: bool = False,
) -> Canvas:
    """Return a curve with its band of intervals, both axes from 0 to the largest (log: from the smallest) value.

    ``diagonal`` draws where both axes are equal: what guessing, or perfect probabilities, would give.
    """
    width, height, left, bottom = _WIDTH, 230.0, 56.0, 186.0
    canvas = Canvas(width, height, title, f"{axes[0]}: " + "; ".join(map(_told_at, points)) + _limits(marks))
    right, top = width - 20, 34.0
    across, up = _scales(points, marks, logarithmic=logarithmic, square=diagonal)

    def x(value: float) -> float:
        return left + (right - left) * across(value)

    def y(value: float) -> float:
        return bottom - (bottom - top) * up(value)

    canvas.text(0, 16, title, size=13)
    _axes(canvas, points, (x, y), (left, right, top, bottom), axes)
    if diagonal:
        ends = [point.at for point in points]
        canvas.path([(x(at), y(at)) for at in _steps(min(ends), max(ends))], "currentColor", 1)
    for mark in marks:
        canvas.line(left, y(mark.value), right, y(mark.value), BAD, 1.5, "4 3")
        canvas.text(right, y(mark.value) - 4, mark.name, anchor="end", size=11)
    banded = [point for point in points if point.low is not None and point.high is not None]
    if len(banded) > 1:
        upper = [(x(point.at), y(point.high or 0.0)) for point in banded]
        canvas.area(upper + [(x(point.at), y(point.low or 0.0)) for point in reversed(banded)])
    canvas.path([(x(point.at), y(point.value)) for point in points])
    for point in points:
        canvas.dot(x(point.at), y(point.value))
    return canvas


def _steps(start: float, end: float) -> list[float]:
    """Return places along a straight line; on a logarithmic axis it stays straight, on a linear one too."""
    return [start, end] if start <= 0 else [start * (end / start) ** (step / 8) for step in range(9)]


def _scales(
    points: Sequence[Point], marks: Sequence[Mark], *, logarithmic: bool, square: bool
) -> tuple[Callable[[float], float], Callable[[float], float]]:
    ends = [each for point in points for each in (point.value, point.high) if each is not None and math.isfinite(each)]
    highest = max([*ends, *(mark.value for mark in marks), 0.0])
    farthest = max(point.at for point in points)
    tall = 1.0 if square or highest <= 1 else highest
    if not logarithmic:
        wide = 1.0 if square else farthest or 1.0
        return lambda value: min(max(value / wide, 0.0), 1.0), lambda value: min(max(value / tall, 0.0), 1.0)
    least = min(point.at for point in points if point.at > 0)

    def log(value: float) -> float:
        return min(max(1 - math.log(max(value, least)) / math.log(least), 0.0), 1.0)

    return log, log


def _axes(
    canvas: Canvas,
    points: Sequence[Point],
    scales: tuple[Callable[[float], float], Callable[[float], float]],
    frame: tuple[float, float, float, float],
    names: tuple[str, str],
) -> None:
    x, y = scales
    left, right, top, bottom = frame
    canvas.line(left, bottom, right, bottom, opacity=0.6)
    canvas.line(left, top, left, bottom, opacity=0.6)
    canvas.text((left + right) / 2, canvas.height - 6, names[0], anchor="middle")
    last = -math.inf
    for point in points:
        if x(point.at) - last > 34:  # noqa: PLR2004 - pixels: figures must not run into each other
            last = x(point.at)
            canvas.line(last, bottom, last, bottom + 4, opacity=0.6)
            canvas.text(last, bottom + 17, number(round(point.at, 3)), anchor="middle", size=11)
    last = math.inf
    for value in (0.0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 1.0):
        height = y(value)
        if last - height > 22 or last == math.inf:  # noqa: PLR2004 - pixels, as above
            last = height
            canvas.line(left, height, right, height, opacity=0.15)
            canvas.text(left - 6, height + 4, number(value), anchor="end", size=11)
    canvas.text(left + 6, top - 4, names[1], size=11)


def _whisker(canvas: Canvas, low: float, high: float, y: float) -> None:
    canvas.line(low, y, high, y, width=1.5)
    for end in (low, high):
        canvas.line(end, y - 4, end, y + 4, width=1.5)


def _told(point: Point) -> str:
    return f"{point.name} {_value(point)}"


def _told_at(point: Point) -> str:
    return f"{number(point.at)} gives {_value(point)}"


def _value(point: Point) -> str:
    if point.low is None or point.high is None:
        return number(point.value)
    return f"{number(point.value)} ({number(point.low)} to {number(point.high)})"


def _limits(marks: Sequence[Mark]) -> str:
    return "".join(f". {mark.name}" for mark in marks)
