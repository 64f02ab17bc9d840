"""The tables among a kernel's variables: which libraries' types they are, their columns, and their digests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.magic.paths import follow, is_computed, root
from jupyter_mlsec.probes._ground.packages import package_of

if TYPE_CHECKING:
    from jupyter_mlsec.magic.origins import Namespace

MOST_VALUES = 2_000_000  # in a table whose digest is taken after a cell: about 35 ms on one core
_MOST_TRANSFORMED = 50_000  # of a table that a scaler or a vectorizer would have to be asked about
_LOOKED_AT = 200  # texts of a column
_TYPES = {
    "pandas": ("DataFrame", "Series"),
    "numpy": ("ndarray",),
    "polars": ("DataFrame", "Series"),
    "pyarrow": ("Table",),
    "scipy": ("csc_array", "csc_matrix", "csr_array", "csr_matrix"),  # what vectorizers and encoders of texts return
}


def value_at(path: str, namespace: Namespace) -> object:
    """Return what is at a path; None where nothing is, or where it cannot be followed."""
    if not path or root(path) not in namespace:
        return None
    try:
        return follow(path, namespace)
    except MlsecError:
        return None


def digest_at(path: str, namespace: Namespace) -> str:
    """Return the digest of the table at a path; an empty text where there is none."""
    whole = namespace.get(root(path))
    most = _MOST_TRANSFORMED if ".transform(" in path else MOST_VALUES
    if is_computed(path) and kind_of(whole) and _size(whole) > most:
        return ""  # it would have to be made once more to be looked at
    value = value_at(path, namespace)
    return digest_of(value) if kind_of(value) else ""


def kind_of(value: object) -> str:
    """Return what a table is called in a lineage; an empty text for what is none, or is of no type that is known."""
    if type(value).__name__ not in _TYPES.get(package_of(value), ()):
        return ""
    return "frame" if type(value).__name__ in {"DataFrame", "Table"} else "matrix"


def holds_texts(value: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether something is one column of prose, as models of texts are given it; answers in words are none."""
    from jupyter_mlsec.probes._tables.words import is_prose

    return (
        kind_of(value) == "matrix"
        and type(value).__name__ == "Series"
        and package_of(value) == "pandas"
        and is_prose(value.head(_LOOKED_AT))
    )


def digest_of(table: Any) -> str:  # noqa: ANN401 - a table of a library that may not be installed
    """Return the table's digest; an empty text where it is too large for the time between two cells, or has none."""
    from jupyter_mlsec.probes._ground.fingerprint import frame_digest

    if _size(table) > MOST_VALUES:
        return ""
    try:
        return frame_digest(table)
    except MlsecError:
        return ""


def _size(table: Any) -> int:  # noqa: ANN401 - as above
    if package_of(table) == "scipy":
        return int(table.nnz)
    size = 1
    for length in table.shape:
        size *= length
    return size


def features_of(model: object) -> tuple[str, ...]:
    """Return the columns that a scikit-learn estimator was fitted on, as it wrote them down itself."""
    try:
        names = vars(model).get("feature_names_in_", ())
    except TypeError:
        return ()
    return tuple(str(name) for name in names) if package_of(names) == "numpy" else ()


def column_names(table: object) -> tuple[str, ...]:
    """Return the names of a table's columns, or of the one column that a model of texts is fitted on."""
    if not kind_of(table) or package_of(table) != "pandas":
        return ()
    rows: Any = table
    columns = rows.columns if kind_of(table) == "frame" else (rows.name,)
    return tuple(str(name) for name in columns if name is not None)
