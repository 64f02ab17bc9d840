"""Test rows that are nearly equal to training rows: rounded, re-scaled by a hair, retyped, the same text reordered.

Exact copies are another probe's. Rows are compared as standardised numbers: nearer than a hundredth of what is usual
between neighbours is a copy. Prose is compared without case, punctuation and order of words, and where texts do not
resemble each other anyway, a fifth of the words may differ. ``near-copies`` is the share of test rows with such a
twin; more than 1 % warns by default.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import row_digests
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, interval
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.frames import FrameSubject, matrix_pair, plain, sampled
from jupyter_mlsec.probes._tables.learners import nearest
from jupyter_mlsec.probes._tables.overlap import equal_only_by_copying
from jupyter_mlsec.probes._tables.personal import free_text
from jupyter_mlsec.probes._tables.splits import splits_of
from jupyter_mlsec.probes._tables.text_twins import prose_of, twins

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_DEFAULTS = {"near-copies": "<= 1%"}
_FEWEST_ROWS = 40
_MOST_ROWS = 4_000
_FEWEST_COLUMNS = 2  # any number is near to another one
_NEAR = 0.01
_COMMON = 0.05
_LOOSELY = 0.6
_ALIKE = "rows within one split are nearly equal too, so nearness shows nothing"
_WORDS = re.compile(r"\w+")


@guarded
def _run(subject: FrameSubject) -> Observation:
    import numpy as np

    train, test, shared = splits_of(subject, least=_FEWEST_ROWS)
    train, test = sampled(train.loc[:, shared], _MOST_ROWS), sampled(test.loc[:, shared], _MOST_ROWS)
    exact = np.isin(row_digests(test), row_digests(train))
    prose = [name for name in shared if free_text(train[name])]
    found = _same_words(train, test, prose) if prose else _near(train, test)
    found = found & ~exact
    low, high = wilson(int(found.sum()), len(test))
    share = Measurement(name="near-copies", value=float(found.mean()), low=low if found.any() else 0.0, high=high)
    judged = judge_all([share], subject.limits, _DEFAULTS)
    status = Status.PASS if not found.any() and not judged.declared else judged.status
    return Observation(
        status=status,
        summary=f"{interval(share)} of the test rows of {subject.name} are nearly equal to a training row.",
        measurements=judged.measurements,
        next_step="" if status is Status.PASS else "Remove near copies before the split, or split by group.",
    )


def _near(train: pd.DataFrame, test: pd.DataFrame) -> NDArray[np.bool_]:
    import numpy as np

    rows = row_digests(train)
    different = np.unique(rows, return_index=True)[1]  # exact copies say nothing about what is near
    if different.size < (1 - _COMMON) * rows.size and not equal_only_by_copying(train, rows):
        raise NotEvidenceError(_ALIKE)
    before, after = matrix_pair(train.iloc[different], test)
    if before.shape[1] < _FEWEST_COLUMNS:
        raise NotEvidenceError("the splits share too few columns to tell a copy from a coincidence")
    within = nearest(before, before, neighbours=2)[0][:, 1]
    usual = float(np.median(within))
    if usual == 0 or float((within <= _NEAR * usual).mean()) > _COMMON:
        raise NotEvidenceError(_ALIKE)
    return np.asarray(nearest(after, before)[0][:, 0] <= _NEAR * usual)


def _same_words(train: pd.DataFrame, test: pd.DataFrame, names: list[object]) -> NDArray[np.bool_]:
    import numpy as np

    before = {key for name in names for key in _keys(train[name])}
    marks = [np.array([key in before for key in _keys(test[name])]) for name in names]
    nearly = _nearly(train.loc[:, names], test.loc[:, names])
    return np.asarray(np.logical_or.reduce(marks) | nearly)


def _nearly(train: pd.DataFrame, test: pd.DataFrame) -> NDArray[np.bool_]:
    """Return the test rows that share 80 % of their words with a training row; none where many share 60 % anyway."""
    import numpy as np

    before, after = prose_of(train), prose_of(test)
    found, loosely = np.zeros(len(test), dtype=bool), np.zeros(len(test), dtype=bool)
    if before is None or after is None:
        return found
    for rows, _, _ in twins(after, before, least=_LOOSELY):
        loosely[rows] = True
    for rows, _, _ in twins(after, before):
        found[rows] = True
    return found if float((loosely & ~found).mean()) <= _COMMON else np.zeros(len(test), dtype=bool)


def _keys(series: pd.Series) -> list[tuple[str, ...]]:
    return [tuple(sorted(_WORDS.findall(str(value).lower()))) for value in plain(series)]


PROBE = Probe(
    name="near-copies-in-both-splits",
    items=("PRE-06",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    whole=True,
    docs=__doc__,
)
