"""A frame as a matrix and class numbers, for the screens of labelled data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.observations import NotEvidenceError, UndeclaredError
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    is_numeric,
    matrix,
    sampled,
    without,
)

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_MOST_ROWS = 2_500
_FEWEST_ROWS = 80
_FEWEST_OF_CLASS = 8
_MOST_CLASSES = 50


def labelled(subject: FrameSubject, *, most: int = _MOST_ROWS) -> tuple[Floats, Ints]:
    """Return features as a matrix and the target as class numbers; rows of very rare classes are left out.

    UndeclaredError without a target, NotEvidenceError for quantities and for too few rows.
    """
    import numpy as np

    if subject.target is None:
        raise UndeclaredError("no target is declared", help="Name it: %mlsec data NAME --target COLUMN.")
    frame = sampled(frame_of(subject, least=_FEWEST_ROWS), most)
    answers = column(frame, subject.target)
    known = answers.notna().to_numpy()
    frame, answers = frame.loc[known], answers.loc[known]
    if answers.nunique() > _MOST_CLASSES and is_numeric(answers):
        raise NotEvidenceError("the target is a quantity, and labels are screened for classes only")
    found = codes(answers)
    kept = np.bincount(found)[found] >= _FEWEST_OF_CLASS
    labels = np.unique(found[kept], return_inverse=True)[1].astype(np.int64)
    if kept.sum() < _FEWEST_ROWS or labels.max(initial=0) < 1:
        raise NotEvidenceError("too few rows belong to classes that are large enough")
    features, _ = matrix(without(frame.loc[kept], {subject.target}))
    if features.shape[1] == 0:
        raise NotEvidenceError("there is no feature beside the target")
    return features, labels
