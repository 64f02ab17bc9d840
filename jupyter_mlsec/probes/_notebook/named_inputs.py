"""Columns that a pipeline or a network names as its inputs, whatever table it is fitted on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Seq, Value
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call, Program

_COLUMNS = re.compile(r"(?:^|\.)(?:ColumnTransformer|make_column_transformer|DataFrameMapper)$")
_LEFT_OUT = frozenset({"drop"})
_SPARK = "pyspark.ml.feature."
_INPUT = re.compile(r"(?:keras|tensorflow)\b.*\.Input$|keras\.Input$")
_FEATURES = re.compile(r"tensorflow\.feature_column\.\w+|(?:\w+\.)*FeatureSpace")
_ENCODERS = re.compile(r"category_encoders\.\w+|feature_engine\.\w+\.\w+|pytorch_tabular\.config\.DataConfig")
_KEYWORDS = ("cols", "variables", "categorical_cols", "categorical_features", "cat_features", "continuous_cols")


def named_inputs(program: Program) -> Iterator[str]:
    """Yield the columns that transformers, layers and assemblers are told to take."""
    for call in program.calls:
        if _COLUMNS.search(call.name):
            yield from _of_transformers(call)
        elif call.name.startswith(_SPARK):
            for keyword in ("inputCol", "inputCols"):
                yield from all_texts(call.value(None, keyword))
        elif _INPUT.search(call.name):
            yield from call.texts(None, "name")
        elif _FEATURES.fullmatch(call.name):
            yield from call.texts(0, "key")
        elif _ENCODERS.fullmatch(call.name):
            for keyword in _KEYWORDS:
                yield from all_texts(call.value(None, keyword))


def _of_transformers(call: Call) -> Iterator[str]:
    entries: list[Value] = [argument.value for argument in call.arguments.positional]
    given = call.value(None, "transformers", "features")
    entries += [] if given is None else [given]
    for entry in entries:
        inner = entry.items if isinstance(entry, Seq) else ()
        several = [each for each in inner if isinstance(each, Seq)] if not _is_entry(inner) else [entry]
        for each in several:
            parts = each.items if isinstance(each, Seq) else ()
            if not any(isinstance(part, Const) and part.value in _LEFT_OUT for part in parts[:2]):
                yield from (text for part in parts[-1:] for text in all_texts(part))


def _is_entry(parts: tuple[Value, ...]) -> bool:
    """Tell whether values are one transformer with its columns: ``(OneHotEncoder(), ["city"])``."""
    return len(parts) in {2, 3} and not all(isinstance(each, Seq) for each in parts)
