"""Limits that a team declares ("accuracy" -> ">= 0.9"), and what a measurement with an interval says about one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.checklist import Measurement, Status

_LIMIT = re.compile(
    r"\s*(?P<sign><=|>=|<|>|==)\s*(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(?P<percent>%?)\s*"
)
_HELP = "write a sign (<=, >=, <, > or ==) and a number, for example '>= 0.9' or '<= 5%'"
_WORST_FIRST = (Status.ERROR, Status.FAIL, Status.WARN, Status.OPEN, Status.PASS, Status.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on one number. ``text`` is how it was written."""

    sign: str
    bound: float
    text: str

    def allows(self, value: float) -> bool:
        """Tell whether ``value`` keeps to the limit; NaN never does."""
        if math.isnan(value):
            return False
        return {
            "<=": value <= self.bound,
            ">=": value >= self.bound,
            "<": value < self.bound,
            ">": value > self.bound,
            "==": math.isclose(value, self.bound, rel_tol=1e-9, abs_tol=1e-12),
        }[self.sign]


def parse_limit(text: str) -> Limit:
    """Read ``">= 0.9"`` or ``"<= 5%"``. Anything else raises UsageError: a limit misread is a limit switched off."""
    match = _LIMIT.fullmatch(text)
    if match is None:
        raise UsageError(f"not a limit: {text[:40]!r}", help=_HELP)
    bound = float(match["number"]) / (100.0 if match["percent"] else 1.0)
    if not math.isfinite(bound):
        raise UsageError(f"a limit must be finite: {text[:40]!r}", help=_HELP)
    return Limit(match["sign"], bound, " ".join(text.split()))


def find_limit(limits: Mapping[str, str], name: str) -> Limit | None:
    """Return the limit declared for ``name``; ``roc_auc``, ``ROC-AUC`` and ``roc-auc`` are one name.

    A measure of one column ("missing:city") keeps to the limit of the measure ("missing") where it has none of its own.
    """
    by_name = {canonical(key): text for key, text in limits.items()}
    wanted = canonical(name)
    text = by_name.get(wanted, by_name.get(wanted.partition(":")[0]))
    return None if text is None else parse_limit(text)


def canonical(name: str) -> str:
    """Return a limit's name in its one spelling: lower case, with dashes; a column's name after ":" is kept."""
    measure, colon, column = name.strip().partition(":")
    return measure.strip().lower().replace("_", "-").replace(" ", "-") + colon + column.strip()


def judge(measurement: Measurement, limit: Limit) -> Status:
    """Hold a measurement against a limit.

    FAIL: the value itself breaks the limit (or is not a number). WARN: the value keeps to it, but an end of its
    interval does not, so the data cannot tell. PASS: the value and both ends of its interval keep to it.
    """
    if not limit.allows(measurement.value):
        return Status.FAIL
    ends = (end for end in (measurement.low, measurement.high) if end is not None)
    return Status.PASS if all(limit.allows(end) for end in ends) else Status.WARN


@dataclass(frozen=True, slots=True)
class Judged:
    """Measurements that carry their limits, the worst verdict, the names that broke a limit and those that may have."""

    status: Status
    measurements: tuple[Measurement, ...]
    declared: bool  # at least one measurement was held against a limit that the team declared
    failed: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def judge_all(
    measurements: Iterable[Measurement], limits: Mapping[str, str], defaults: Mapping[str, str] | None = None
) -> Judged:
    """Hold each measurement against its declared limit, else against the default of the probe, else against nothing.

    ``defaults`` are the probe's own limits, named in its documentation: a value that breaks one is a warning, because
    only the team can say what must fail. Without any limit the status is OPEN.
    """
    judged: list[Measurement] = []
    statuses: list[Status] = []
    failed: list[str] = []
    unsure: list[str] = []
    declared = False
    for measurement in measurements:
        limit = find_limit(limits, measurement.name)
        own = limit is not None
        declared = declared or own
        if limit is None and defaults is not None:
            limit = find_limit(defaults, measurement.name)
        if limit is None:
            judged.append(measurement)
            continue
        status = judge(measurement, limit)
        if status is Status.FAIL and not own:
            status = Status.WARN
        judged.append(replace(measurement, limit=limit.text))
        statuses.append(status)
        if not limit.allows(measurement.value):
            failed.append(measurement.name)
        elif status is Status.WARN:
            unsure.append(measurement.name)
    return Judged(worst(statuses) if statuses else Status.OPEN, tuple(judged), declared, tuple(failed), tuple(unsure))


def worst(statuses: Iterable[Status]) -> Status:
    """Return the status that weighs most; "could not look" weighs more than "failed". OPEN when there is none."""
    return min(statuses, key=_WORST_FIRST.index, default=Status.OPEN)
