"""How far each column has moved from its reference, by the population stability index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import Mark, bars
from jupyter_mlsec.reports.plot import Plot, limits, point

_OF = re.compile(r"psi(?::(.+))?", re.DOTALL)
_SHIFTED = Mark(0.25, "shifted: 0.25")  # Siddiqi 2006


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    columns = [point(one, name=found[1]) for one in measured if (found := _OF.fullmatch(one.name)) and found[1]]
    if columns:
        yield bars("Drift by column (PSI)", columns, marks=limits(measured) or [_SHIFTED])


PLOT = Plot(names=_OF, draw=_draw)
