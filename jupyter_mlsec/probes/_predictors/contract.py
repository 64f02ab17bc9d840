"""An input contract drawn from training rows: the columns a request needs, their types, ranges and categories.

It holds values of the training data (extremes, categories): it belongs beside the model, never into a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, numbers, plain

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_MARGIN = 0.5  # of the range of the training rows, allowed beyond it on each side
_MOST_CATEGORIES = 100
_ROWS = 3


@dataclass(frozen=True, slots=True)
class ColumnContract:
    """What one column may hold. ``low`` and ``high`` for numbers, ``known`` for categories; neither for free text."""

    gaps: bool  # missing values occur in training
    low: float | None = field(default=None, repr=False)
    high: float | None = field(default=None, repr=False)
    known: frozenset[object] | None = field(default=None, repr=False)

    def refuses(self, series: pd.Series) -> NDArray[np.bool_]:
        """Tell which values break the contract."""
        import numpy as np

        absent = series.isna().to_numpy(dtype=bool)
        broken = absent & (not self.gaps)
        if self.low is not None and self.high is not None:
            if not is_numeric(series):
                return np.ones(len(series), dtype=bool)
            values = numbers(series)
            return np.asarray(broken | (~absent & ~((values >= self.low) & (values <= self.high))))
        if self.known is not None:
            return np.asarray(broken | (~absent & ~plain(series).isin(list(self.known)).to_numpy(dtype=bool)))
        return np.asarray(broken)


@dataclass(frozen=True, slots=True)
class Contract:
    """What a request must look like, per column."""

    columns: Mapping[object, ColumnContract] = field(repr=False)

    def refuses(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """Tell which rows break the contract; all of them where a column is missing."""
        import numpy as np

        refused = np.zeros(len(frame), dtype=bool)
        for name, rule in self.columns.items():
            if name not in frame.columns:
                return np.ones(len(frame), dtype=bool)
            refused |= rule.refuses(frame[name])
        return refused

    def json_schema(self) -> dict[str, object]:
        """Return the contract as a JSON Schema of one request (draft 2020-12)."""
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": [str(name) for name in self.columns],
            "properties": {str(name): _schema(rule) for name, rule in self.columns.items()},
        }


def _schema(rule: ColumnContract) -> dict[str, object]:
    kinds = ["null"] if rule.gaps else []
    if rule.low is not None and rule.high is not None:
        return {"type": ["number", *kinds], "minimum": rule.low, "maximum": rule.high}
    if rule.known is not None:
        return {"enum": [*sorted(map(str, rule.known)), *([None] if rule.gaps else [])]}
    return {"type": ["string", *kinds]}


def contract_of(frame: pd.DataFrame) -> Contract:
    """Draw a contract from training rows."""
    return Contract({name: _column(frame[name]) for name in frame.columns})


def _column(series: pd.Series) -> ColumnContract:
    import numpy as np

    gaps = bool(series.isna().any())
    if is_numeric(series):
        values = numbers(series)
        values = values[np.isfinite(values)]
        if values.size:
            low, high = float(values.min()), float(values.max())
            margin = _MARGIN * (high - low) or max(abs(low), 1.0)
            return ColumnContract(gaps, low - margin, high + margin)
    elif not is_time(series):
        known = plain(series.dropna()).unique()
        if len(known) <= min(_MOST_CATEGORIES, max(2, len(series) // 5)):
            return ColumnContract(gaps, known=frozenset(known.tolist()))
    return ColumnContract(gaps)


def violations(frame: pd.DataFrame, contract: Contract) -> list[tuple[str, pd.DataFrame]]:
    """Return rows that break the contract in one way each, made from good ones."""
    import numpy as np

    sound = frame.iloc[:_ROWS]
    numeric = [name for name, rule in contract.columns.items() if rule.low is not None]
    listed = [name for name, rule in contract.columns.items() if rule.known is not None]
    full = [name for name, rule in contract.columns.items() if not rule.gaps]
    made = [("a missing column", sound.iloc[:, 1:])] if sound.shape[1] > 1 else []
    if numeric:
        name = numeric[0]
        rule = contract.columns[name]
        span = (rule.high or 0.0) - (rule.low or 0.0)
        made.append(("a text for a number", sound.assign(_=0).drop(columns="_").astype({name: object})))
        made[-1][1][name] = "text"
        made.append(("a value far outside", _with(sound, name, (rule.high or 0.0) + 100.0 * span + 1.0)))
        made.append(("an infinite value", _with(sound, name, np.inf)))
    if full and full[0] in numeric:
        made.append(("a missing value", _with(sound, full[0], np.nan)))
    if listed:
        made.append(("an unknown category", _with(sound, listed[0], "\N{REPLACEMENT CHARACTER}")))
    return made


def _with(frame: pd.DataFrame, name: object, value: object) -> pd.DataFrame:
    import pandas as pd

    columns = {label: frame[label] for label in frame.columns}
    return pd.DataFrame(columns | {name: pd.Series([value] * len(frame), index=frame.index)})
