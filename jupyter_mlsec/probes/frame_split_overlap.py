"""Rows that stand in the training data and in the test data.

A model that has seen a test row recites instead of predicting: the measured performance is too high. Rows are
compared by value, whatever their types and indices; rows whose values repeat often anyway (a small table of
categories) are told apart from copies by how many repeats chance explains. The limit ``split-overlap`` (share of test
rows) is 0 by default, and a break of it is a failure, not a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import row_digests
from jupyter_mlsec.probes._ground.limits import find_limit, judge, parse_limit
from jupyter_mlsec.probes._ground.observations import count, guarded, not_evidence
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes._tables.splits import splits_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FEWEST_ROWS = 10
_COMMON = 0.05  # share of rows inside one split that repeat: above it equal rows are no proof of a copy


@guarded
def _run(subject: FrameSubject) -> Observation:
    train, test, shared = splits_of(subject, least=_FEWEST_ROWS)
    before, after = row_digests(train, names=shared), row_digests(test, names=shared)
    inside = max(_repeats(before), _repeats(after))
    overlap = _overlapping(before, after)
    share = overlap / len(after)
    low, high = wilson(overlap, len(after))
    limit = find_limit(subject.limits, "split-overlap") or parse_limit("<= 0")
    measured = (
        Measurement(name="split-overlap", value=share, low=low if overlap else 0.0, high=high, limit=limit.text),
        Measurement(name="repeats-within-a-split", value=inside),
    )
    if inside > _COMMON and share <= 2 * inside + _COMMON:
        return not_evidence(
            f"{inside:.0%} of the rows repeat within one split already, so equal rows do not show copies",
            next_step="Give the split a column that identifies rows, or compare by entity: --entities COLUMN.",
            measurements=measured,
        )
    status = judge(Measurement(name="split-overlap", value=share), limit)
    if overlap == 0:
        summary = f"None of the {len(after):,} test rows stands in the training data ({count(len(before), 'row')})."
    else:
        summary = (
            f"{overlap:,} of {len(after):,} test rows ({share:.1%}) stand in the training data of {subject.name} too."
        )
    step = "" if status is Status.PASS else "Drop duplicates before the split, or split by group."
    return Observation(status=status, summary=summary, measurements=measured, next_step=step)


def _repeats(rows: NDArray[np.uint64]) -> float:
    import numpy as np

    return 1.0 - np.unique(rows).size / rows.size


def _overlapping(before: NDArray[np.uint64], after: NDArray[np.uint64]) -> int:
    import numpy as np

    return int(np.isin(after, before).sum())


PROBE = Probe(name="rows-in-both-splits", items=("PRE-06",), run=_run, cost=Cost.FAST, docs=__doc__)
