"""Labels that several people gave, of which the majority is learnt, and whether anybody asked how far they agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.consequences import Code
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.people_in_texts import is_used, pattern
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.traced import Item

_FITS = frozenset({"fit", "partial_fit", "train", "fit_generator"})
_SCREENING = re.compile(r"cleanlab\b|doubtlab\b|crowdkit\b|crowd_kit\b|aum\b|docta\b")
_LONGEST = 60  # characters of a column's name


def majority_labels(program: Program) -> Iterator[str]:
    """Yield the columns of several people's answers of which the majority is learnt."""
    for call in program.calls:
        answers = call.value(1, "y", "labels", "target") if call.method in _FITS else None
        if answers is None:
            continue
        behind = program.flow.behind(answers, before=call.order)
        if any(map(_is_majority, program.flow.calls(answers, before=call.order))):
            yield from _people(behind)


def _is_majority(call: Call) -> bool:
    """Tell whether a call makes one answer of many: ``argmax``, ``mode``, ``max(set(votes), key=votes.count)``."""
    return call.method in words("persons", "majority") or (call.method == "max" and "key" in call.arguments.keywords)


def _people(values: list[Value]) -> Iterator[str]:
    for value in values:
        for text in all_texts(value.key) if isinstance(value, Item) else ():
            if len(text) < _LONGEST and pattern("annotators").search(text):
                yield text


def asks_for_agreement(program: Program, code: Code) -> bool:
    """Tell whether anything asks how far people agree, or looks for wrong labels."""
    if is_used(program, "screens") or any(_agrees(call.name) for call in program.calls):
        return True
    for node in code.nodes:
        if isinstance(node, ast.Compare) and _agrees(f"{code.words_of(node)} {code.names.behind(node)}"):
            return True
    return False


def _agrees(text: str) -> bool:
    return any(pattern("agreement").search(each) for each in re.findall(r"\w+", text))


def screens_left_alone(code: Code) -> Iterator[str]:
    """Yield what looks for wrong labels, is imported, and never called."""
    for node in code.nodes:
        if isinstance(node, ast.ImportFrom) and _SCREENING.match(node.module or ""):
            for alias in node.names:
                name = alias.asname or alias.name
                if alias.name in words("persons", "screens") and not code.reads.get(name):
                    yield alias.name
