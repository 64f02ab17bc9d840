"""The training and test parts of a frame, and the columns that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.observations import NotEvidenceError, UndeclaredError
from jupyter_mlsec.probes._tables.frames import FrameSubject, as_frame

if TYPE_CHECKING:
    import pandas as pd


def splits_of(subject: FrameSubject, *, least: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, list[object]]:
    """Return the training frame, the test frame and the names of their common columns.

    UndeclaredError when a split was not given; NotEvidenceError when one is too small, or they share no column.
    """
    if subject.train is None or subject.test is None:
        raise UndeclaredError(
            f"the training and test rows of {subject.name} are not known",
            help="Name them: %mlsec data NAME --train X_train --test X_test.",
        )
    train, test = as_frame(subject.train), as_frame(subject.test)
    if min(len(train), len(test)) < least:
        raise NotEvidenceError(f"a split has fewer than {least} rows")
    present = set(test.columns)
    shared: list[object] = [name for name in train.columns if name in present]
    if not shared or train.columns.has_duplicates or test.columns.has_duplicates:
        raise NotEvidenceError("the splits have no columns in common, or columns of the same name")
    return train, test, shared
