"""Which rows of a table carry the answer that groups are compared by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import codes, is_numeric, numbers

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats

_MANY_VALUES = 20


def favoured(answers: pd.Series) -> Floats:
    """Return 1 for rows with the commonest answer, 0 for others; for quantities, 1 above the median."""
    import numpy as np

    if is_numeric(answers) and answers.nunique() > _MANY_VALUES:
        values = numbers(answers)
        return np.asarray(values > np.nanmedian(values), dtype=np.float64)
    found = codes(answers)
    return np.asarray(found == np.bincount(found).argmax(), dtype=np.float64)
