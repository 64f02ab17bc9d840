"""What can be wrong with a table's values: absent, repeated, constant, mixed up, impossible. Counted, never shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.fingerprint import row_digests
from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, numbers, plain
from jupyter_mlsec.probes._tables.personal_names import words

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_PLACEHOLDERS = frozenset(
    {"", "?", "-", "--", "n/a", "na", "nan", "null", "none", "unknown", "missing", "#n/a", "#ref!", "."}
)
_SENTINELS = (-9999.0, -999.0, -99.0, -1.0, 99.0, 999.0, 9999.0, 99999.0, 999999.0, -99999.0)
_FAR = 5.0  # interquartile ranges between a sentinel and everything else
_PLAUSIBLE = {
    "age": (0.0, 125.0),
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "month": (1.0, 12.0),
    "hour": (0.0, 24.0),
    "weekday": (0.0, 7.0),
    "percent": (-100.0, 100.0),
    "probability": (0.0, 1.0),
    "humidity": (0.0, 100.0),
    "weight": (0.0, float("inf")),
    "height": (0.0, float("inf")),
    "price": (0.0, float("inf")),
    "salary": (0.0, float("inf")),
    "income": (0.0, float("inf")),
    "quantity": (0.0, float("inf")),
}
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_FEWEST_SENTINELS = 2
_MOSTLY = 0.8


_CENTRED = 0.25  # share of values on the smaller side of 0


def is_standardised(values: pd.Series) -> bool:
    """Tell whether a column was centred and scaled, so that its name's usual range says nothing."""
    spread = float(values.std())
    if not spread > 0 or abs(float(values.mean())) > 0.2 * spread:
        return False
    return abs(spread - 1.0) < 0.1 or _CENTRED < float((values < 0).mean()) < 1 - _CENTRED  # noqa: PLR2004 - rounding


def missing_share(series: pd.Series) -> float:
    """Return the share of values that are absent: NaN, None, or a placeholder such as "?" or "n/a" in a text column."""
    absent = series.isna()
    if not is_numeric(series) and not is_time(series) and series.dtype != bool:
        absent = absent | plain(series).map(
            lambda value: isinstance(value, str) and value.strip().lower() in _PLACEHOLDERS
        )
    return float(absent.mean())


def duplicate_rows(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell for each row whether an earlier row is equal to it."""
    import pandas as pd

    return pd.Series(row_digests(frame)).duplicated().to_numpy(dtype=bool)


def is_constant(series: pd.Series) -> bool:
    """Tell whether a column has one value only, or none."""
    return len(plain(series.dropna()).unique()) <= 1


def is_mixed(series: pd.Series) -> bool:
    """Tell whether a column mixes types: numbers among texts, or texts that nearly all are numbers."""
    if is_numeric(series) or is_time(series):
        return False
    values = series.dropna()
    texts = [
        value
        for value in plain(values).unique()
        if not (isinstance(value, str) and value.strip().lower() in _PLACEHOLDERS)
    ]
    kinds = {_sort(value) for value in texts}
    if len(kinds) > 1:
        return True
    if kinds != {"text"} or len(texts) < 5:  # noqa: PLR2004 - too few to tell
        return False
    numeric = sum(1 for value in texts if _NUMBER.fullmatch(str(value))) / len(texts)
    return _MOSTLY <= numeric < 1.0


def _sort(value: object) -> str:
    if isinstance(value, bool):
        return "truth"
    if isinstance(value, str):
        return "text"
    return "number" if hasattr(value, "__float__") else type(value).__name__


def spelt_differently(series: pd.Series) -> bool:
    """Tell whether categories of a column differ only in case or blanks around them."""
    if is_numeric(series) or is_time(series) or series.dtype == bool:
        return False
    texts = [value for value in plain(series.dropna()).unique() if isinstance(value, str)]
    if not texts or len(texts) > max(50, len(series) // 5):  # a column of names or prose is no category
        return False
    return len({text.strip().lower() for text in texts}) < len(texts)


def non_finite(series: pd.Series) -> int:
    """Return how many values of a column are infinite."""
    import numpy as np

    return int(np.isinf(numbers(series)).sum()) if is_numeric(series) else 0


def sentinels(series: pd.Series) -> int:
    """Return how many values look like a code for "absent" (-999 far below everything else, several times)."""
    import numpy as np

    if not is_numeric(series):
        return 0
    values = numbers(series)
    values = values[np.isfinite(values)]
    found = 0
    for code in _SENTINELS:
        hits = values == code
        rest = values[~hits]
        if hits.sum() < _FEWEST_SENTINELS or rest.size < hits.sum() or np.unique(rest).size < 5:  # noqa: PLR2004 - a scale
            continue
        low, high = np.quantile(rest, (0.25, 0.75))
        reach = _FAR * max(high - low, 1e-12)
        apart = (code < rest.min() and rest.min() - code > reach) or (code > rest.max() and code - rest.max() > reach)
        found += int(hits.sum()) if apart else 0
    return found


def implausible(name: str, series: pd.Series) -> int:
    """Return how many values cannot be what the column's name says: an age of 300, a month 13, the year 2999."""
    import numpy as np
    import pandas as pd

    if is_time(series):
        years = series.dropna().dt.year
        return int(((years < 1900) | (years > pd.Timestamp.now().year + 50)).sum())  # noqa: PLR2004 - a person's century
    parts = set(words(name))
    ranges = [bounds for word, bounds in _PLAUSIBLE.items() if word in parts]
    if not ranges or not is_numeric(series) or len(parts) > 2 or is_standardised(series):  # noqa: PLR2004 - "age gap mean"
        return 0
    values = numbers(series)
    low, high = ranges[0]
    return int(((values < low) | (values > high))[np.isfinite(values)].sum())
