"""Texts of people on their way into a model, and answers of strangers: what masks, and what screens them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.code.values import Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.addresses import told
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call, Program

_READS = re.compile(
    r"(?:.*\.)?(?:read_\w+|scan_\w+|load_dataset|open|table|from_json|from_csv|from_list|load|read_text|json)$"
)
_FITS = frozenset({"fit", "partial_fit", "train", "fit_transform", "fine_tune", "fit_generator"})
_GIVEN = (
    "train_dataset", "dataset", "train_data", "sentences", "corpus_file", "input", "file", "training_file", "documents",
)  # fmt: skip


@cache
def pattern(kind: str) -> re.Pattern[str]:
    """Return the pattern of words of a list as they stand in names of files, tables and columns."""
    return re.compile(rf"(?:^|[^a-z])(?:{'|'.join(sorted(words('persons', kind)))})(?=$|[^a-z])", re.IGNORECASE)


def tuned_on(program: Program) -> Iterator[tuple[Call, list[Call]]]:
    """Yield the calls that fit a model of language, each with the calls that made what it is given."""
    for call in program.calls:
        tunes = call.method in words("persons", "tuning") or any(
            re.search(each, call.name) for each in words("persons", "tuning_calls")
        )
        if not tunes:
            continue
        given = [value for name in _GIVEN if (value := call.value(None, name)) is not None]
        if call.arguments.positional:
            given += [argument.value for argument in call.arguments.positional]
        yield call, program.flow.calls(*given, before=call.order)


def fitted_on(program: Program) -> Iterator[tuple[Call, list[Call]]]:
    """Yield the fits with the calls that made their rows and answers."""
    for call in program.calls:
        if call.method in _FITS and call.arguments.positional:
            yield call, program.flow.calls(*call.arguments.values(), before=call.order)


def named_sources(calls: list[Call], kind: str) -> Iterator[str]:
    """Yield the names of what was read whose words are of a list."""
    for call in calls:
        if _READS.fullmatch(call.name):
            values: list[Value] = list(call.arguments.values())
            for text in (text for value in values for text in all_texts(value)):
                if len(text) < 300 and pattern(kind).search(text):  # noqa: PLR2004 - a name
                    yield told(text).rpartition("/")[2]


def is_used(program: Program, kind: str) -> bool:
    """Tell whether something of a list is called anywhere: by its last name, or as a part of it."""
    known = words("persons", kind)
    return any(call.method in known or any(part in known for part in call.method.split("_")) for call in program.calls)


def made_of(program: Program, kind: str) -> bool:
    """Tell whether something of a list is made."""
    return any(call.method in words("persons", kind) for call in program.calls)
