"""Which rows a value holds: the tables behind it, past what only measures, describes or answers."""

from __future__ import annotations

import re

from jupyter_mlsec.code.values import Ref, Value
from jupyter_mlsec.probes._notebook.flow import Flow, inside
from jupyter_mlsec.probes._notebook.traced import Item, Part

FITS = frozenset({
    "adapt", "fit", "fit_generator", "fit_on_texts", "fit_predict", "fit_resample", "fit_transform", "partial_fit",
    "set_params", "train_from_iterator", "train_on_batch",
})  # fmt: skip
# What a fitted object gives for rows: of these rows, not of those that it was fitted on.
_GIVES = frozenset({
    "apply", "encode", "fit_resample", "fit_transform", "inverse_transform", "pad_sequences", "texts_to_matrix",
    "texts_to_sequences", "transform",
})  # fmt: skip
# What is known of a model or a table afterwards, which is no row of it.
_ANSWERS = re.compile(
    r"(?!(?:bsr|coo|csc|csr|design|dia|dok|feature|lil|sparse|term)_matrix)"
    r"(?:decision_function|evaluate|predict\w*|score\w*|\w+_(?:accuracy|error|loss|report|score|matrix|curve)|accuracy"
    r"|classification_report|auc|roc_auc\w*|len|range|get_feature_names\w*|keys|isna|print|describe|info|summary"
    r"|value_counts|nunique|get_params|cross_val\w*|groups|perf_counter|time)"
)
_ABOUT = frozenset({
    "columns", "dtype", "dtypes", "feature_names_in_", "index", "n_features_in_", "names", "ndim", "schema", "shape",
    "size", "vocabulary_", "width", "height",
})  # fmt: skip
# What brings data into the notebook, or makes them up; behind it lie addresses, connections and generators.
_BRINGS = re.compile(
    r"(?:read|scan|fetch|load|download|from)_\w+|load|loadtxt|genfromtxt|open|connect|execute|sql|urlopen|imread|glob"
    r"|create_engine|getOrCreate|default_rng|RandomState|Generator|seed|urlretrieve|table|dataset_download|Random"
)
_KEEPS = frozenset({"from_numpy", "from_pandas", "from_dict", "from_tensor_slices", "from_arrays", "from_dlpack",
                    "from_records", "from_tensors", "from_generator", "from_list", "from_arrow"})  # fmt: skip
_READER = re.compile(r"\.read\.\w+\(\)$")
_MOST = 200  # values of one table that are looked at
_EXPRESSION = re.compile(r"(?:^|[.?])(?:col|column|element|all|lit|cs\.\w+)\(\)$")


def row_edges(value: Value) -> tuple[Value, ...] | None:
    """Return what to go on with behind a value in search of its rows; None for everything."""
    if isinstance(value, Part) and value.name.endswith(".align()[]") and isinstance(value.base, Ref):
        return _aligned(value.base, value.index)
    if not isinstance(value, Ref) or isinstance(value, Part | Item):
        return None
    if not value.name.endswith("()"):
        return () if value.name.rpartition(".")[2] in _ABOUT else None
    return _of_call(value)


def is_about(value: Value) -> bool:
    """Tell whether a value is what is known of rows, and none of them: their number, their names."""
    if not isinstance(value, Ref):
        return False
    name = value.name.rpartition(".")[2]
    return name in _ABOUT or name in {"len()", "range()", "size()", "dim()"}


def _aligned(value: Ref, index: int) -> tuple[Value, ...]:
    """Return what of two tables whose columns are made alike the rows of one come from."""
    if index == 0 or value.made is None:
        return (value.base,) if value.base is not None else ()
    return tuple(value.made.values())


def _of_call(value: Ref) -> tuple[Value, ...] | None:
    method = value.name.removesuffix("()").rpartition(".")[2]
    if _ANSWERS.fullmatch(method):
        return ()
    if (_BRINGS.fullmatch(method) and method not in _KEEPS) or _READER.search(value.name):
        return ()
    if method in _GIVES and value.made is not None:
        return tuple(value.made.values())
    return None


def rows_behind(flow: Flow, *values: Value | None, before: float = float("inf")) -> list[Value]:
    """Return the values that the rows of a value come from, itself included."""
    return flow.behind(*values, before=before, edges=row_edges, without=FITS)


def tables(values: list[Value]) -> set[Value]:
    """Return those values that are rows: what a call gave, what was taken from it, or what nobody has bound."""
    return {
        value
        for value in values
        if isinstance(value, Ref) and (value.name.endswith((")", "]")) or value.name.startswith("?")) and _holds(value)
    }


def _holds(value: Ref) -> bool:
    """Whether a value may hold rows: generators and clocks do not."""
    method = value.name.removesuffix("()").rpartition(".")[2]
    return not _ANSWERS.fullmatch(method) and method not in {"default_rng", "RandomState", "Generator", "getOrCreate"}


def deeper(value: Value) -> tuple[Value, ...]:
    """Return what a value is made of as far as rows are concerned."""
    edges = row_edges(value)
    return inside(value) if edges is None else edges


def is_column(value: Value) -> bool:
    """Tell whether a value names a column of whatever table it is given to: ``pl.col("fare")``."""
    return isinstance(value, Ref) and _EXPRESSION.search(value.name) is not None


def roots(found: list[Value]) -> set[Value]:
    """Return the tables among values behind rows that are made of no other ones of them."""
    known = tables(found)
    return {each for each in known if not is_column(each) and not _holds_any(each, known)}


def _holds_any(value: Value, known: set[Value]) -> bool:
    """Whether a table is made of another one, also by way of a list of them."""
    pending, seen = [*deeper(value)], {value}
    while pending and len(seen) < _MOST:
        each = pending.pop()
        if each in known:
            return True
        if each not in seen:
            seen.add(each)
            pending.extend(deeper(each))
    return False
