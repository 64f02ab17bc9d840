"""Columns that code asks for by name: those it reads, selects and queries; and the texts in code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.cells import body_of, parse_notebook
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.named_columns import selected
from jupyter_mlsec.probes._notebook.program import Program
from jupyter_mlsec.probes._notebook.sources import sources
from jupyter_mlsec.probes._notebook.told_columns import named_by, selected_names
from jupyter_mlsec.probes._tables.personal_names import NameKind, kind_of_name

_DROPS = frozenset({"drop", "drop_columns", "pop", "remove_columns"})
_NAMING = frozenset({"col", "select", "select_columns"})
_PUBLIC = (  # what whole libraries of published tables begin with
    "aif360.datasets.", "fairlearn.datasets.", "folktables.", "keras.datasets.", "seaborn.load_dataset",
    "shap.datasets.", "sklearn.datasets.", "statsmodels.api.datasets.", "tensorflow_datasets.", "torchvision.datasets.",
    "ucimlrepo.", "vega_datasets.",
)  # fmt: skip
_FORMATS = frozenset({"arrow", "csv", "json", "pandas", "parquet", "text", "sql"})  # a hub's name for one's own files
_LONGEST = 200


def texts_of_code(notebook: Notebook) -> frozenset[str]:
    """Return the short texts that stand in code."""
    return frozenset(
        node.value
        for tree in trees_of(notebook)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) <= _LONGEST
    )


def asked_people(program: Program, notebook: Notebook) -> dict[str, NameKind]:
    """Return the columns about people that code asks for by name, with what they are."""
    asked = sorted(asked_columns(program, notebook))
    return {name: kind for name in asked if (kind := kind_of_name(name)) is not None}


def asked_columns(program: Program, notebook: Notebook) -> set[str]:
    """Return the columns that code asks for by name; those that are dropped again count only where they were read."""
    return set(_read(program, notebook)) | (set(_chosen(program)) - set(_dropped(program)))


def reads_published(program: Program) -> bool:
    """Tell whether all that code reads is published by others: a hub's, a library's or a page's data."""
    held = [each for each in sources(program) if not (each.kind == "hub" and each.where in _FORMATS)]
    public = [each for each in held if each.kind in {"hub", "url"}]
    packaged = any(call.name.startswith(_PUBLIC) for call in program.calls)
    return len(public) == len(held) and (bool(public) or packaged)


def _read(program: Program, notebook: Notebook) -> Iterator[str]:
    """Yield the columns that readers and queries are told."""
    for call in program.calls:
        yield from named_by(call)
    for parsed in parse_notebook(notebook):
        if parsed.magic.split(" ")[0] in words("tables", "query_magics"):
            yield from selected_names(body_of(parsed.cell.source.content))


def _chosen(program: Program) -> Iterator[str]:
    """Yield the columns that are chosen from tables."""
    for _, _, item in program.selections:
        if not isinstance(item.node, ast.Compare):
            yield from all_texts(item.key)
    for call in program.calls:
        if call.method in _NAMING:
            yield from selected(call) or ()


def _dropped(program: Program) -> Iterator[str]:
    for call in program.calls:
        if call.method in _DROPS:
            yield from call.texts(0)
            for given in (call.value(0), call.value(None, "columns"), call.value(None, "labels")):
                yield from all_texts(given)
