"""A reference profile: what drift is measured against when the training data themselves are not at hand.

It holds shares and the values between bins, never a row: of a column of numbers the shares between quantiles, each of
25 rows or more and rounded to four digits; of categories those that 25 rows or more have, the others together. Columns
that identify people, hold prose or digests, or are nearly all rare values are left out and named.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, label_of, moments, numbers, plain
from jupyter_mlsec.probes._tables.personal import digest_like, free_text, personal_columns
from jupyter_mlsec.probes._tables.personal_names import Reach

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats

FORMAT = "mlsec-profile/1"
LEAST = 25  # rows behind every share and every value that is told
FEWEST_ROWS = 100
_BINS = (50, 20, 10)
_FEW_VALUES = 10
_MOST_CATEGORIES = 30
_DIGITS = 4
_DAY = 86_400e9  # nanoseconds
_RARE = 0.5  # share of the rows with rare values above which a column is left out
Kind = Literal["number", "time", "category"]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column. ``edges``: between bins of numbers or times; ``names``: of categories, the others come after them.

    ``shares`` are of all rows, one a bin or category, then (of categories) the others, and the missing ones at the end.
    """

    name: str
    kind: Kind
    shares: tuple[float, ...]
    edges: tuple[float, ...] = field(default=(), repr=False)
    names: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Profile:
    """A table's columns, its number of rows and the digest of the table; ``left_out``: columns it says nothing of."""

    rows: int
    table: str
    columns: tuple[ColumnProfile, ...]
    left_out: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the profile as JSON with a digest of itself; the same for the same table."""
        body = self._body()
        return json.dumps(body | {"digest": _digest(body)}, indent=1, ensure_ascii=False) + "\n"

    @property
    def digest(self) -> str:
        """The digest that evidence is bound to."""
        return _digest(self._body())

    def _body(self) -> dict[str, Any]:
        columns = [
            {"name": each.name, "kind": each.kind, "shares": list(each.shares), "edges": list(each.edges),
             "names": list(each.names)}
            for each in self.columns
        ]  # fmt: skip
        return {
            "format": FORMAT,
            "rows": self.rows,
            "table": self.table,
            "columns": columns,
            "left_out": list(self.left_out),
        }


def _digest(body: dict[str, Any]) -> str:
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(canonical.encode('utf-8', 'surrogatepass')).hexdigest()}"


def profile_of(frame: pd.DataFrame, digest: str) -> Profile:
    """Return the profile of a table. NotEvidenceError for fewer than 100 rows, or two columns of one name."""
    if len(frame) < FEWEST_ROWS:
        raise NotEvidenceError(f"fewer than {FEWEST_ROWS} rows cannot show a drift of half a spread")
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        raise NotEvidenceError("there is more than one column of the same name")
    telling = {each.name for each in personal_columns(frame) if each.reach is not Reach.INDIRECT}
    found: list[ColumnProfile] = []
    left: list[str] = []
    for place, name in enumerate(names):
        series = frame.iloc[:, place]
        shown = label_of(name) == name  # a name that looks like a value is not written down
        hidden = name in telling or not shown or free_text(series) or digest_like(series) > 0
        column = None if hidden else _column(name, series)
        if column is not None:
            found.append(column)
        elif shown:
            left.append(name)
    return Profile(len(frame), digest, tuple(found), tuple(left))


def _column(name: str, series: pd.Series) -> ColumnProfile | None:
    """Return a column's profile; None where nearly all of its values are rare."""
    import numpy as np

    if is_numeric(series) or is_time(series):
        values = moments(series) if is_time(series) else numbers(series)
        known = values[np.isfinite(values)]
        bins = next((number for number in _BINS if len(known) >= number * LEAST), 0)
        if bins and np.unique(known).size > _FEW_VALUES:
            edges = _edges(known, bins, day=is_time(series))
            return ColumnProfile(
                name, "time" if is_time(series) else "number", counted(values, edges), tuple(edges.tolist())
            )
        if is_time(series):
            return None
    return _categories(name, series)


def _edges(known: Floats, bins: int, *, day: bool) -> Floats:
    """Return the values between bins: quantiles rounded so that they are nobody's own, without the ends."""
    import numpy as np

    inner = np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1])
    if day:
        rounded = np.round(inner / _DAY) * _DAY
    else:
        size = float(np.abs(inner).max()) or 1.0
        unit = 10.0 ** (np.floor(np.log10(size)) - _DIGITS + 1)
        rounded = np.round(inner / unit) * unit
    edges = np.unique(rounded)
    while len(edges):  # a bin that rounding left nearly empty is joined with its neighbour
        counts = np.bincount(np.searchsorted(edges, known, "right"), minlength=len(edges) + 1)
        least = int(counts.argmin())
        if counts[least] >= LEAST:
            break
        edges = np.delete(edges, min(least, len(edges) - 1))
    return edges


def counted(values: Floats, edges: Floats) -> tuple[float, ...]:
    """Return the share of values in each bin, and of the missing ones at the end."""
    import numpy as np

    known = values[np.isfinite(values)]
    counts = np.bincount(np.searchsorted(edges, known, "right"), minlength=len(edges) + 1)
    whole = np.append(counts, len(values) - len(known)) / max(len(values), 1)
    return tuple(np.round(whole, 6).tolist())


def _categories(name: str, series: pd.Series) -> ColumnProfile | None:
    counts = category_counts(series)
    common = sorted((each for each, many in counts.items() if many >= LEAST and label_of(each) == each),
                    key=lambda each: (-counts[each], each))[:_MOST_CATEGORIES]  # fmt: skip
    known = sum(counts.values())
    rest = known - sum(counts[each] for each in common)
    if not known or rest > _RARE * known:
        return None
    total = len(series)
    shares = [counts[each] / total for each in common] + [rest / total, (total - known) / total]
    return ColumnProfile(name, "category", tuple(round(share, 6) for share in shares), names=tuple(common))


def category_counts(series: pd.Series) -> dict[str, int]:
    """Return how often each value occurs, as text; 1 and 1.0 are one value, missing ones are left out."""
    counts: dict[str, int] = {}
    for value, many in plain(series).value_counts(dropna=True).items():
        text = str(value).removesuffix(".0") if isinstance(value, float) else str(value)
        counts[text] = counts.get(text, 0) + int(many)
    return counts
