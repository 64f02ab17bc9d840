"""Numbers as a reader compares them: the figure, its interval, its limit, and where they lie on a small scale."""

from __future__ import annotations

import math
import operator
import re
from dataclasses import dataclass

from jupyter_mlsec.model.checklist import Measurement

_LIMIT = re.compile(r"\s*(<=|>=|<|>|==|=)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(%?)\s*")
_COMPARE = {
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
    "=": operator.eq,
}
_MARGIN = 0.12  # of the span, free on both sides
_LARGEST_WHOLE = 1e15  # beyond it a float no longer holds every whole number


@dataclass(frozen=True, slots=True)
class Scale:
    """Positions from 0 to 100; what is None is not known. ``good`` is the range that the limit allows."""

    value: float
    low: float | None
    high: float | None
    limit: float | None
    previous: float | None
    good: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement in words, with its scale where there is anything to compare it with."""

    name: str
    value: str
    interval: str
    limit: str
    previous: str
    meets: bool | None
    scale: Scale | None


def figure(measurement: Measurement, previous: float | None = None) -> Figure:
    """Return a measurement ready to be shown, beside the value it had before."""
    interval = ""
    if measurement.low is not None and measurement.high is not None:
        interval = f"{_end(measurement.low)} to {_end(measurement.high)}"
    return Figure(
        name=measurement.name,
        value=number(measurement.value, measurement.unit),
        interval=interval,
        limit=pretty(measurement.limit or ""),
        previous="" if previous is None else number(previous, measurement.unit),
        meets=meets(measurement),
        scale=_scale(measurement, previous),
    )


def number(value: float, unit: str = "") -> str:
    """Return a figure with four digits that count, whole numbers in full."""
    if not math.isfinite(value):
        return "not a number"
    whole = value == int(value) and abs(value) < _LARGEST_WHOLE
    text = f"{int(value):,}" if whole else f"{value:.4g}"
    return f"{text}{'' if unit in {'', '%'} else ' '}{unit}"


def _end(value: float) -> str:
    """Return an interval's end with three digits that count: more would claim what no bootstrap can."""
    return number(float(f"{value:.3g}")) if math.isfinite(value) else number(value)


def pretty(limit: str) -> str:
    """Return a limit as people write it: "≥ 0.9"."""
    return limit.replace(">=", "≥").replace("<=", "≤")


def limit_of(measurement: Measurement) -> tuple[str, float] | None:
    """Return a measurement's limit as a sign and a number in the measurement's own unit; None where it has none."""
    match = _LIMIT.fullmatch(measurement.limit or "")
    if match is None:
        return None
    share = match[3] and measurement.unit != "%"  # a limit of 5% on a share of 1
    return match[1], float(match[2]) / (100 if share else 1)


def meets(measurement: Measurement) -> bool | None:
    """Return whether a value keeps to its limit; None where there is none, or no number."""
    limit = limit_of(measurement)
    if limit is None or not math.isfinite(measurement.value):
        return None
    return bool(_COMPARE[limit[0]](measurement.value, limit[1]))


def _scale(measurement: Measurement, previous: float | None) -> Scale | None:
    limit = limit_of(measurement)
    bound = limit[1] if limit else None
    others = [one for one in (measurement.low, measurement.high, bound, previous) if one is not None]
    if not others or not all(math.isfinite(one) for one in (measurement.value, *others)):
        return None
    lowest, highest = min(measurement.value, *others), max(measurement.value, *others)
    span = highest - lowest or abs(highest) or 1.0
    start, length = lowest - _MARGIN * span, span * (1 + 2 * _MARGIN) if highest > lowest else 2 * _MARGIN * span

    def place(one: float | None) -> float | None:
        return None if one is None else round(100 * (one - start) / length, 1)

    at = place(bound)
    good = None
    if limit and at is not None:
        good = {"<": (0.0, at), ">": (at, 100.0)}.get(limit[0][0])
    where = place(measurement.value)
    return Scale(where or 0.0, place(measurement.low), place(measurement.high), at, place(previous), good)
