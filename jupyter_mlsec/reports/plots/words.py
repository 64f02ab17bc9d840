"""How many right answers about texts survive the change of one word, of two, of more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import curve
from jupyter_mlsec.reports.plot import Plot, limits, point

_AT = re.compile(r"word-robust[- ]accuracy(?: at (\d+) words)?")


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    points = [point(one, at=float(found[1] or 1)) for one in measured if (found := _AT.fullmatch(one.name))]
    points.sort(key=lambda each: each.at)
    axes = ("words changed", "right answers left")
    yield curve("Accuracy as words change", points, axes=axes, marks=limits(measured))


PLOT = Plot(names=_AT, draw=_draw)
