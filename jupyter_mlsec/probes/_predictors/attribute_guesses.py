"""Guessing a personal feature of a row from the other features and a model's answer, by trying every value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._predictors.models import ModelSubject, View
from jupyter_mlsec.probes._tables.frames import is_numeric, numbers
from jupyter_mlsec.probes._tables.personal_names import kind_of_name

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

Liking = Callable[[Any], "Floats"]
_MOST_ROWS = 1_000
_MOST_VALUES = 8
_QUARTERS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """One personal feature: its column's place, the values that are tried, and which of them a value counts as."""

    name: str
    place: int
    candidates: list[Any] = field(repr=False)
    edges: Floats | None = field(repr=False)

    def numbered(self, column: pd.Series) -> Ints:
        """Return for each row which candidate it is; -1 for a value that is none of them."""
        import numpy as np

        if self.edges is not None:
            return np.searchsorted(self.edges, numbers(column), "right").astype(np.int64)
        found = np.full(len(column), -1, dtype=np.int64)
        for number, value in enumerate(self.candidates):
            found[(column == value).to_numpy(dtype=bool, na_value=False)] = number
        return found


def personal_attributes(subject: ModelSubject, view: View) -> Iterator[Attribute]:
    """Yield the features declared as personal, else those whose names say so or by which groups were declared.

    Of numbers with many values it is the quarter of their range that is guessed.
    """
    import numpy as np
    import pandas as pd

    if not isinstance(view.x, pd.DataFrame):
        return
    for place, name in enumerate(map(str, view.x.columns)):
        known = kind_of_name(name) is not None
        grouped = isinstance(subject.groups, tuple) and name in subject.groups
        if not (name in subject.personal or (not subject.personal and (known or grouped))):
            continue
        column = view.x.iloc[:, place]
        values = column.dropna().unique().tolist()
        if 2 <= len(values) <= _MOST_VALUES:  # noqa: PLR2004 - one value has nothing to be guessed
            yield Attribute(name, place, sorted(values, key=str), None)
        elif is_numeric(column) and len(values) > _MOST_VALUES:
            held = numbers(column)
            edges = np.unique(np.nanquantile(held, np.linspace(0, 1, _QUARTERS + 1)[1:-1]))
            parts = np.searchsorted(edges, held, "right")
            middles = [held[parts == part] for part in range(len(edges) + 1)]
            tried = [float(np.nanmedian(part)) for part in middles if len(part)]
            if len(tried) == len(edges) + 1:
                yield Attribute(name, place, tried, edges)


def best_liked(attribute: Attribute, view: View, liking: Liking) -> NDArray[np.bool_]:
    """Return per row and candidate whether it is liked best of all: ``liking`` gives a number a row."""
    import numpy as np

    scores = []
    for candidate in attribute.candidates:
        rows = view.x.copy()
        rows.isetitem(attribute.place, filled(rows.iloc[:, attribute.place], candidate))
        scores.append(liking(rows))
    stacked = np.stack(scores, axis=1)
    return np.asarray(stacked >= stacked.max(axis=1, keepdims=True) - 1e-12)


def hits(attribute: Attribute, view: View, liking: Liking) -> Floats:
    """Return for each row whether the best-liked candidate is its own; ties are shared out."""
    import numpy as np

    true = attribute.numbered(view.x.iloc[:, attribute.place])
    best = best_liked(attribute, view, liking)
    share = best / best.sum(axis=1, keepdims=True)
    known = true >= 0
    return np.asarray(share[known, true[known]])


def filled(column: pd.Series, candidate: object) -> object:
    """Return one value in every row; a category stays one of its column's."""
    import numpy as np
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype):
        return pd.Categorical([candidate] * len(column), dtype=column.dtype)
    return np.full(len(column), candidate)


def own_power(attribute: Attribute, view: View) -> float:
    """Return how often the attack is right about a model whose answer is the feature itself."""
    import numpy as np

    true = attribute.numbered(view.x.iloc[:, attribute.place])

    def liking(rows: Any) -> Floats:  # noqa: ANN401 - a frame
        return np.asarray(attribute.numbered(rows.iloc[:, attribute.place]) == true, dtype=np.float64)

    found = hits(attribute, view, liking)
    return float(found.mean()) if len(found) else 0.0


def some_rows(view: View) -> View:
    """Return at most a thousand rows of a view."""
    import numpy as np

    if len(view) <= _MOST_ROWS:
        return view
    return view.take(np.sort(np.random.default_rng(0).choice(len(view), _MOST_ROWS, replace=False)))
