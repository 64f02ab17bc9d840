"""What is left of a model's quality as its inputs are disturbed more and more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import curve
from jupyter_mlsec.reports.plot import Plot, point

_AT = re.compile(r"(accuracy|R2) at ([\d.]+) (noise|shift|missing|category)")
_UNDER = {
    "noise": "under noise",
    "shift": "when inputs move",
    "missing": "with missing values",
    "category": "with wrong categories",
}


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    found = [(one, _AT.fullmatch(one.name)) for one in measured]
    for kind, words in _UNDER.items():
        points = [point(one, at=float(at[2])) for one, at in found if at and at[3] == kind]
        if points:
            points.sort(key=lambda each: each.at)
            quality = measured[0].name.partition(" ")[0]
            yield curve(f"Quality {words}", points, axes=("size of the disturbance", quality))


PLOT = Plot(names=_AT, draw=_draw)
