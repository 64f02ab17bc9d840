"""One kind of rows whose labels follow from nothing, where those of all others can be told: somebody guessed them.

Columns of 3 to 40 values are looked at, whatever they are called: who wrote a label down, when, with which tool.
A forest that never saw a row says its label; of each value that is the share of rows it is right about. One value warns
where that is no more than its own commonest label would give, and lies 0.25 or more below the middle value, whose rows
can be told. ``guessed-gap`` is how far it lies below. Values are numbered by size, never named. Where labels can hardly
be told in all rows it does not apply; fewer than 120 rows are "not evidence".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import (
    NotApplicableError,
    UndeclaredError,
    count,
    guarded,
    not_applicable,
)
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    label_of,
    sampled,
    without,
)
from jupyter_mlsec.probes._tables.labelled import features_beside, is_quantity
from jupyter_mlsec.probes._tables.learners import forest_classifier, out_of_fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Ints

_DEFAULTS = {"guessed-gap": "<= 0.25"}
_FEWEST = 40  # rows of a value
_VALUES = (3, 40)
_MOST_ROWS = 3_000
_MOST_CLASSES = 20
_LITTLE = 0.1  # beyond the commonest label of its rows: what a guessed label may be told by chance
_TOLD = 0.25  # of the way from the commonest label to all: what labels that can be told are told by


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of a column: its number by size, what its rows are told by, at most, and their commonest label."""

    column: str
    number: int
    of: int
    share: float
    high: float
    common: float
    middle: float


@guarded
def _run(subject: FrameSubject) -> Observation:
    import numpy as np

    if subject.target is None:
        raise UndeclaredError("no target is declared", help="Name it: %mlsec data NAME --target COLUMN.")
    frame = sampled(frame_of(subject, least=_VALUES[0] * _FEWEST), _MOST_ROWS)
    frame = frame.loc[column(frame, subject.target).notna().to_numpy()]
    if is_quantity(column(frame, subject.target)):
        raise NotApplicableError("the target is a quantity and no class")
    labels = codes(column(frame, subject.target))
    sizes = np.bincount(labels)
    if not 1 < len(sizes) <= _MOST_CLASSES or int(sizes.min()) < _VALUES[0]:
        return not_applicable("the target has too many classes, one only, or some of hardly any row")
    columns = dict(_columns(without(frame, {subject.target})))
    if not columns:
        return not_applicable(f"no column of {subject.name} has a few values of many rows each")
    features = features_beside(frame, subject.target)
    right = out_of_fold(forest_classifier(trees=40, least=2), features, labels, folds=3).argmax(axis=1) == labels
    common = float(sizes.max() / len(labels))
    if float(right.mean()) < common + _TOLD * (1 - common) * 0.5:
        return not_applicable("the labels can hardly be told from the other columns, so that all look guessed")
    worst = [found for name, values in columns.items() if (found := _worst(name, values, labels, right)) is not None]
    if not worst:
        summary = f"In {count(len(columns), 'column')} of {subject.name} no value has labels that follow from nothing."
        return Observation(status=Status.PASS, summary=summary)
    found = max(worst, key=lambda each: each.middle - each.share)
    gap = Measurement(name="guessed-gap", value=found.middle - found.share, low=found.middle - found.high)
    judged = judge_all([gap], subject.limits, _DEFAULTS)
    summary = (
        f"The labels of value {found.number} of {found.of} of {label_of(found.column)} look guessed: {found.share:.0%} "
        f"of them can be told, where {found.middle:.0%} is usual."
    )
    step = "Find out who labelled these rows; have them labelled again, or leave them out with a reason."
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _columns(frame: pd.DataFrame) -> Iterator[tuple[str, Ints]]:
    """Yield the columns of a few values with many rows each, as numbers of values."""
    import numpy as np

    for place in range(frame.shape[1]):
        values = codes(frame.iloc[:, place])
        sizes = np.bincount(values)
        if _VALUES[0] <= len(sizes) <= _VALUES[1] and int((sizes >= _FEWEST).sum()) >= _VALUES[0]:
            yield str(frame.columns[place]), values


def _worst(name: str, values: Ints, labels: Ints, right: NDArray[np.bool_]) -> _Value | None:
    """Return the value whose labels follow from nothing, where those of the middle value can be told."""
    import numpy as np

    sizes = np.bincount(values)
    ordered = [int(each) for each in np.argsort(-sizes, kind="stable") if sizes[each] >= _FEWEST]
    shares = [float(right[values == each].mean()) for each in ordered]
    commons = [float(np.bincount(labels[values == each]).max() / sizes[each]) for each in ordered]
    place = int(np.argmin(shares))
    middle = int(np.argsort(shares, kind="stable")[len(shares) // 2])
    told, high = shares[place], wilson(round(shares[place] * int(sizes[ordered[place]])), int(sizes[ordered[place]]))[1]
    if told > commons[place] + _LITTLE or shares[middle] < commons[middle] + _TOLD * (1 - commons[middle]):
        return None
    if shares[middle] - told <= _TOLD or high >= shares[middle] - _LITTLE:
        return None
    return _Value(name, place + 1, len(ordered), told, high, commons[place], shares[middle])


PROBE = Probe(
    name="guessed-labels",
    items=("PRE-04",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)
