"""The shape of a table, frozen once and held against later ones: names, order, kinds and gaps of columns. No values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, is_value_like

if TYPE_CHECKING:
    import pandas as pd

_GAPS = "?"
_KINDS = frozenset({"integer", "other", "real", "text", "time", "truth"})


@dataclass(frozen=True, slots=True)
class Schema:
    """Columns in their order, each with its kind and whether values may be missing."""

    columns: Mapping[str, tuple[str, bool]]

    def text(self) -> str:
        """Return the schema as one line of JSON that :func:`read_schema` reads back."""
        return json.dumps(
            {name: kind + _GAPS * gaps for name, (kind, gaps) in self.columns.items()}, ensure_ascii=False
        )


def schema_of(frame: pd.DataFrame) -> Schema:
    """Return the schema of a table. NotEvidenceError where two columns have one name.

    It is kept in the notebook: names that look like values are counted, and not told.
    """
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        raise NotEvidenceError("there is more than one column of the same name")
    hidden = (name for name in names if is_value_like(name))
    numbered = {name: f"(name that looks like a value, {place})" for place, name in enumerate(hidden, start=1)}
    names = [numbered.get(name, name) for name in names]
    series = [frame.iloc[:, place] for place in range(frame.shape[1])]
    return Schema({name: (_kind(each), bool(each.isna().any())) for name, each in zip(names, series, strict=True)})


def read_schema(text: str) -> Schema:
    """Read what :meth:`Schema.text` wrote. NotEvidenceError for anything else."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise NotEvidenceError("the frozen schema is not JSON") from None
    if not isinstance(document, dict) or not all(
        isinstance(kind, str) and kind.removesuffix(_GAPS) in _KINDS for kind in document.values()
    ):
        raise NotEvidenceError("the frozen schema names kinds of columns that do not exist")
    return Schema({name: (kind.removesuffix(_GAPS), kind.endswith(_GAPS)) for name, kind in document.items()})


def _kind(series: pd.Series) -> str:
    """Return a column's kind: widths of numbers and ways to keep texts differ between versions, and mean the same."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(series.dtype):
        return "truth"
    if is_numeric(series):
        return "integer" if pd.api.types.is_integer_dtype(series.dtype) else "real"
    if is_time(series):
        return "time"
    values = series.cat.categories if isinstance(series.dtype, pd.CategoricalDtype) else series.dropna()
    inferred = pd.api.types.infer_dtype(values, skipna=True)
    known = {"boolean": "truth", "floating": "real", "integer": "integer", "mixed-integer-float": "real",
             "string": "text", "empty": "text"}  # fmt: skip
    return known.get(inferred, "other")
