"""Gaps between intersections held against limits: a gap that chance explains is none, and too few rows are no answer.

A gap breaks a limit where its whole interval lies beyond it, and warns where its value lies beyond it and no chance
explains that there is a gap at all. A limit of the probe's own only warns.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jupyter_mlsec.model.checklist import Measurement, Status
from jupyter_mlsec.probes._ground.limits import find_limit, worst
from jupyter_mlsec.probes._ground.observations import interval, listed, verb
from jupyter_mlsec.probes._tables.crossings import CrossedGap, Crossing, Level, too_small

_MOST_TOLD = 3
_WIDEST_LOG = 50.0  # no ratio of people is wider
_SHARE_JUDGED = 0.8  # of the rows of a crossing, in intersections that are large enough


@dataclass(frozen=True, slots=True)
class CrossedVerdict:
    """The worst status, the numbers with their limits, and the gaps behind it, the surest first."""

    status: Status
    measurements: tuple[Measurement, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Smalls:
    """Intersections with too few rows: the first of them in words, how many, and crossings that are not judged."""

    told: tuple[str, ...]
    number: int
    unjudged: tuple[str, ...]


def judged_gaps(gaps: Sequence[CrossedGap], limits: Mapping[str, str], defaults: Mapping[str, str]) -> CrossedVerdict:
    """Hold each gap against its limit, declared or the probe's own."""
    statuses: list[Status] = []
    measured: list[Measurement] = []
    broken: list[tuple[float, str]] = []
    for gap in gaps:
        measurement, near = _measured(gap)
        own = find_limit(limits, measurement.name)
        limit = own or find_limit(defaults, measurement.name)
        status = Status.PASS
        if limit is not None and not limit.allows(near):
            status = Status.FAIL if own else Status.WARN
        elif limit is not None and not limit.allows(measurement.value) and (gap.low > 0 or own):
            status = Status.WARN
        statuses.append(status)
        text = None if limit is None else limit.text
        measured.append(replace(measurement, limit=text))
        if status is not Status.PASS:
            broken.append(
                (-1.0 if gap.log else gap.low, _sentence(gap, measurement))
            )  # a difference is plainer than a ratio
    order = sorted(broken, key=lambda each: -each[0])
    return CrossedVerdict(worst(statuses), tuple(measured), tuple(text for _, text in order))


def _measured(gap: CrossedGap) -> tuple[Measurement, float]:
    """Return a gap as it is told, and the end of its interval that is nearest to no gap."""
    name = f"{gap.name}:{gap.crossing.title}"
    value, low, high = gap.value, gap.low, gap.high
    if gap.log:
        value, low, high = (math.exp(_sign(gap) * min(part, _WIDEST_LOG)) for part in (value, low, high))
    return Measurement(name=name, value=value, low=min(low, high), high=max(low, high)), low


def _sentence(gap: CrossedGap, measurement: Measurement) -> str:
    alone, how = gap.alone, "differs by"
    if gap.log:
        alone, how = math.exp(_sign(gap) * min(alone, _WIDEST_LOG)), "is"
    return (
        f"{gap.name} {how} {interval(measurement)} between {gap.between[0]} and {gap.between[1]}"
        f" (by one column alone: {alone:.3f})"
    )


def _sign(gap: CrossedGap) -> float:
    """Return which way a ratio is told: the least to the greatest where the limit is a least, else the other way."""
    return -1.0 if gap.name == "selection-ratio" else 1.0


def smalls(found: Sequence[tuple[Crossing, Level]], z: float) -> Smalls:
    """Return what is too small to be judged by the level of each crossing; a pair of columns must be judged."""
    told: list[str] = []
    unjudged: list[str] = []
    number = 0
    for crossing, level in found:
        places = too_small(crossing, level, z)
        told += [crossing.cell(place) for place in places[: _MOST_TOLD - len(told)]]
        number += len(places)
        rows = crossing.tallies[:, 0]
        pair = len(crossing.attributes) == 2  # noqa: PLR2004 - all columns together are looked at where they can be
        if pair and (len(places) > len(rows) - 2 or rows[places].sum() > (1 - _SHARE_JUDGED) * rows.sum()):
            unjudged.append(crossing.title)
    return Smalls(tuple(told), number, tuple(unjudged))


def small_words(found: Smalls) -> str:
    """Return the end of a summary that names what was too small; empty where nothing was."""
    if not found.told:
        return ""
    more = found.number - len(found.told)
    shown = f"{', '.join(found.told)} and {more:,} more" if more else listed(found.told)
    return f"; too small to judge {verb(found.number, 'is', 'are')} {shown}"
