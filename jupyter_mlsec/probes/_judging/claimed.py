"""Claims about a model that nothing in the notebook tests: a tag says "passed", a text says that it is robust.

A claim is a field, a tag or a name whose constant value says that it is well, or a sentence. One that stands beside any
code which looks like a test of the kind is nobody's business here: whether that test is any good is asked elsewhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.probes._folder.record_fields import plain
from jupyter_mlsec.probes._folder.record_rules import says
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._names.read import entries, table
from jupyter_mlsec.probes._notebook.consequences import called
from jupyter_mlsec.probes._notebook.empty_tests import item_of, tests_of

_TAGS = frozenset({"set_tag", "log_param", "set_model_version_tag", "set_registered_model_tag", "add_tag", "tag", "put",
                   "setdefault", "set_property", "add_metadata", "log_text"})  # fmt: skip
_TELLS = frozenset({"print", "write", "write_text", "info", "log", "display", "Markdown", "append", "notify", "post",
                    "add_heading", "add_paragraph"})  # fmt: skip
_STATES = frozenset({"done", "outcome", "passed", "result", "state", "status", "verdict"})
_LONGEST = 2_000  # characters of a text that are read


@dataclass(frozen=True, slots=True)
class _Claim:
    item: str
    what: str
    key: re.Pattern[str]
    sentence: re.Pattern[str]
    tested: re.Pattern[str]


@cache
def _claims() -> tuple[_Claim, ...]:
    return tuple(
        _Claim(
            each["item"],
            each["what"],
            re.compile(each["key"]),
            re.compile(each["sentence"], re.IGNORECASE),
            re.compile(each["tested"], re.IGNORECASE),
        )
        for each in entries("judging", "claim")
    )


@cache
def _claim_about(item: str) -> _Claim:
    return next(each for each in _claims() if each.item == item)


@cache
def _done() -> re.Pattern[str]:
    return re.compile(table("judging", "done")["names"])


@cache
def claimed(item: str) -> Callable[[Reading], Iterator[Wrong]]:
    """Return what yields the first claim about an item that nothing in the notebook tests."""

    def read(reading: Reading) -> Iterator[Wrong]:
        claim = _claim_about(item)
        node = next((each for each in reading.code.nodes if _is_claim(each, claim, reading)), None)
        if node is not None and not is_tested(item, reading):
            yield Wrong(item, reading.cell(node), claim.what)

    return read


def _is_claim(node: ast.AST, claim: _Claim, reading: Reading) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return claim.sentence.search(node.value[:_LONGEST]) is not None and _is_told(node, reading)
    return any(_is_well(name, value) for name, value in _fields(node, reading) if claim.key.search(name))


def _fields(node: ast.AST, reading: Reading) -> Iterator[tuple[str, ast.expr]]:
    """Yield what a node gives under which plain name: the pairs of a mapping, an argument, a tag, a name."""
    if isinstance(node, ast.Dict):
        yield from _pairs(node)
    elif isinstance(node, ast.keyword) and node.arg:
        yield plain(node.arg), node.value
    elif isinstance(node, ast.Call) and called(node) in _TAGS:
        named = zip(node.args, node.args[1:], strict=False)
        yield from ((_text(key), value) for key, value in named if _text(key))
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Name) and len(reading.code.names.given.get(target.id, ())) == 1:
            yield plain(target.id), node.value
        elif isinstance(target, ast.Subscript):
            yield _text(target.slice), node.value


def _pairs(node: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    yield from (
        (_text(key), value) for key, value in zip(node.keys, node.values, strict=True) if key is not None and _text(key)
    )


def _text(node: ast.expr) -> str:
    return plain(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_well(name: str, value: ast.expr) -> bool:
    """Tell whether a value says that something is well: in words, or by a plain yes under a name that asks for one."""
    if isinstance(value, ast.Dict):  # ``{"fairness": {"status": "passed"}}``
        return any(_is_well(inner, each) for inner, each in _pairs(value) if inner in _STATES)
    if not isinstance(value, ast.Constant):
        return False
    if value.value is True:
        return _done().search(name) is not None
    text = value.value if isinstance(value.value, str) else ""
    return bool(text) and (says(text, "ok") or _done().fullmatch(plain(text)) is not None)


def _is_told(node: ast.Constant, reading: Reading) -> bool:
    """Tell whether a text is told or kept, and no docstring or name of something."""
    for place in reading.code.around(node):
        if isinstance(place, ast.IfExp | ast.Raise | ast.Assert | ast.Compare):
            return False
        if isinstance(place, ast.Call) and called(place) in _TELLS | _TAGS:
            return True
        if isinstance(place, ast.Assign | ast.Dict):
            return True
    return False


def is_tested(item: str, reading: Reading) -> bool:
    """Tell whether anything in the notebook looks like a test that is evidence for an item."""
    claim = _claim_about(item)
    if any(each.item == item for each in tests_of(reading.notebook)):
        return True
    if any("%mlsec " in cell.source.content for cell in reading.notebook.cells if cell.kind is CellKind.CODE):
        return True  # measured by this tool
    for node in reading.code.nodes:
        name = _name(node)
        if name and claim.key.search(plain(name)) is None and claim.tested.search(name):
            return True
        if isinstance(node, ast.Call) and item_of(plain(called(node))) == item:
            return True
    return False


def _name(node: ast.AST) -> str:
    """Return what a node is called where it is a name of code; texts say nothing about what is tested."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.keyword):
        return node.arg or ""
    if isinstance(node, ast.alias | ast.FunctionDef | ast.ClassDef):
        return node.name
    return ""
