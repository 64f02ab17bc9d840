"""Which columns of tables a value holds or was made from, as far as their names stand in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from jupyter_mlsec.code.values import Arguments, Const, Map, Ref, Seq, Value, options
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.options import plain_name
from jupyter_mlsec.probes._notebook.traced import Item
from jupyter_mlsec.probes._tables.personal_names import NameKind, Reach, kind_of_name

_DEPTH = 24
_SELECTING = frozenset(
    {
        "columns",
        "usecols",
        "names",
        "features",
        "featurecols",
        "inputcols",
        "colnames",
        "x",
        "subset",
        "fields",
        "variables",
    }
)
_SELECTS = frozenset({"select", "filter", "reindex", "getitem", "select_columns", "loc"})
_DROPS = frozenset({"drop", "pop", "drop_columns", "remove_columns", "exclude"})
_NAMING = (".col()", ".column()", ".field()")
_SURE = re.compile(r"e-mail|telephone|person's name|national|account or card|vehicle|postal|device")
_DOUBTFUL = frozenset(
    {
        "name",
        "nom",
        "nombre",
        "address",
        "addr",
        "adresse",
        "street",
        "ip",
        "mac",
        "mobile",
        "pan",
        "username",
        "user_name",
        "vin",
        "tin",
        "telefono",
    }
)


def personal(names: Iterable[str]) -> list[str]:
    """Return the names that say that a column identifies people directly, in the order of the names.

    A bare ``name`` or ``address`` may be a product's: it counts only beside another one that says so.
    """
    names = list(dict.fromkeys(names))
    kinds = {name: kind for name in names if (kind := kind_of_name(name)) is not None and kind.reach is Reach.DIRECT}
    sure = [name for name, kind in kinds.items() if _is_sure(name, kind)]
    return [name for name in kinds if name in sure or (sure and name.lower() in _DOUBTFUL)]


def _is_sure(name: str, kind: NameKind) -> bool:
    """Tell whether a name can mean nothing else: ``resource_name`` is no person's, ``last_name`` is."""
    vague = kind.wordy and not kind.certain
    return bool(_SURE.match(kind.kind)) and not vague and name.lower() not in _DOUBTFUL


def columns_of(value: Value | None, depth: int = _DEPTH) -> set[str]:
    """Return the columns that a table is known to hold; nothing where its columns are not written down."""
    found: set[str] = set()
    for each in options(value) if depth > 0 else ():
        if isinstance(each, Item):
            chosen = _keys(each)
            found |= chosen or columns_of(each.base, depth - 1)
        elif isinstance(each, Ref):
            found |= _of_call(each, depth)
        elif isinstance(each, Map):
            found |= {key for key in each.items if isinstance(key, str)}
    return found


def _keys(item: Item) -> set[str]:
    """Return the column names that a key is made of: one, a list, the second of ``loc[rows, columns]``."""
    written = {
        node.value
        for node in ast.walk(item.node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not isinstance(item.node, ast.Compare)
    }
    return written or set(all_texts(item.key))


def _of_call(value: Ref, depth: int) -> set[str]:
    last = value.name.removesuffix("()").rpartition(".")[2]
    made = value.made if value.name.endswith("()") else None
    if made is None:
        own = (
            {last}
            if value.base is not None and kind_of_name(last) is not None and not value.name.endswith("()")
            else set()
        )
        return own or columns_of(value.base, depth - 1)
    given = {text for name, held in _named(made) if name in _SELECTING for text in all_texts(held)}
    if last in _DROPS:
        given |= {text for argument in made.positional for text in all_texts(argument.value)}
        return columns_of(_receiver(value), depth - 1) - given
    if last == "reset_index" and not _drops_index(made):
        return columns_of(_receiver(value), depth - 1) | set(_index_names(_receiver(value), depth))
    if last in _SELECTS and made.positional:
        return {text for argument in made.positional for text in all_texts(argument.value)}
    if given and last.startswith(("read_", "scan_", "DataFrame", "load")):
        return given
    inner = [argument.value for argument in made.positional[:1]]
    return columns_of(_receiver(value), depth - 1) or {name for each in inner for name in columns_of(each, depth - 1)}


def _drops_index(made: Arguments) -> bool:
    given = made.find("drop", 1)
    return isinstance(given, Const) and given.value is True


def _index_names(value: Value | None, depth: int) -> Iterator[str]:
    """Yield the columns that are a table's index: read as such, set, or grouped by."""
    for _ in range(depth):
        if not isinstance(value, Ref):
            return
        last = value.name.removesuffix("()").rpartition(".")[2]
        if value.made is not None and value.name.endswith("()"):
            if last in {"set_index", "groupby"}:
                yield from all_texts(value.made.find("keys" if last == "set_index" else "by", 0))
                return
            if last.startswith("read_"):
                yield from all_texts(value.made.find("index_col"))
                return
        value = value.base


def _receiver(value: Ref) -> Value | None:
    """Return the object whose method made a value."""
    base = value.base
    return (
        base.base if isinstance(base, Ref) and not base.name.endswith(("()", "[]")) and base.base is not None else base
    )


def _named(made: Arguments) -> Iterator[tuple[str, Value]]:
    return ((plain_name(keyword), argument.value) for keyword, argument in made.keywords.items())


def touched(value: Value | None, depth: int = _DEPTH) -> set[str]:
    """Return every column name that was chosen anywhere on the way to a value."""
    found: set[str] = set()
    for each in options(value) if depth > 0 else ():
        if isinstance(each, Item):
            found |= _keys(each)
        if isinstance(each, Ref):
            if each.name.endswith(_NAMING) and each.made is not None:
                found |= {text for argument in each.made.positional for text in all_texts(argument.value)}
            if each.base is not None and not each.name.endswith(("()", "[]")):
                last = each.name.rpartition(".")[2]
                found |= {last} if kind_of_name(last) is not None else set()
            found |= touched(each.base, depth - 1)
            if each.made is not None and not isinstance(each, Item):
                for argument in each.made.positional:
                    found |= touched(argument.value, depth - 1)
        parts = getattr(each, "parts", None) or (each.items if isinstance(each, Seq) else ())
        for part in parts:
            found |= touched(part, depth - 1)
    return found
