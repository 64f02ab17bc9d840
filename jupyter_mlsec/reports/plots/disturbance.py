"""What is left of a model's quality as its inputs are disturbed more and more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import curve
from jupyter_mlsec.reports.plot import Plot, point

_AT = re.compile(r"(accuracy|R2) at ([\d.]+)")


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    points = [point(one, at=float(found[2])) for one in measured if (found := _AT.fullmatch(one.name))]
    points.sort(key=lambda each: each.at)
    quality = measured[0].name.partition(" ")[0]
    yield curve("Quality under disturbance", points, axes=("size of the disturbance", quality))


PLOT = Plot(names=_AT, draw=_draw)
