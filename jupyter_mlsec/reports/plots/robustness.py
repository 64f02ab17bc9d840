"""How many right answers survive an attack of growing strength."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import curve
from jupyter_mlsec.reports.plot import Plot, limits, point

_AT = re.compile(r"robust[- ]accuracy(?: at ([\d.]+) spreads)?")
_DECISIVE = 0.1  # spreads: the strength of the measure that has no number in its name


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    points = [point(one, at=float(found[1] or _DECISIVE)) for one in measured if (found := _AT.fullmatch(one.name))]
    points.sort(key=lambda each: each.at)
    axes = ("change allowed, in spreads of each feature", "right answers left")
    yield curve("Accuracy under attack", points, axes=axes, marks=limits(measured))


PLOT = Plot(names=_AT, draw=_draw)
