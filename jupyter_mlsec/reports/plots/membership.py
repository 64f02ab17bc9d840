"""How many training rows an attack recognises at each rate of false alarms, both axes logarithmic (Carlini 2022)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import curve
from jupyter_mlsec.reports.plot import Plot, point

_AT = re.compile(r"caught at ([\d.]+) % false alarms")


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    points = [point(one, at=float(found[1]) / 100) for one in measured if (found := _AT.fullmatch(one.name))]
    points.sort(key=lambda each: each.at)
    axes = ("false alarms", "training rows recognised (line: guessing)")
    yield curve("Membership inference, ROC", points, axes=axes, diagonal=True, logarithmic=True)


PLOT = Plot(names=_AT, draw=_draw)
