"""How often the model is right where it says how sure it is: on the line its probabilities mean what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import curve
from jupyter_mlsec.reports.plot import Plot, point

_WHERE = re.compile(r"right where ([\d.]+) sure")


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    points = [point(one, at=float(found[1])) for one in measured if (found := _WHERE.fullmatch(one.name))]
    points.sort(key=lambda each: each.at)
    yield curve("Reliability", points, axes=("how sure the model is", "how often it is right"), diagonal=True)


PLOT = Plot(names=_WHERE, draw=_draw)
