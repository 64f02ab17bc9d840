"""Tables of people that are written or cut down: which columns they keep, and whether groups are looked at."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.values import Ref
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import told
from jupyter_mlsec.probes._notebook.columns import columns_of, personal
from jupyter_mlsec.probes._notebook.consequences import Code, called
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.named_columns import selected
from jupyter_mlsec.probes._notebook.people_in_texts import pattern
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.written_queries import written_by_queries
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name

_STEPS = 30
_READERS = re.compile(
    r"(?:pandas|polars|dask\.dataframe|modin\.pandas|cudf)\.(?:read|scan)_(?!sql)\w+"
    r"|.*\.read\.(?:parquet|csv|json|table)|.*spark\.table"
)
_SOURCES = ("path", "source", "filepath_or_buffer")
_CHOOSES = ("columns", "usecols", "n_rows_x")
_PATHS = ("path_or_buf", "path", "excel_writer", "name", "file", "con", "path_or_buffer", "buf", "filename", "url")
_FORMULA = re.compile(r"^\s*(?:Q\()?[\w.]+\)?\s*~\s*\S")
_GROUPS = re.compile(
    r"\b(?:k|k_?anon\w*|size|sizes|min|smallest|uniq\w*|counts?|risk\w*|klein\w*|unique|groupby|group by)\b"
)
_COUNTS = re.compile(r"value_counts|\.size\(|\.count\(|transform\(|\blen\(|\.map\(|pl\.len|n_unique")
_GROUPING = ("groupby", "group_by", "value_counts", "duplicated", "k_anonymity", "is_duplicated")
_NARROWS = frozenset({"select", "drop", "filter_columns", "groupby", "group_by", "agg", "pivot_table"})
_FITS = frozenset({"fit", "fit_predict", "fit_transform", "partial_fit", "train", "xgb_cv"})
_MANY = 1_000  # columns that are dropped; more are nobody's table
_FEW = 3  # columns by which people are found again


def written_tables(program: Program) -> Iterator[tuple[str, Call]]:
    """Yield where tables are written to, and the calls."""
    for call in program.calls:
        if call.method in words("files", "table_writers") and call.base is not None and not _returns_text(call):
            for text in call.texts(0, *_PATHS) or ("",):
                yield text, call


def _returns_text(call: Call) -> bool:
    """Tell whether a table becomes a text in the kernel, as ``df.to_csv(index=False)`` does, and no file."""
    named = set(_PATHS) & set(call.arguments.keywords)
    return call.method.startswith(("to_", "write_")) and not (call.arguments.positional or named or call.spread)


def people_beside(program: Program) -> Iterator[str]:
    """Yield the columns that name people and are written, although the model that is fitted does without them.

    What is written first and then read by some of its columns stands for where the data come from.
    """
    used = _used(program)
    if not used:
        return
    sources = {
        place
        for call in program.calls
        if _READERS.fullmatch(call.name) and any(call.value(None, each) is not None for each in _CHOOSES)
        for place in call.texts(0, *_SOURCES)
    }
    for place, call in written_tables(program):
        if place in sources:
            continue
        chosen = _chosen(call, program)
        for name in personal(sorted(chosen or ())):
            if name not in used:
                yield name


def whole_tables_kept(program: Program) -> Iterator[str]:
    """Yield the sources that are read and kept with all columns, although a model says which few it needs."""
    if not _used(program):
        return
    for _, call in written_tables(program):
        current, step = call.base, 0
        while isinstance(current, Ref) and step < _STEPS:
            step += 1
            made = program.flow.call_of(current)
            if made is None or made.method in _NARROWS:
                break
            if _READERS.fullmatch(made.name):
                if not any(made.value(None, each) is not None for each in _CHOOSES) and not made.spread:
                    place = made.text(0, *_SOURCES)
                    yield told(place) if place else made.name.rpartition(".")[2]
                break
            current = made.base


def _chosen(call: Call, program: Program) -> set[str] | None:
    """Return the columns that a written table was chosen to have; None where nobody chose."""
    current, step = call.base, 0
    while isinstance(current, Ref) and step < _STEPS:
        step += 1
        if names := columns_of(current):
            return names
        made = program.flow.call_of(current)
        if made is not None and made.method == "select":
            return set(selected(made) or ())
        current = current.base
    return None


def _used(program: Program) -> set[str]:
    """Return the columns that models are told to use, by name."""
    told = {text for call in program.calls for text in all_texts(call.value(None, "inputCols"))}
    if told:
        return told
    for call in program.calls:
        if call.method in {"fit", "fit_transform", "fit_predict"}:
            for argument in call.arguments.positional[:2]:
                told |= columns_of(argument.value)
        for text in call.texts(0, "formula"):
            if _FORMULA.match(text) and len(text) < 500:  # noqa: PLR2004 - a formula
                told.update(re.findall(r"[^\W\d]\w*", text))
    return told


@dataclass(frozen=True, slots=True)
class Released:
    """A table that leaves a notebook, and the columns by which people are found again; ``named`` so by its place."""

    place: str
    columns: list[str]
    named: bool


def released_with(program: Program, code: Code, notebook: Notebook) -> Iterator[Released]:
    """Yield the tables that are given to others with columns by which people are found again.

    A place says so by its name. A table of chosen columns also counts where the notebook learns nothing from it.
    """
    written: set[str] | None = None
    drops: list[tuple[int, str]] | None = None
    learns = any(call.method in _FITS for call in program.calls)
    for place, call in written_tables(program):
        named = bool(place) and pattern("released").search(place) is not None
        chosen = _chosen(call, program) if place else None
        if not named and (learns or not chosen or pattern("interim").search(place) is not None):
            continue
        if written is None or drops is None:
            written, drops = _indirect(_columns(code)), list(_drops(program))
        dropped = {name for order, name in drops if order < call.order} if len(drops) < _MANY else set()
        names = (_indirect(chosen) if chosen else written) - dropped
        if found := _kinds(names):
            yield Released(told(place), found, named)
    for place, names in written_by_queries(program, notebook):
        named = pattern("released").search(place) is not None
        if (named or not (learns or pattern("interim").search(place))) and (found := _kinds(_indirect(names))):
            yield Released(told(place), found, named)


def _kinds(names: set[str]) -> list[str]:
    """Return a column of each kind that brings near to a person; none where these are too few to find anybody."""
    kinds = {kind.kind: name for name in sorted(names, reverse=True) if (kind := kind_of_name(name)) is not None}
    return sorted(kinds.values()) if len(kinds) >= _FEW else []


def _indirect(names: set[str]) -> set[str]:
    """Return the names of columns that bring their reader near to a person, and name nobody by themselves."""
    return {name for name in names if (kind := kind_of_name(name)) is not None and kind.reach is not Reach.DIRECT}


def _drops(program: Program) -> Iterator[tuple[int, str]]:
    for call in program.calls:
        if call.method in {"drop", "pop"}:
            yield from ((call.order, text) for text in (*call.texts(0), *call.texts(None, "columns", "labels")))


def _columns(code: Code) -> set[str]:
    texts = [node.value for node in code.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return {text for text in texts if re.fullmatch(r"\w{2,40}", text)}


def measures_groups(code: Code) -> bool | None:
    """Tell whether the size of groups stops anything; None where nobody counts any."""
    counted = any(name in code.calls for name in _GROUPING)
    for node in code.nodes:
        if not isinstance(node, ast.If | ast.While | ast.Assert):
            continue
        asked = _GROUPS.search(f"{code.words_of(node.test)} {code.names.behind(node.test)}") is not None
        if asked and (isinstance(node, ast.Assert) or code.follows(list(node.body))):
            return True
    masked = any(name in code.calls for name in ("where", "mask", "filter", "suppress", "transform")) and counted
    return True if masked else (False if counted else None)


def dropped_groups(code: Code) -> Iterator[str]:
    """Yield the protected columns whose small groups are left out or put together."""
    for node in code.nodes:
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE):
            continue
        cut = _cut(node, code)
        if cut is None:
            continue
        filtered = ast.unparse(cut.func)[:1_000] if isinstance(cut, ast.Call) else ""
        text = " ".join([*(_meant(each, code) for each in (node.left, *node.comparators)), filtered])
        if _COUNTS.search(text):
            for name in re.findall(r"[\"'](\w{2,40})[\"']", text):
                if pattern("protected").search(name):
                    yield name


def _meant(node: ast.expr, code: Code) -> str:
    """Return an expression as it is written, with what its names were given last."""
    text = ast.unparse(node)[:1_000]
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            text += "".join(f" {ast.unparse(given)[:1_000]}" for given in code.names.given.get(each.id, ())[-1:])
    return text


def _cut(node: ast.Compare, code: Code) -> ast.Subscript | ast.Call | None:
    """Return where a comparison chooses rows: between brackets, in a filter or a query."""
    child: ast.AST = node
    for place in code.around(node):
        if isinstance(place, ast.Subscript) and child is place.slice:
            return place
        if isinstance(place, ast.Call) and called(place) in {"filter", "query", "where", "mask", "isin"}:
            return place
        if isinstance(place, ast.stmt):
            return None
        child = place
    return None
