"""A model that is judged on rows it was fitted on.

Every figure about such a model, its performance first, says how well it recites. The rows that it is measured on are
compared by value with those of the fit, as ``rows-in-both-splits`` does it for tables, and so are their answers where
both are known; the limit ``split-overlap`` is 0 by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import row_digests
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, UndeclaredError, guarded
from jupyter_mlsec.probes._predictors.features import features_of
from jupyter_mlsec.probes._predictors.models import ModelSubject, flat
from jupyter_mlsec.probes._predictors.texts import texts_of
from jupyter_mlsec.probes._tables.frames import as_frame
from jupyter_mlsec.probes._tables.overlap import FEWEST_ROWS, equal_only_by_copying, overlap_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@guarded
def _run(subject: ModelSubject) -> Observation:
    if subject.x is None or subject.x_train is None:
        raise UndeclaredError(
            f"the rows that {subject.name} is judged on, or was fitted on, are not known",
            help="Name them: %mlsec model NAME --x X_test --y y_test --x-train X_train.",
        )
    test, train = _table(subject.x), _table(subject.x_train)
    if test.shape[1] != train.shape[1]:
        raise NotEvidenceError(
            f"the rows of the fit have {train.shape[1]} features, those it is judged on {test.shape[1]}"
        )
    if min(len(test), len(train)) < FEWEST_ROWS:
        raise NotEvidenceError(f"there are fewer than {FEWEST_ROWS} rows")
    train, test = _with_answers(subject, train, test)
    return overlap_of(
        train,
        test,
        subject.limits,
        none=f"None of the {len(test):,} rows that judge the model is one of the {len(train):,} that it was fitted on.",
        some=f"{{overlap}} of the {len(test):,} rows that judge the model ({{share}}) are rows that it was fitted on.",
        step="Judge it on rows that were set aside before the fit: --x X_test --y y_test.",
    )


def _with_answers(subject: ModelSubject, train: pd.DataFrame, test: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows with their answers, which differ where rows are equal by chance; measured rows stay as they are."""
    if subject.y is None or subject.y_train is None or equal_only_by_copying(train, row_digests(train)):
        return train, test
    ours, theirs = flat(subject.y_train), flat(subject.y)
    if len(ours) != len(train) or len(theirs) != len(test) or ours.dtype.kind != theirs.dtype.kind:
        return train, test
    return _beside(train, ours), _beside(test, theirs)


def _beside(rows: pd.DataFrame, answers: NDArray[Any]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([rows.reset_index(drop=True), pd.Series(answers)], axis=1)


def _table(x: Any) -> pd.DataFrame:  # noqa: ANN401 - whatever the model takes
    import numpy as np
    import pandas as pd

    texts = texts_of(x)
    if texts is not None:
        return pd.DataFrame({"text": texts})
    if not hasattr(x, "columns") and (hasattr(x, "tocsr") or getattr(x, "ndim", 0) > 2):  # noqa: PLR2004 - no table
        return pd.DataFrame(features_of(x).values)
    return as_frame(np.asarray(x) if isinstance(x, list) else x)


PROBE = Probe(name="judged-on-its-own-rows", items=("PRE-06",), run=_run, cost=Cost.FAST, docs=__doc__)
