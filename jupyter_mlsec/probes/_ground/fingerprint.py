"""Digests of frames and files: what evidence about data is bound to. Values, order, names and types all count."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._tables.frames import as_frame, is_numeric, plain

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_CHUNK = 1 << 20


def frame_digest(table: object) -> str:
    """Return ``sha256:…`` of a table's columns (names, types, order), rows (values, order) and index.

    Stable under a copy; changed by one cell, a row's place, a type, a name. Cells that hold lists or dicts count too.
    Arrays of images, sparse matrices, tensors and lists of texts have a digest of their shape, type and values.
    """
    parts = _parts_of_rows(table)
    if parts is not None:
        return _array_digest(parts)
    frame = as_frame(table)
    digest = hashlib.sha256(schema_digest(frame).encode())
    digest.update(_column_hashes(frame.index.to_frame(index=False)).tobytes())
    digest.update(_column_hashes(frame).tobytes())
    return f"sha256:{digest.hexdigest()}"


def _parts_of_rows(rows: Any) -> list[NDArray[Any]] | None:  # noqa: ANN401 - whatever a model takes as rows
    """Return the arrays that rows which are no table are made of; None for a table."""
    import numpy as np

    if hasattr(rows, "tocsr"):
        sparse = rows.tocsr()
        return [np.asarray(sparse.shape), sparse.indptr, sparse.indices, sparse.data]
    if hasattr(rows, "detach"):
        return [rows.detach().cpu().numpy()]
    if isinstance(rows, (list, tuple)):
        rows = np.asarray(rows)
        return [rows] if rows.dtype.kind in "biufcUS" else None
    return [rows] if isinstance(rows, np.ndarray) and rows.ndim > 2 and not rows.dtype.hasobject else None  # noqa: PLR2004 - no table


def _array_digest(parts: list[NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part.dtype.str}\0{part.shape}\0".encode())
        digest.update(part.tobytes())
    return f"sha256:{digest.hexdigest()}"


def schema_digest(table: object) -> str:
    """Return ``sha256:…`` of a table's column names and types, in their order, and its number of rows left out."""
    frame = as_frame(table)
    digest = hashlib.sha256()
    for name, kind in zip(frame.columns, frame.dtypes, strict=True):
        digest.update(f"{type(name).__name__}\0{name}\0{kind}\0".encode())
    return f"sha256:{digest.hexdigest()}"


def _column_hashes(frame: pd.DataFrame) -> NDArray[np.uint64]:
    import numpy as np
    import pandas as pd

    hashed = [
        np.asarray(pd.util.hash_pandas_object(plain(frame.iloc[:, place]), index=False), dtype=np.uint64)
        for place in range(frame.shape[1])
    ]
    return np.stack(hashed) if hashed else np.empty((0, len(frame)), dtype=np.uint64)


def row_digests(table: object, *, names: list[object] | None = None) -> NDArray[np.uint64]:
    """Return one 64-bit number per row, equal for equal values of any type (1 and 1.0, text and category).

    ``names``: the columns that count, in the order that counts; all by default.
    """
    import numpy as np
    import pandas as pd

    frame = as_frame(table)
    chosen = frame if names is None else frame.loc[:, names]
    total = np.zeros(len(frame), dtype=np.uint64)
    for place in range(chosen.shape[1]):
        series = plain(chosen.iloc[:, place])
        if is_numeric(series) or series.dtype == bool:
            series = series.astype("float64") + 0.0  # -0.0 becomes 0.0
        hashed = np.asarray(pd.util.hash_pandas_object(series, index=False), dtype=np.uint64)
        total = (total * np.uint64(0x9E3779B97F4A7C15)) ^ (hashed + np.uint64(place + 1))
    return total


def file_digest(path: str) -> str:
    """Return ``sha256:…`` of a file's bytes; NotEvidenceError when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise NotEvidenceError(f"{Path(path).name} could not be read ({type(error).__name__})") from error
    return f"sha256:{digest.hexdigest()}"


def short(digest: str) -> str:
    """Return the eight characters of a digest that people compare."""
    return digest.removeprefix("sha256:")[:8]
