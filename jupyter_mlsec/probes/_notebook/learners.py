"""What learns from rows before a model does: fitted transformers, statistics taken by hand, rows made of other rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Func, Ref, Seq, Value, strings
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.flow import inside
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.queries import windows
from jupyter_mlsec.probes._notebook.rows import FITS, rows_behind

# These learn nothing from the rows' features.
_ROWWISE = frozenset({"FunctionTransformer", "HashingVectorizer", "FeatureHasher", "Normalizer", "Binarizer",
                      "LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer"})  # fmt: skip
_NAMES = (
    "X",
    "x",
    "data",
    "raw_documents",
    "texts",
    "df",
    "dataset",
    "sentences",
    "documents",
    "arrays",
    "adata",
    "timeseries_container",
)
_MAKES = re.compile(
    r"(?:preprocessing|impute|imputation|decomposition|feature_selection|feature_extraction|random_projection|manifold"
    r"|encoding|scaling|category_encoders|pyspark\.ml\.feature|keras\.layers)\."
    r"|\w*(?:Scaler|Encoder|Imputer|Vectorizer|Transformer|Discretizer|Selector|Binarizer|Normalizer)\(\)\.fit$"
)
_SCALES = re.compile(
    r"(?:sklearn|cuml)\.preprocessing\.(?:maxabs_scale|minmax_scale|power_transform|quantile_transform|robust_scale"
    r"|scale|normalize_columns)|scipy\.stats\.(?:zscore|boxcox|yeojohnson|rankdata|mstats\.winsorize)"
    r"|scipy\.cluster\.vq\.whiten|keras\.utils\.normalize_all"
)
_REPEATS = "sklearn.utils.resample"  # with replacement, which is what it does unless told otherwise
_STATISTICS = words("leakage", "of_rows")
_ASKED = frozenset({"sql", "query", "execute", "read_sql", "read_sql_query", "read_database"})
_BY_NAME = frozenset({"agg", "aggregate", "transform", "apply"})  # df.groupby("city")["y"].transform("mean")
_GROUPED = re.compile(r"\.group_?by\(\)", re.IGNORECASE)
_STEPS = 20
_ROLLING = re.compile(r"\.(?:rolling|ewm|expanding|resample|rolling_\w+)\(\)")
_READS = re.compile(r"\.(?:uns|obsm|varm)$|\.get\.\w+_df\(\)")
_ACROSS = frozenset({1, -1, "columns", "horizontal", "index=1"})
_JOINS = frozenset({"append", "concat", "concatenate", "hstack", "row_stack", "vstack", "cat", "stack", "union",
                    "unionByName", "vstack_"})  # fmt: skip
_REPEATED = frozenset({"repeat", "tile", "repeat_interleave"})


def fits_transformer(call: Call) -> bool:
    """Tell whether a call learns from the rows that it is given, and is no model that is judged afterwards."""
    if not call.arguments.positional and not call.arguments.keywords:
        return False
    if _SCALES.fullmatch(call.name) or any(_is_one(call, kind) for kind in ("learns_at_once", "in_place", "beside")):
        return True
    if call.name == _REPEATS:
        return call.constant("replace") is not False
    return call.method in FITS and not _is_rowwise(call)


def _is_one(call: Call, kind: str) -> bool:
    return any(re.fullmatch(pattern, call.name) for pattern in words("leakage", kind))


def learns_at_once(call: Call) -> bool:
    """Tell whether what a call gives has learned from rows, and is none of them: word vectors, a dictionary."""
    return _is_one(call, "learns_at_once")


def leaves_behind(call: Call, values: list[Value]) -> bool:
    """Tell whether what a call left in the data set that it was given is among the values."""
    rows = learned_rows(call)
    if rows is None or rows not in values:
        return False
    if _is_one(call, "in_place"):
        return True
    return _is_one(call, "beside") and any(isinstance(value, Ref) and _READS.search(value.name) for value in values)


def learns_features(call: Call) -> bool:
    """Tell whether what is fitted makes features, and gives no answers: a scaler, an encoder, a layer that adapts."""
    if not fits_transformer(call) or resamples(call):
        return False
    return call.method in {"adapt", "fit_on_texts", "fit_transform"} or _MAKES.search(call.name) is not None


def _is_rowwise(call: Call) -> bool:
    owner = call.name.rpartition(".")[0]
    return any(f"{name}()" in owner for name in _ROWWISE)


def resamples(call: Call) -> bool:
    """Tell whether a call makes rows out of other rows."""
    return call.method == "fit_resample" or call.name == _REPEATS


def learned_rows(call: Call) -> Value | None:
    """Return the rows that a call learns from."""
    return call.value(0, *_NAMES)


def is_statistic(value: Value) -> bool:
    """Tell whether a value is what many rows have in common: a mean, a rank; not what one row's columns have."""
    if not isinstance(value, Ref) or not value.name.endswith("()") or _ROLLING.search(value.name):
        return False
    method = value.name.removesuffix("()").rpartition(".")[2]
    made = value.made
    texts = [text for given in made.values() for text in strings(given)] if made is not None else []
    if method in _ASKED:
        return any(window.whole for text in texts for window in windows(text))
    axis = made.find("axis", 0 if value.base is not None else 1) or made.find("dim") if made is not None else None
    if isinstance(axis, Const) and axis.value in _ACROSS:
        return False
    if method in _STATISTICS and not value.name.startswith(("builtins.", "dict.", "list.", "?.list")):
        return value.base is not None or bool(made and made.positional)
    deep = [text for given in made.values() for text in all_texts(given)] if made is not None else []
    if method in _BY_NAME and not _STATISTICS.isdisjoint(deep):
        return True
    return method in _BY_NAME and _GROUPED.search(value.name) is not None and _measures(value)


def is_looked_up(value: Value, among: list[Value]) -> bool:
    """Tell whether a value is how often things occur, and rows are given that: ``city.map(city.value_counts())``."""
    if not isinstance(value, Ref) or not value.name.endswith((".value_counts()", ".size()")):
        return False
    taken = (each for each in among if isinstance(each, Ref) and each.name.endswith((".map()", ".replace()")))
    return any(each.made is not None and value in each.made.values() for each in taken)


def _measures(value: Ref) -> bool:
    """Tell whether a function that is given to groups measures them: ``transform(lambda s: s.fillna(s.median()))``."""
    pending: list[Value] = [each for each in value.made.values() if isinstance(each, Func)] if value.made else []
    for _ in range(_STEPS):
        if not pending:
            return False
        current = pending.pop(0)
        if current is not value and isinstance(current, Ref) and is_statistic(current):
            return True
        pending.extend(inside(current))
    return False


def is_asked(call: Call) -> bool:
    """Tell whether a statistic is asked of a database, whose rows are in no value of the notebook."""
    return call.method in _ASKED


def copies(values: list[Value], program: Program) -> Iterator[Call]:
    """Yield the calls among what made the values that put rows beside rows that were made from them."""
    for value in values:
        call = program.flow.call_of(value)
        if call is None:
            continue
        if call.method in _JOINS and not _joins_columns(call) and _beside_itself(call, program):
            yield call
        elif call.method in _REPEATED and call.name.startswith(("numpy.", "torch.", "tensorflow.", "cupy.")):
            axis = call.constant("axis")
            if axis in {0, ...} and call.method != "tile":
                yield call
        elif call.method == "sample" and _draws_again(call):
            yield call


def _draws_again(call: Call) -> bool:
    share = call.number("frac") or call.number("fraction") or 0
    return call.constant("replace") is True or call.constant("with_replacement") is True or share > 1


def _joins_columns(call: Call) -> bool:
    if call.method in {"hstack", "column_stack"}:
        return True
    axis = call.value(1 if call.method in {"concatenate", "cat"} else None, "axis", "dim", "how")
    return isinstance(axis, Const) and axis.value in _ACROSS


def _beside_itself(call: Call, program: Program) -> bool:
    """Whether one of several tables that are joined was computed from another one of them."""
    given = call.value(0, "objs", "arrays", "tensors", "items")
    several = [*given.items] if isinstance(given, Seq) else []
    if isinstance(call.base, Ref) and call.base.name.endswith((")", "]")) and given is not None:
        several = [call.base, given]
    tables = {each for each in several if isinstance(each, Ref)}
    for each in tables:
        behind = rows_behind(program.flow, each, before=call.order)
        if any(other is not each and other in behind for other in tables):
            return True
    return False
