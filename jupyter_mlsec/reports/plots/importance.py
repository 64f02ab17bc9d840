"""What the model loses when one feature is shuffled, the features that count most first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import bars
from jupyter_mlsec.reports.plot import Plot, point

_OF = re.compile(r"importance of (.+)", re.DOTALL)


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    points = [point(one, name=found[1]) for one in measured if (found := _OF.fullmatch(one.name))]
    yield bars("Permutation importance", points)


PLOT = Plot(names=_OF, draw=_draw)
