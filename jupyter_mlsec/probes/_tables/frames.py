"""Frames as subjects of probes: what a person hands over, and the pandas view of it that probes work on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

SAMPLE = 100_000  # rows that a probe looks at; more are sampled, and the answer says so
_LONGEST_LABEL = 60
_VALUE_LIKE = re.compile(r"@|\d{6}|https?:|[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class LineageStep:
    """One thing that data went through.

    ``kind``: a source (``file``, ``url``, ``sql``, ``hub``, ``package``; ``cells`` that draw or write the data), or
    ``frame``, ``matrix``, ``model``. ``name`` is shown in reports, a path by its last part.

    ``digest`` is what it held (``sha256:…``; empty = nobody took it), ``parents`` the names it was made from.
    """

    kind: str
    name: str
    digest: str = ""
    parents: tuple[str, ...] = ()
    version: str = ""  # a commit, a DVC or lakeFS revision, a data lock's digest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameSubject:
    """A table in the kernel, and what is known about it. Probes never change it and never show its values.

    ``frame``, ``train``, ``test`` and ``reference``: anything with columns (pandas, polars, Arrow, a mapping of lists,
    a 2-D array). ``target``: the column to be predicted. ``groups``: columns whose groups must be treated alike.
    ``entities``: columns that say whom or what a row is about. ``time``: the column that orders rows.
    ``quasi_identifiers`` and ``sensitive``: columns for the re-identification measures. ``used``: the columns that a
    model was fitted on (None = unknown). ``limits``: measure -> ``"<= 0.05"``. ``files``: paths it was read from.
    ``pins``: ``"frame"``, ``"schema"`` or a path -> the digest ``sha256:…`` of the last signed run. ``declared``: the
    fields of the data set's declaration. ``lineage``: steps from file to model. ``reference``: what drift is
    measured against, a table or a profile of one. ``schema``: the shape that was frozen, as ``_schema`` writes it.
    ``at_load``, ``at_fit``: digests of the training data taken at these moments.
    """

    name: str
    frame: object = field(repr=False)
    target: str | None = None
    groups: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    time: str | None = None
    quasi_identifiers: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    used: tuple[str, ...] | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    pins: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, str] = field(default_factory=dict)
    lineage: tuple[LineageStep, ...] = ()
    train: object = field(default=None, repr=False)
    test: object = field(default=None, repr=False)
    reference: object = field(default=None, repr=False)
    schema: str = ""
    at_load: str = ""
    at_fit: str = ""
    as_of: datetime | None = None


@runtime_checkable
class _ToPandas(Protocol):
    def to_pandas(self) -> object: ...


@runtime_checkable
class _Columns(Protocol):
    """What polars and its relatives have in common."""

    @property
    def columns(self) -> object: ...

    def __getitem__(self, name: str) -> object: ...


@runtime_checkable
class _ToList(Protocol):
    def to_list(self) -> list[object]: ...


@runtime_checkable
class _Tensor(Protocol):
    """A tensor, wherever it lives."""

    def detach(self) -> Any: ...  # noqa: ANN401 - of a library that is no dependency


def as_frame(table: object) -> pd.DataFrame:
    """Return ``table`` as a pandas frame: the same object when it is one, otherwise a copy.

    Raises NotEvidenceError when it is not a table.
    """
    import numpy as np
    import pandas as pd

    if isinstance(table, pd.DataFrame):
        return table
    if isinstance(table, pd.Series):
        return table.to_frame()
    array = table.detach().cpu().numpy() if isinstance(table, _Tensor) else table
    if isinstance(array, np.ndarray) and array.ndim in {1, 2}:
        return pd.DataFrame(array)
    if isinstance(table, Mapping):
        return pd.DataFrame(dict(table))
    if callable(getattr(type(table), "collect", None)):  # a plan of polars: what it holds is not known until it ran
        raise NotEvidenceError(
            f"a {type(table).__name__} is a plan and no table yet",
            help="Hand over what it makes: NAME = NAME.collect()",
        )
    if isinstance(table, _Columns) and isinstance(table.columns, list):
        columns = {name: table[name] for name in table.columns if isinstance(name, str)}
        if columns and all(isinstance(column, _ToList) for column in columns.values()):
            return pd.DataFrame(
                {name: column.to_list() for name, column in columns.items() if isinstance(column, _ToList)}
            )
    if isinstance(table, _ToPandas):
        converted = table.to_pandas()
        if isinstance(converted, pd.DataFrame):
            return converted
    raise NotEvidenceError(f"a {type(table).__name__} is not a table that can be looked at")


def frame_of(subject: FrameSubject, *, least: int = 1) -> pd.DataFrame:
    """Return the subject's table; NotEvidenceError when it has fewer rows than ``least`` or no columns."""
    frame = as_frame(subject.frame)
    if frame.shape[1] == 0:
        raise NotEvidenceError(f"{subject.name} has no columns")
    if len(frame) < least:
        raise NotEvidenceError(
            f"{subject.name} has {count(len(frame), 'row')}, and fewer than {least} cannot show this"
        )
    return frame


def sampled(frame: pd.DataFrame, most: int = SAMPLE, *, seed: int = 0) -> pd.DataFrame:
    """Return at most ``most`` rows, drawn evenly and in their order; the same rows for the same length."""
    import numpy as np

    if len(frame) <= most:
        return frame
    rows = np.sort(np.random.default_rng(seed).choice(len(frame), most, replace=False))
    return frame.iloc[rows]


def sampling_note(rows: int, most: int = SAMPLE) -> tuple[str, ...]:
    """Return what sampling may have missed: with n rows drawn, up to 3/n of all rows may go unseen (95 %)."""
    if rows <= most:
        return ()
    return (f"Sampled {most:,} of {rows:,} rows: something in fewer than {3 / most:.3%} of the rows may be unseen.",)


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return the column called ``name``; NotEvidenceError when it is missing or not the only one of that name."""
    places = [place for place, label in enumerate(frame.columns) if str(label) == name]
    if len(places) != 1:
        problem = "there is no column" if not places else "there is more than one column"
        raise NotEvidenceError(f"{problem} {label_of(name)}")
    return frame.iloc[:, places[0]]


def label_of(name: object) -> str:
    """Return a column's name for a report; names that look like values (an address, a number) are not shown."""
    text = str(name)
    if is_value_like(text):
        return "(a column whose name looks like a value)"
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"


def is_value_like(name: str) -> bool:
    """Tell whether a column's name looks like a value: a table turned on its side has values for names."""
    return bool(_VALUE_LIKE.search(name)) or not name.strip()


def labels(frame: pd.DataFrame) -> list[str]:
    """Return the columns' names for a report, in their order."""
    return [label_of(name) for name in frame.columns]


def without(frame: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """Return the frame without these columns."""
    return frame.loc[:, [str(name) not in names for name in frame.columns]]


def is_numeric(series: pd.Series) -> bool:
    """Tell whether a column holds numbers (booleans are categories here)."""
    import pandas as pd

    return bool(pd.api.types.is_numeric_dtype(series.dtype)) and not pd.api.types.is_bool_dtype(series.dtype)


def is_time(series: pd.Series) -> bool:
    """Tell whether a column holds points in time."""
    import pandas as pd

    return bool(pd.api.types.is_datetime64_any_dtype(series.dtype))


def plain(series: pd.Series) -> pd.Series:
    """Return the column in a form that can be hashed and grouped: categories as values, lists and dicts as text."""
    import pandas as pd

    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.cat.categories.dtype if not series.isna().any() else object)
    if series.dtype == object and pd.api.types.infer_dtype(series, skipna=True) not in {
        "string",
        "integer",
        "floating",
    }:
        return series.map(
            lambda value: repr(value) if isinstance(value, (list, dict, set, tuple)) or _odd(value) else value
        )
    return series


def _odd(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return True
    return False


def codes(series: pd.Series) -> Ints:
    """Return a number per distinct value, counted from 0; missing values get one of their own."""
    import numpy as np
    import pandas as pd

    found, _ = pd.factorize(plain(series), use_na_sentinel=False)
    return np.asarray(found, dtype=np.int64)


def numbers(series: pd.Series) -> Floats:
    """Return a numeric column as floats; missing values are NaN."""
    import numpy as np

    return np.asarray(series.to_numpy(dtype=np.float64, na_value=np.nan))


def moments(series: pd.Series) -> Floats:
    """Return a column of points in time as nanoseconds since 1970; missing ones are NaN."""
    import numpy as np

    found = np.asarray(series.to_numpy(dtype="datetime64[ns]"))
    return np.where(np.isnat(found), np.nan, found.astype(np.int64).astype(np.float64))


def matrix(frame: pd.DataFrame, *, widest: int = 20) -> tuple[Floats, list[str]]:
    """Return a frame as numbers that a learner can use, and the name behind each column of the result.

    Numbers are standardised with the median in place of what is missing; times become numbers; categories become one
    column for each of the ``widest`` commonest values.
    """
    import numpy as np

    parts: list[Floats] = []
    names: list[str] = []
    for place, name in enumerate(frame.columns):
        block = _block(frame.iloc[:, place], widest)
        parts.append(block)
        names.extend([str(name)] * block.shape[1])
    return np.hstack(parts) if parts else np.empty((len(frame), 0)), names


def _block(series: pd.Series, widest: int) -> Floats:
    import numpy as np

    if not is_numeric(series) and not is_time(series):
        found = codes(series)
        common = np.argsort(-np.bincount(found), kind="stable")[:widest] if found.size else np.empty(0, dtype=np.int64)
        return np.asarray(found[:, None] == common[None, :], dtype=np.float64)
    values = moments(series) if is_time(series) else numbers(series)
    finite = np.isfinite(values)
    middle = float(np.median(values[finite])) if finite.any() else 0.0
    filled: Floats = np.where(finite, values, middle)
    spread = float(filled.std())
    scaled = (filled - middle) / spread if spread > 0 else np.zeros_like(filled)
    block = [scaled] if finite.all() else [scaled, (~finite).astype(np.float64)]
    return np.asarray(np.column_stack(block), dtype=np.float64)


def matrix_pair(first: pd.DataFrame, second: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return two frames with the same columns as two matrices with the same columns."""
    import pandas as pd

    both = pd.concat([first.reset_index(drop=True), second.reset_index(drop=True)], ignore_index=True)
    values, _ = matrix(both)
    return values[: len(first)], values[len(first) :]
