"""The shape of a table, frozen once and held against later ones: names, order, kinds, gaps and size. No values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, is_value_like, numbers

if TYPE_CHECKING:
    import pandas as pd

_COLUMN = re.compile(
    r"(?P<kind>integer|other|real|text|time|truth)(?P<sign>\+)?(?:e(?P<size>-?\d{1,3}(?:\.5)?))?(?P<gaps>\?)?"
)
_ENOUGH = 25  # rows behind what is told of numbers
_APART = 1.0  # powers of ten between sizes of another unit


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column. ``positive``: none of its numbers is negative; ``size``: of its middle one.

    The size is a power of ten, to the half: it tells euros from cents, and nothing about a row. Fewer than 25 numbers
    tell neither.
    """

    kind: str
    gaps: bool = False
    positive: bool = False
    size: float | None = None

    def text(self) -> str:
        """Return the column as a few letters: ``real+e1.5?``."""
        size = "" if self.size is None else f"e{self.size:g}"
        return f"{self.kind}{'+' * self.positive}{size}{'?' * self.gaps}"

    def turned_negative(self, now: Column) -> bool:
        """Tell whether there are negative numbers now, and were none before."""
        return self.positive and now.size is not None and not now.positive

    def is_of_another_size(self, now: Column) -> bool:
        """Tell whether numbers are some ten times as large as before, or as small: those of another unit."""
        return self.size is not None and now.size is not None and abs(now.size - self.size) >= _APART


@dataclass(frozen=True, slots=True)
class Schema:
    """Columns in their order."""

    columns: Mapping[str, Column]

    def text(self) -> str:
        """Return the schema as one line of JSON that :func:`read_schema` reads back."""
        return json.dumps({name: column.text() for name, column in self.columns.items()}, ensure_ascii=False)


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
    return Schema({name: _column(frame.iloc[:, place]) for place, name in enumerate(names)})


def read_schema(text: str) -> Schema:
    """Read what :meth:`Schema.text` wrote, now or before sizes were told. NotEvidenceError for anything else."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise NotEvidenceError("the frozen schema is not JSON") from None
    if not isinstance(document, dict):
        raise NotEvidenceError("the frozen schema is no table of columns")
    return Schema({name: _read_column(column) for name, column in document.items()})


def _read_column(told: object) -> Column:
    match = _COLUMN.fullmatch(told) if isinstance(told, str) else None
    if match is None:
        raise NotEvidenceError("the frozen schema names kinds of columns that do not exist")
    size = None if match["size"] is None else float(match["size"])
    return Column(match["kind"], match["gaps"] is not None, match["sign"] is not None, size)


def _column(series: pd.Series) -> Column:
    import numpy as np

    kind, gaps = _kind(series), bool(series.isna().any())
    if kind not in {"integer", "real"} or not is_numeric(series):
        return Column(kind, gaps)
    values = numbers(series)
    values = np.abs(values[np.isfinite(values) & (values != 0)])
    if values.size < _ENOUGH:
        return Column(kind, gaps)
    size = round(2 * float(np.log10(np.median(values)))) / 2
    return Column(kind, gaps, not bool((numbers(series) < 0).any()), size)


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
