"""What the features of a bare matrix are called, where a table that it was made from has the same values.

A scaler leaves no names behind. The tables above the training rows are asked, the nearest first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.column_images import images_in_order, images_of, stacked

if TYPE_CHECKING:
    from jupyter_mlsec.probes._predictors.models import ModelSubject

_FEW_COLUMNS = 20  # of a table, among which all are tried for each feature


def feature_names(subject: ModelSubject) -> tuple[str, ...]:
    """Return a name for each feature of bare rows, "" where several columns, or none, may be behind it.

    Empty where the rows carry names of their own, or where no table is known.
    """
    import pandas as pd

    if hasattr(subject.x, "columns"):
        return ()
    rows = stacked(subject.x_train, subject.x)
    for source in subject.sources:
        if isinstance(source, pd.DataFrame) and source.columns.is_unique:
            if names := images_in_order(rows, source):
                return names
            if source.shape[1] > _FEW_COLUMNS:
                continue
            found = [each[0] if len(each) == 1 else "" for each in images_of(rows, source)]
            given = [name for name in found if name]
            if given and len(set(given)) == len(given):
                return tuple(found)
    return ()
