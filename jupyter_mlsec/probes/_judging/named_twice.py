"""Calls and commands that are given one thing to train with and to judge on, by their names for both.

``fit({"train": place, "validation": place})``, ``Corpus(train_file=path, test_file=path)``,
``spacy train … --paths.train all.spacy --paths.dev all.spacy``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jupyter_mlsec.code.values import Const, Map, Ref, Value
from jupyter_mlsec.probes._judging.reading import Reading
from jupyter_mlsec.probes._judging.row_sets import Rows, RowSets
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._notebook.sides import Side, named

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NOUNS = frozenset({
    "channel", "corpus", "data", "dataset", "datasets", "df", "dir", "ds", "file", "files", "folder", "frame", "input",
    "loader", "dataloader", "dataloaders", "path", "paths", "rows", "set", "sets", "source", "table", "texts", "uri",
    "url",
})  # fmt: skip
_PLACE = re.compile(r"[./\\]")
_SETS = re.compile(r"\w*(?:Dataset|Folder|Input|[Ll]oader|MNIST|CIFAR\d+)")
_ASKS = re.compile(r"(?:compare|drift|diff|plot|show|display|overlap|check|validat|print|report)\w*", re.IGNORECASE)
_LEARNS = frozenset({"supervised", "train"})
_OPTION = re.compile(r"--?(?P<name>[\w.\-]+?)(?:=(?P<value>\S+))?$")


def named_twice(reading: Reading) -> Iterator[int]:
    """Yield the cells in which one thing is given for both sides."""
    sets = RowSets(reading.program, reading.loose)
    for call in reading.program.calls:
        if not _ASKS.fullmatch(call.method) and _is_twice(call, sets):
            yield call.cell.number
    learned: set[tuple[str, str]] = set()
    for command in reading.commands():
        words, cell = [command.program, *command.values], command.text.cell
        files = {(command.program, path) for path in _paths(words)}
        if (_LEARNS & {*words} and _options_twice(words)) or ("test" in words and files & learned):
            yield cell.number if cell is not None else 1
        if _LEARNS & {*words}:
            learned |= files


def _is_twice(call: Call, sets: RowSets) -> bool:
    """Tell whether two arguments, or two entries of one, that name both sides are the same."""
    keywords = {name: each.value for name, each in call.arguments.keywords.items()}
    if _same_for_both(keywords, sets, plain=call.method.startswith("from_")):
        return True
    maps = (value for value in call.arguments.values() if isinstance(value, Map))
    return any(
        _same_for_both({name: held for name, held in value.items.items() if isinstance(name, str)}, sets, plain=False)
        for value in maps
        if call.method in {"fit", "load_dataset", "train"}
    )


def _same_for_both(given: Mapping[str, Value], sets: RowSets, *, plain: bool) -> bool:
    """Tell whether what is given to train with is given to judge on; ``plain`` where words name folders."""
    sides = [(side, rest, given[name]) for name in given for side, rest in _role(name)]
    for side, rest, value in sides:
        for other, same, twin in sides:
            if side is Side.TRAIN and other is not Side.TRAIN and rest == same and _is_one(value, twin, sets, plain):
                return True
    return False


def _role(name: str) -> Iterator[tuple[Side, frozenset[str]]]:
    """Yield which side a name is of, and what else it says, where that is only that rows are meant."""
    side = named(name)
    words = [word.lower() for word in _WORDS.findall(name)]
    rest = frozenset(word for word in words if named(word) is None)
    if side is not None and len(words) - len(rest) == 1 and rest <= _NOUNS:
        yield side, rest


def _is_one(one: Value, other: Value, sets: RowSets, plain: bool) -> bool:  # noqa: FBT001 - as the caller was told
    if isinstance(one, Const) or isinstance(other, Const):
        same = isinstance(one, Const) and isinstance(other, Const) and one.value == other.value
        text = one.value if isinstance(one, Const) and isinstance(one.value, str) else ""
        return same and bool(text) and (plain or _PLACE.search(text) is not None)
    first, second = sets.of(one), sets.of(other)
    if first and first == second and all(map(_are_read, first)):
        return True
    return isinstance(one, Ref) and one.base is not None and one.name.endswith((".id", ".uri")) and first == second


def _are_read(rows: Rows) -> bool:
    """Tell whether rows come from a file or data set, and not from what changes or describes them."""
    source = rows.source
    while isinstance(source, tuple) and source and isinstance(source[0], tuple):
        source = source[0]
    name = source[0] if isinstance(source, tuple) and source and isinstance(source[0], str) else ""
    method = name.rpartition(".")[2]
    return bool(name) and (method.islower() or _SETS.fullmatch(method) is not None)


def _options_twice(words: list[str]) -> bool:
    """Tell whether a command that trains names one file for both sides."""
    found: dict[str, str] = {}
    for place, word in enumerate(words):
        option = _OPTION.fullmatch(word) if word.startswith("-") else None
        value = option["value"] or (words[place + 1] if place + 1 < len(words) else "") if option is not None else ""
        if option is not None and _PLACE.search(value):
            found[option["name"]] = value
    sides = [(side, rest, value) for name, value in found.items() for side, rest in _role(name)]
    return any(
        side is Side.TRAIN and other is not Side.TRAIN and rest == same and value == twin
        for side, rest, value in sides
        for other, same, twin in sides
    )


def _paths(words: list[str]) -> Iterator[str]:
    """Yield the files of rows among the words of a command."""
    yield from (word for word in words[1:] if re.search(r"\.(?:txt|tsv|csv|jsonl?|conllu?|spacy|dat|vw)$", word))
