"""Which rows a model gives none of its answers to: a label of its own for what it does not know, a missing value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.budget import OverBudgetError
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, flat

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SPELLED = 0.5  # share of held-out rows with answers that none has, from which it is another spelling of labels


def abstains(view: View, subject: ModelSubject, rows: object) -> NDArray[np.bool_]:
    """Tell for each of ``rows`` whether the model gives an answer that none of the known rows has.

    Known are the answers of the held-out and of the training rows. A regressor abstains by a value that is no number.
    A model that gives the held-out rows other answers, too, only spells them differently: it never abstains.
    """
    import numpy as np
    import pandas as pd

    given, usual = view.predict(rows), view.predict()
    if view.task == "regression":
        return ~np.isfinite(given.astype(np.float64))
    known = set(flat(subject.y).tolist()) | (set() if subject.y_train is None else set(flat(subject.y_train).tolist()))

    def unknown(answers: NDArray[Any]) -> NDArray[np.bool_]:
        return np.array([pd.isna(answer) or answer not in known for answer in answers.tolist()], dtype=bool)

    told = unknown(given)
    return told if float(unknown(usual).mean()) < _SPELLED else np.zeros_like(told)


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
