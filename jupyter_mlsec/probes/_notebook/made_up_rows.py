"""Tables that are drawn from a model of real rows: where they go, and whether anybody looks how near they come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.code.values import Const
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import told
from jupyter_mlsec.probes._notebook.kept_people import written_tables
from jupyter_mlsec.probes._notebook.program import Call, Program

_COMPARES = frozenset({"duplicated", "intersect", "intersection", "isin", "is_in", "merge", "join"})
_SENDS = frozenset(
    {"push_to_hub", "upload_file", "upload_fileobj", "upload_blob", "upload_from_filename", "put_object"}
)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in sorted(words("persons", kind))))


def made_up_tables(program: Program) -> Iterator[tuple[str, list[Call]]]:
    """Yield where tables that were drawn from a model of real rows are written, and the calls that made them."""
    for place, call in _written(program):
        behind = program.flow.calls(call.base, *call.arguments.values(), before=call.order)
        drawn = [each for each in behind if _draws(each)]
        if drawn and not any(_is_budgeted(each) for each in behind):
            yield place, behind


def looks_at_closeness(program: Program) -> bool:
    """Tell whether something compares made-up rows with real ones: distances, copies, attacks."""
    for call in program.calls:
        if _pattern("closeness").fullmatch(call.name):
            return True
        if call.method in _COMPARES:
            given = program.flow.calls(call.base, before=call.order)
            others = program.flow.calls(*call.arguments.values(), before=call.order)
            if any(map(_draws, given)) != any(map(_draws, others)):
                return True
    return False


def _written(program: Program) -> Iterator[tuple[str, Call]]:
    for place, call in written_tables(program):
        yield (told(place) if place else call.method), call
    for call in program.calls:
        if call.name in words("files", "array_writers") or call.method in _SENDS:
            place = next(iter([*call.texts(0), *call.texts(1), *call.texts(None, "repo_id", "file")]), "")
            yield (told(place) if place else call.method), call


def _draws(call: Call) -> bool:
    return call.method in words("persons", "draws") and _pattern("synthesisers").fullmatch(call.name) is not None


def _is_budgeted(call: Call) -> bool:
    """Tell whether a call makes or fits a synthesiser that keeps to a privacy budget."""
    name = call.name.lower()
    if any(each in name for each in words("persons", "budgeted")):
        return True
    spent = call.arguments.find("epsilon") or call.arguments.find("eps")
    return spent is not None and not (isinstance(spent, Const) and spent.value is None)
