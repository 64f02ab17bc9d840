"""The rate of each group with its interval, one picture per attribute. Groups are numbered, their values never told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.canvas import Canvas
from jupyter_mlsec.reports.charts import bars
from jupyter_mlsec.reports.plot import Plot, limits, point

_OF = re.compile(r"([a-z -]+ rate):(.+), (group \d+)")


def _draw(measured: Sequence[Measurement]) -> Iterable[Canvas]:
    for (rate, attribute), same in groupby(measured, key=_family):
        mine = list(same)
        points = [point(one, name=_part(one, 3)) for one in mine]
        yield bars(f"{rate.capitalize()} by {attribute}", points, marks=limits(mine), top=1.0)


def _family(one: Measurement) -> tuple[str, str]:
    return _part(one, 1), _part(one, 2)


def _part(one: Measurement, number: int) -> str:
    found = _OF.fullmatch(one.name)
    return found[number] if found else ""


PLOT = Plot(names=_OF, draw=_draw)
