"""By which columns a notebook compares groups, and which columns of people it names and never compares by."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Seq, Value
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.asked_people import asked_columns
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.people_in_texts import pattern
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name

GROUPS = frozenset({"groupby", "group_by", "groupBy", "rollup", "cube", "partition_by"})
_CROSSES = frozenset({"crosstab", "pivot_table", "pivot", "catplot", "countplot", "barplot", "boxplot", "violinplot"})
_ASKS = frozenset({"execute", "query", "sql", "read_sql", "read_sql_query", "from_query"})
_BY_QUERY = re.compile(r"\bgroup\s+by\s+(?P<by>[^;)]{1,300})", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d]\w*")
_PEOPLE = frozenset({"sex or gender", "age", "origin"})  # kinds that narrow down, and that laws protect
_NAMING = (".col()", ".column()", ".Grouper()", "col()")
_LONGEST = 60


def compared_by(program: Program) -> tuple[set[str], bool]:
    """Return the columns that groups are made by, and whether some of them are not known by name."""
    found: set[str] = set()
    unknown = False
    for call in program.calls:
        names = set(_keys(call))
        if call.method in GROUPS and not names:
            unknown = True
        found |= names
    return found, unknown


def compared_instead(program: Program, notebook: Notebook) -> tuple[list[str], list[str]]:
    """Return by what rates are compared instead of by groups of people, and the columns of these; nothing of neither.

    Instead of people are settings of machines that are called like them, and anything by which rates are tested.
    """
    by, _ = compared_by(program)
    machines = {
        name for name in by if pattern("settings_of_machines").search(name) and pattern("protected").search(name)
    }
    if any(map(is_protected, by)) or not (machines or (by and tests_rates(program))):
        return [], []
    left = never_compared(program, notebook)
    return (sorted(machines or by), left) if left else ([], [])


def last_compared(program: Program) -> dict[str, int]:
    """Return when groups are compared last by each column."""
    return {name: call.order for call in program.calls for name in _keys(call)}


def never_compared(program: Program, notebook: Notebook) -> list[str]:
    """Return the columns of protected groups that code names, and by which it never compares, chooses or shows."""
    compared, unknown = compared_by(program)
    if unknown:
        return []
    looked = compared | set(_looked_at(program))
    return sorted(name for name in asked_columns(program, notebook) if is_protected(name) and name not in looked)


def is_protected(name: str) -> bool:
    """Tell whether a column's name means a group of people that is protected, and not a setting of a machine."""
    if len(name) > _LONGEST or pattern("settings_of_machines").search(name):
        return False
    kind = kind_of_name(name)
    special = kind is not None and (kind.reach is Reach.SPECIAL or kind.kind in _PEOPLE)
    return special or pattern("protected").search(name) is not None


def tests_rates(program: Program) -> bool:
    """Tell whether rates of groups are compared with the doubt that goes with them."""
    return any(call.method in words("persons", "rate_tests") for call in program.calls)


def _keys(call: Call) -> Iterator[str]:
    if call.method in GROUPS:
        given: list[Value | None] = [each.value for each in call.arguments.positional]
        given += [call.value(None, "by", "keys", "level")]
        yield from (text for value in given for text in names_of(value))
    elif call.method in _CROSSES:
        yield from (text for value in call.arguments.values() for text in names_of(value))
    elif call.method in _ASKS:
        for query in call.texts(0):
            for match in _BY_QUERY.finditer(query):
                yield from _WORDS.findall(match["by"])


def names_of(value: Value | None) -> Iterator[str]:
    """Yield the columns that an argument stands for: names, ``df["sex"]``, ``pl.col("sex")``."""
    if isinstance(value, Item):
        yield from all_texts(value.key)
    elif isinstance(value, Ref) and value.made is not None:
        for argument in value.made.positional if value.name.endswith(_NAMING) else ():
            yield from all_texts(argument.value)
    elif isinstance(value, Seq):
        yield from (text for each in value.items for text in names_of(each))
    else:
        yield from all_texts(value)


def _looked_at(program: Program) -> Iterator[str]:
    """Yield the columns whose values are compared, counted, or given to what measures groups."""
    for call in program.calls:
        for key, argument in call.arguments.keywords.items():
            if re.search(r"sensitive|protected|group|hue|by$|strat|attribute", key):
                yield from names_of(argument.value)
        if call.method in {
            "value_counts",
            "unique",
            "n_unique",
            "nunique",
            "isin",
            "is_in",
            "isna",
            "is_null",
            "isnull",
        }:
            yield from names_of(call.base)
    for _, _, item in program.selections:
        if isinstance(item.node, ast.Compare):
            yield from (
                each.value for each in ast.walk(item.node)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )  # fmt: skip
