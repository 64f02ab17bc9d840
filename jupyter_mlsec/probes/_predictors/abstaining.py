"""Which rows a model gives none of its answers to: a label of its own for what it does not know, a missing value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.budget import OverBudgetError
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, flat

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def abstains(view: View, subject: ModelSubject, rows: object) -> NDArray[np.bool_]:
    """Tell for each of ``rows`` whether the model gives an answer that none of the known rows has.

    Known are the answers of the held-out and of the training rows. A regressor abstains by a value that is no number.
    """
    import numpy as np
    import pandas as pd

    given = view.predict(rows)
    if view.task == "regression":
        return ~np.isfinite(given.astype(np.float64))
    known = set(flat(subject.y).tolist()) | (set() if subject.y_train is None else set(flat(subject.y_train).tolist()))
    return np.array([pd.isna(answer) or answer not in known for answer in given.tolist()], dtype=bool)


def refuses(view: View, sound: object, rows: object) -> bool:
    """Tell whether the model raises an exception for ``rows``, and answers the ``sound`` ones of the same form."""
    view.predict(sound)
    try:
        view.predict(rows)
    except OverBudgetError:
        raise
    except Exception:  # noqa: BLE001 - any refusal is one
        return True
    return False
