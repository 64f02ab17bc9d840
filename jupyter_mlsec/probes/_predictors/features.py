"""The numbers inside a model's rows that can be disturbed, and the way back to rows that the model takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.observations import NotApplicableError, NotEvidenceError
from jupyter_mlsec.probes._predictors.models import View, take
from jupyter_mlsec.probes._predictors.texts import described_texts, texts_of
from jupyter_mlsec.probes._tables.frames import is_numeric, label_of, numbers

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_MOST_CELLS = 20_000_000  # a sparse matrix above this would not fit when it is made dense


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """The numeric part of some rows: ``values`` (rows x features, float64), and the ``names`` of the features."""

    values: Floats = field(repr=False)
    names: tuple[str, ...]
    _rows: Any = field(repr=False)
    _places: tuple[int, ...] = field(repr=False)
    _shape: tuple[int, ...] = field(repr=False)
    _back: Callable[[Floats], object] | None = field(default=None, repr=False)  # to the sparse kind they came in

    def rebuild(self, values: Floats, rows: Ints | None = None) -> object:
        """Return rows for the model with ``values`` in place of the numbers; ``rows`` says which row each came from."""
        import numpy as np

        if self._shape:
            kind = self._rows.dtype  # a network of single precision takes no other
            whole = values.reshape((len(values), *self._shape)).astype(kind if kind.kind == "f" else np.float64)
            return whole if self._back is None else self._back(whole)
        base = take(self._rows, np.arange(len(values)) if rows is None else rows)
        for feature, place in enumerate(self._places):
            base.isetitem(place, values[:, feature])
        return base


def features_of(x: Any, *, only: tuple[str, ...] = ()) -> Features:  # noqa: ANN401 - whatever the person's model takes
    """Return the numeric features of rows; NotEvidenceError when there are none (text, categories only).

    ``only``: the names of the features that may be disturbed; the others stay what they are.
    """
    import numpy as np
    import pandas as pd

    if isinstance(x, pd.DataFrame):
        places = [
            place
            for place in range(x.shape[1])
            if is_numeric(x.iloc[:, place]) and (not only or str(x.columns[place]) in only)
        ]
        if not places:
            raise NotEvidenceError("none of the features is a number that can be disturbed")
        values = np.column_stack([numbers(x.iloc[:, place]) for place in places])
        return Features(values, tuple(label_of(x.columns[place]) for place in places), x, tuple(places), ())
    back = type(x) if hasattr(x, "toarray") else None
    if back is not None:
        if x.shape[0] * x.shape[1] > _MOST_CELLS:
            raise NotEvidenceError("the sparse rows are too wide to be disturbed")
        x = x.toarray()
    if texts_of(x) is not None:
        raise NotApplicableError("the rows are texts, which other probes look at")
    if not isinstance(x, np.ndarray) or x.dtype.kind not in "fiub" or x.ndim < 2:  # noqa: PLR2004 - rows and features
        raise NotEvidenceError("the rows are not numbers that can be disturbed")
    values = x.reshape(len(x), -1).astype(np.float64)
    return Features(values, tuple(f"feature {place}" for place in range(values.shape[1])), x, (), x.shape[1:], back)


def described(x: Any) -> Floats:  # noqa: ANN401 - whatever the person's model takes
    """Return rows as numbers that a learner of ours can take: their features, or for texts how words are spread."""
    texts = texts_of(x)
    return features_of(x).values if texts is None else described_texts(texts)  # noqa: PD011 - Features has no array


def complete(view: View, *, only: tuple[str, ...] = ()) -> View:
    """Return the rows of a view whose features are all known and finite."""
    import numpy as np

    return view.take(np.flatnonzero(np.isfinite(features_of(view.x, only=only).values).all(axis=1)))


def spreads(values: Floats) -> Floats:
    """Return the standard deviation of each feature, 0 where it is constant or unknown."""
    import numpy as np

    found = np.nanstd(np.where(np.isfinite(values), values, np.nan), axis=0)
    return np.where(np.isfinite(found), found, 0.0)
