"""A frame as a matrix and its answers, class numbers or quantities, for the screens of labelled data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.observations import NotApplicableError, NotEvidenceError, UndeclaredError
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    is_numeric,
    matrix,
    numbers,
    sampled,
    without,
)
from jupyter_mlsec.probes._tables.words import bag, count_words, is_prose, words_of

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_MOST_ROWS = 2_500
_FEWEST_ROWS = 80
_FEWEST_OF_CLASS = 8
_MOST_CLASSES = 50


def labelled(subject: FrameSubject, *, most: int = _MOST_ROWS) -> tuple[Floats, Ints]:
    """Return features as a matrix and the target as class numbers; rows of very rare classes are left out.

    UndeclaredError without a target, NotApplicableError for quantities, NotEvidenceError for too few rows.
    """
    import numpy as np

    frame, answers = _known(subject, most)
    if is_quantity(answers):
        raise NotApplicableError("the target is a quantity and no class")
    found = codes(answers)
    kept = np.bincount(found)[found] >= _FEWEST_OF_CLASS
    labels = np.unique(found[kept], return_inverse=True)[1].astype(np.int64)
    if kept.sum() < _FEWEST_ROWS or labels.max(initial=0) < 1:
        raise NotEvidenceError("too few rows belong to classes that are large enough")
    return features_beside(frame.loc[kept], str(subject.target)), labels


def measured(subject: FrameSubject, *, most: int = _MOST_ROWS) -> tuple[Floats, Floats]:
    """Return features as a matrix and the target as quantities.

    UndeclaredError without a target, NotApplicableError for classes, NotEvidenceError for too few rows.
    """
    import numpy as np

    frame, answers = _known(subject, most)
    if not is_quantity(answers):
        raise NotApplicableError("the target is a class and no quantity")
    values = numbers(answers)
    finite = np.isfinite(values)
    if finite.sum() < _FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {_FEWEST_ROWS} answers are finite numbers")
    return features_beside(frame.loc[finite], str(subject.target)), values[finite]


def is_quantity(answers: pd.Series) -> bool:
    """Whether answers are numbers of which there are too many for classes."""
    return bool(is_numeric(answers)) and int(answers.nunique()) > _MOST_CLASSES


def _known(subject: FrameSubject, most: int) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows that have an answer, and their answers."""
    if subject.target is None:
        raise UndeclaredError("no target is declared", help="Name it: %mlsec data NAME --target COLUMN.")
    frame = sampled(frame_of(subject, least=_FEWEST_ROWS), most)
    answers = column(frame, subject.target)
    known = answers.notna().to_numpy()
    return frame.loc[known], answers.loc[known]


def features_beside(frame: pd.DataFrame, target: str) -> Floats:
    """Return all but the target as numbers, of texts the words that stand in them."""
    import numpy as np

    rest = without(frame, {target})
    prose = [place for place in range(rest.shape[1]) if is_prose(rest.iloc[:, place])]
    others, _ = matrix(rest.iloc[:, [place for place in range(rest.shape[1]) if place not in prose]])
    texts = [words_of(rest.iloc[:, place]) for place in prose]
    features = np.hstack([others, *(bag(each, count_words(each)) for each in texts)])
    if features.shape[1] == 0:
        raise NotEvidenceError("there is no feature beside the target")
    return features
