"""Which plots there are: every module of ``reports.plots`` recognises numbers that belong together, and draws them."""

from __future__ import annotations

import math
import pkgutil
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import cast

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import Mark, Point
from jupyter_mlsec.reports.html.numbers import limit_of, pretty


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One picture: the names of the measurements that it shows, and how it draws them.

    ``names`` matches a whole name; ``draw`` gets the measurements that match, in their order.
    """

    names: re.Pattern[str]
    draw: Callable[[Sequence[Measurement]], Iterable[Canvas]]
    least: int = 2  # fewer numbers than this are no picture


@lru_cache(maxsize=1)
def plots() -> tuple[Plot, ...]:
    """Return all plots, by the name of their module."""
    package = import_module("jupyter_mlsec.reports.plots")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(cast("Plot", import_module(f"{package.__name__}.{name}").PLOT) for name in names)


def drawn(measurements: Sequence[Measurement]) -> tuple[list[Canvas], frozenset[str]]:
    """Return the pictures of one observation's numbers, and the names of those numbers that they show."""
    pictures: list[Canvas] = []
    shown: set[str] = set()
    for plot in plots():
        mine = [one for one in measurements if plot.names.fullmatch(one.name) and math.isfinite(one.value)]
        if len(mine) >= plot.least:
            pictures += plot.draw(mine)
            shown |= {one.name for one in mine}
    return pictures, frozenset(shown)


def point(one: Measurement, *, name: str = "", at: float = 0.0) -> Point:
    """Return a measurement as a point of a chart."""
    ends = (one.low, one.high)
    low, high = ends if all(end is not None and math.isfinite(end) for end in ends) else (None, None)
    return Point(one.value, low, high, name, at)


def limits(measurements: Iterable[Measurement]) -> list[Mark]:
    """Return the limits that measurements are held against, each once."""
    found = dict.fromkeys((one.limit, limit[1]) for one in measurements if (limit := limit_of(one)) is not None)
    return [Mark(value, f"limit {pretty(text or '')}") for text, value in found]
