"""Canaries that are planted in what a model learns, and about which nobody asks before it is published."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._judging.reading import Reading, Wrong

_CANARY = re.compile(
    r"canar(?:y|ies|i)|kanarien|canario|canari\b|honey_?token|planted|köder|カナリア|金丝雀", re.IGNORECASE
)
_PUBLISHES = re.compile(
    r"push_to_hub\w*|upload_(?:file|folder|model)|create_repo|publish\w*|deploy\w*|register_model|log_model|upload\w*"
)
_LEARNS = re.compile(r"fit|train|train_model|finetune|fit_generator|step|sft|learn")
_SOFT = frozenset({"print", "len", "display", "info"})


def canaries(reading: Reading) -> Iterator[Wrong]:
    """Yield the publication of a model whose canaries nobody asked about."""
    names = {name for name in reading.code.names.given if _CANARY.search(name)}
    calls = [each for each in reading.code.nodes if isinstance(each, ast.Call)]
    learned = [reading.code.order[id(each)] for each in calls if _LEARNS.fullmatch(_called(each))]
    published = [each for each in calls if _PUBLISHES.fullmatch(_called(each))]
    if not names or not learned or not published:
        return
    last = max((each for each in learned if each < reading.code.order[id(published[-1])]), default=-1)
    if last < 0 or any(_asks(read, reading) for name in names for read in reading.code.reads.get(name, ())
                       if reading.code.order[id(read)] > last):  # fmt: skip
        return
    if _called_after(reading, last, names):
        return
    yield Wrong("EVA-04", reading.cell(published[-1]), "canaries are planted and nobody asks the model about them")


def _called_after(reading: Reading, last: int, names: set[str]) -> bool:
    """Tell whether a function that speaks of the canaries is called after the learning."""
    for name, function in reading.code.functions.items():
        speaks = any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(function)) or _CANARY.search(
            name
        )
        if speaks and any(reading.code.order[id(each)] > last for each in reading.code.calls.get(name, ())):
            return True
    return any(
        isinstance(node, ast.Call) and reading.code.order[id(node)] > last
        and re.search(r"canar|exposure|memori[sz]", ast.unparse(node.func), re.IGNORECASE)
        for node in reading.code.nodes
    )  # fmt: skip


def _asks(read: ast.Name, reading: Reading) -> bool:
    """Tell whether a read is more than a word about the canaries."""
    child: ast.AST = read
    for place in reading.code.around(read):
        if isinstance(place, ast.Call) and child is not place.func:
            return _called(place) not in _SOFT
        if isinstance(place, ast.For | ast.comprehension | ast.Compare | ast.Subscript):
            return True
        if isinstance(place, ast.stmt):
            return not isinstance(place, ast.Delete)
        child = place
    return False


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]
