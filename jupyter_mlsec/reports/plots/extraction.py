"""How fast a copy of the model learns from its answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import curve
from jupyter_mlsec.reports.plot import Plot, point

_AFTER = re.compile(r"agreement after (\d+) questions")


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    points = [point(one, at=float(found[1])) for one in measured if (found := _AFTER.fullmatch(one.name))]
    yield curve("A copy trained on its answers", points, axes=("questions asked", "agreement with the model"))


PLOT = Plot(names=_AFTER, draw=_draw)
