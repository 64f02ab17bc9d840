"""Columns that features are computed from by an encoder: ``encoder.encode(df["text"].tolist())``."""

from __future__ import annotations

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._notebook.held_columns import columns_of
from jupyter_mlsec.probes._notebook.named_columns import Columns
from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.traced import Item

# What gives a row for each row that it is given first.
_OF_FIRST = frozenset({
    "array", "asarray", "batch_encode_plus", "csr_matrix", "embed", "embed_documents", "encode", "fit_transform",
    "list", "pad_sequences", "tensor", "texts_to_matrix", "texts_to_sequences", "transform", "TextVectorization",
})  # fmt: skip
_OF_OWNER = frozenset({
    "astype", "fillna", "lower", "reshape", "strip", "to_list", "to_numpy", "toarray", "todense", "tolist", "values",
})  # fmt: skip
_BESIDE = frozenset({"column_stack", "concatenate", "hstack"})
_MOST = 60


def encoded_columns(value: Value, before: int, program: Program) -> Columns | None:
    """Return the columns that features are made of row by row; None where that cannot be said."""
    pending: list[Value | None] = [value]
    found: list[Columns] = []
    for _ in range(_MOST):
        if not pending:
            break
        each = pending.pop()
        if isinstance(each, Seq) and each.items:
            pending.extend(each.items)
        elif isinstance(each, Item) and _is_column(each):
            held = columns_of(each, before, program)
            if held is None or held.chosen is None:
                return None
            found.append(held)
        else:
            deeper = _deeper(each, program) if isinstance(each, Ref) else None
            if deeper is None:
                return None
            pending.append(deeper)
    if not found or pending:
        return None
    tables = tuple(dict.fromkeys(table for each in found for table in each.tables))
    chosen = frozenset(name for each in found for name in each.chosen or ())
    return Columns(tables, chosen, frozenset())


def _is_column(item: Item) -> bool:
    return isinstance(item.key, Seq) or (isinstance(item.key, Const) and isinstance(item.key.value, str))


def _deeper(value: Ref, program: Program) -> Value | None:
    """Return what to go on with behind an encoder, or a change of form."""
    call = program.flow.call_of(value)
    if call is None:
        plain = value.name.rpartition(".")[2] in {"str", "values"} and not value.name.endswith((")", "]"))
        return value.base if plain else None
    if call.method in _OF_FIRST:
        return call.value(0, "X", "raw_documents", "sentences", "texts")
    if call.method in _BESIDE:
        return call.value(0, "tup", "blocks", "arrays")
    return call.base if call.method in _OF_OWNER else None
