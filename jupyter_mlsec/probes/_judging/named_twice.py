"""Calls and commands that are given one thing to train with and to judge on, by their names for both.

``fit({"train": place, "validation": place})``, ``Corpus(train_file=path, test_file=path)``,
``spacy train … --paths.train all.spacy --paths.dev all.spacy``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from jupyter_mlsec.code.values import Const, Map, Ref, Value
from jupyter_mlsec.probes._judging.reading import Reading
from jupyter_mlsec.probes._judging.row_sets import RowSets
from jupyter_mlsec.probes._judging.stretches import Rows
from jupyter_mlsec.probes._names.read import words
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
        line, cell = [command.program, *command.values], command.text.cell
        files = {(command.program, path) for path in _paths(line)}
        if (_LEARNS & {*line} and _options_twice(line)) or ("test" in line and files & learned):
            yield cell.number if cell is not None else 1
        if _LEARNS & {*line}:
            learned |= files
    yield from (reading.cell(each) for each in handed_out_twice(reading))


def handed_out_twice(reading: Reading) -> Iterator[ast.ClassDef]:
    """Yield the classes whose methods give one data set to learn from and to judge on: ``val_dataloader``."""
    for node in reading.code.nodes:
        if isinstance(node, ast.ClassDef):
            made = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
            given = {name: _handed_out(made[name], node) for name in made if name.endswith("_dataloader")}
            learned = given.get("train_dataloader")
            if learned is not None and learned in {given.get("val_dataloader"), given.get("test_dataloader")}:
                yield node


def _handed_out(method: ast.FunctionDef, owner: ast.ClassDef) -> str | None:
    """Return what a method's loader goes through, as it is written; what it was made with where it is bound once."""
    returned = [each.value for each in ast.walk(method) if isinstance(each, ast.Return)]
    loader = returned[0] if len(returned) == 1 else None
    if not isinstance(loader, ast.Call) or not loader.args or any(each.arg == "sampler" for each in loader.keywords):
        return None
    written = ast.unparse(loader.args[0])
    bound = [
        each.value
        for each in ast.walk(owner)
        if isinstance(each, ast.Assign) and any(ast.unparse(target) == written for target in each.targets)
    ]
    if len(bound) != 1 or not isinstance(bound[0], ast.Call) or not _SETS.fullmatch(_last(bound[0].func)):
        return written
    options = sorted(ast.unparse(each) for each in bound[0].keywords if each.arg not in words("rows", "plain_options"))
    return f"{ast.unparse(bound[0].func)}({', '.join([*map(ast.unparse, bound[0].args), *options])})"


def _last(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


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
    parts = [word.lower() for word in _WORDS.findall(name)]
    rest = frozenset(word for word in parts if named(word) is None)
    if side is not None and len(parts) - len(rest) == 1 and rest <= _NOUNS:
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


def _options_twice(line: list[str]) -> bool:
    """Tell whether a command that trains names one file for both sides."""
    found: dict[str, str] = {}
    for place, word in enumerate(line):
        option = _OPTION.fullmatch(word) if word.startswith("-") else None
        value = option["value"] or (line[place + 1] if place + 1 < len(line) else "") if option is not None else ""
        if option is not None and _PLACE.search(value):
            found[option["name"]] = value
    sides = [(side, rest, value) for name, value in found.items() for side, rest in _role(name)]
    return any(
        side is Side.TRAIN and other is not Side.TRAIN and rest == same and value == twin
        for side, rest, value in sides
        for other, same, twin in sides
    )


def _paths(line: list[str]) -> Iterator[str]:
    """Yield the files of rows among the words of a command."""
    yield from (word for word in line[1:] if re.search(r"\.(?:txt|tsv|csv|jsonl?|conllu?|spacy|dat|vw)$", word))
