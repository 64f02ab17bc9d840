"""Tests of a model that cannot fail: an attack or noise of no size, a group of one, a thing compared with itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import entries
from jupyter_mlsec.probes._notebook.consequences import Code, called
from jupyter_mlsec.probes._notebook.idle_checks import code_of
from jupyter_mlsec.probes._notebook.limits import pattern

_ROBUSTNESS, _ATTACK, _FAIRNESS = "EVA-02", "EVA-03", "EVA-06"
_COMMON = re.compile(
    r"\b(?:drop\w*|mask|missing\w*|augment\w*|sign|square|boundary|shifted|jitter\w*|extract\w*|importances?)\b"
)
_CONSTANT = frozenset({"zeros", "ones", "full", "zeros_like", "ones_like", "full_like", "repeat", "tile"})
_LONGEST = 300  # characters of what is compared with itself
_STEPS = frozenset({"range", "trange", "arange"})
_PLACES = {"normal": 1, "gauss": 1, "laplace": 1, "normalvariate": 1}  # of the width


@dataclass(frozen=True, slots=True)
class Tested:
    """One test of a model: the item that it is evidence for, why it cannot fail (nothing where it can), and where."""

    item: str
    empty: str = ""
    node: ast.AST | None = field(default=None, compare=False, repr=False)


@cache
def _tests() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((each["item"], re.compile(each["words"])) for each in entries("limits", "test"))


def item_of(words: str) -> str:
    """Return the item that a test is evidence for, by the words of its code; empty where it is none."""
    return next((item for item, told in _tests() if told.search(words)), "")


_last: tuple[Code, tuple[Tested, ...]] | None = None  # several probes ask in a row


def tests_of(notebook: Notebook) -> tuple[Tested, ...]:
    """Return the tests of a model in a notebook's code and the code beside it."""
    global _last  # noqa: PLW0603 - a cache of one; replacing it is atomic
    code, last = code_of(notebook), _last
    if last is not None and last[0] is code:
        return last[1]
    found = tuple(replace(each, node=node) for node in code.nodes for each in _looked(node, code))
    _last = (code, found)
    return found


def _looked(node: ast.AST, code: Code) -> Iterator[Tested]:
    if isinstance(node, ast.Call):
        yield from _called(node, code)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield from _scaled(node, code)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        yield from _differing(node, code)
    elif isinstance(node, ast.Compare):
        yield from _masked(node, code)
    elif isinstance(node, ast.For):
        yield from _repeated(node, code)
    elif isinstance(node, ast.Assign):
        yield from _unused(node, code)


def _called(node: ast.Call, code: Code) -> Iterator[Tested]:
    own = code.names.words(node.func)
    told = item_of(own)
    if item_of(_COMMON.sub("", own)):
        yield Tested(told)
    if _width(node, code) == 0:
        yield Tested(item_of(_around(node, code)) or _ROBUSTNESS, "noise of no size")
        return
    item = told or item_of(_around(node, code, calls=False))
    for keyword in node.keywords:
        name = keyword.arg or ""
        if item and pattern("sizes").fullmatch(name) and code.names.number(keyword.value) == 0:
            yield Tested(item, "a test of no size")
        if pattern("groups").fullmatch(name) and _is_constant(keyword.value, code):
            yield Tested(_FAIRNESS, "one group for all rows")
    if told:
        yield from (Tested(told, empty) for empty in _given(node, told, code))


def _given(node: ast.Call, item: str, code: Code) -> Iterator[str]:
    """Yield why a test cannot fail with what it is given."""
    if len(node.args) > 1 and _same(node.args[0], node.args[1], code) and not _is_asserted(node, code):
        yield "a thing is compared with itself"
    if any(_is_empty(each) for each in node.args):
        yield "a test of no rows"
    elif item == "EVA-07" and node.args and _is_constant(node.args[-1], code):
        yield "rows that are all alike are explained"


def _width(node: ast.Call, code: Code) -> float | None:
    name = called(node)
    if not pattern("normal").fullmatch(name):
        return None
    given = next((each.value for each in node.keywords if each.arg in {"scale", "sigma", "stddev", "std"}), None)
    place = _PLACES.get(name)
    if given is None and place is not None and len(node.args) > place:
        given = node.args[place]
    if name == "uniform" and len(node.args) > 1:
        low, high = code.names.number(node.args[0]), code.names.number(node.args[1])
        return None if low is None or high is None or low or high else 0.0
    return code.names.number(given)


def _around(node: ast.AST, code: Code, *, calls: bool = True) -> str:
    """Return the words of the statement that a node stands in, and of the function around it."""
    words = []
    for place in code.around(node):
        if isinstance(place, ast.Assign):
            words += [code.words_of(each) for each in place.targets]
            words += [code.words_of(place.value)] if calls else []
        elif isinstance(place, ast.Expr | ast.Return) and place.value is not None and calls:
            words.append(code.words_of(place.value))
        if isinstance(place, ast.FunctionDef | ast.AsyncFunctionDef):
            words.append(place.name.replace("_", " ").lower())
            break
    return " ".join(words)


def _scaled(node: ast.BinOp, code: Code) -> Iterator[Tested]:
    """Look at ``x + eps * grad.sign()`` where ``eps`` is nothing."""
    for size, other in ((node.left, node.right), (node.right, node.left)):
        if code.names.number(other) is None and not isinstance(other, ast.List | ast.Constant):
            item = item_of(f"{code.names.words(other)} {_around(node, code)}")
            if item in {_ROBUSTNESS, _ATTACK} and code.names.number(size) == 0:
                yield Tested(item, "noise of no size" if item == _ROBUSTNESS else "an attack of no size")


def _differing(node: ast.BinOp, code: Code) -> Iterator[Tested]:
    """Look at a difference between a group and itself."""
    item = item_of(_around(node, code, calls=False))
    if item in {_FAIRNESS, "DEP-07"} and _same(node.left, node.right, code):
        yield Tested(item, "a thing is compared with itself")


def _masked(node: ast.Compare, code: Code) -> Iterator[Tested]:
    """Look at ``rng.random(n) < 0`` that chooses nothing, and at an answer that is never withheld."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Lt) or code.names.number(node.comparators[0]) != 0:
        return
    if isinstance(node.left, ast.Call) and pattern("random").fullmatch(called(node.left)):
        yield Tested(item_of(_around(node, code)) or _ROBUSTNESS, "noise of no size")
    elif re.search(r"\b(?:conf\w*|proba|probs?|max prob\w*|certainty)\b", code.names.words(node.left)):
        yield Tested("EVA-09", "an answer is never withheld")


def _repeated(node: ast.For, code: Code) -> Iterator[Tested]:
    """Look at the steps of an attack that are none."""
    if not (isinstance(node.iter, ast.Call) and called(node.iter) in _STEPS and len(node.iter.args) == 1):
        return
    function = code.function_of(node)
    words = " ".join(code.names.words(each.value) for each in ast.walk(node) if isinstance(each, ast.Assign))
    item = item_of(f"{'' if function is None else function.name.replace('_', ' ').lower()} {words}")
    if item in {_ROBUSTNESS, _ATTACK} and code.names.number(node.iter.args[0]) == 0:
        yield Tested(item, "an attack without steps")


def _unused(node: ast.Assign, code: Code) -> Iterator[Tested]:
    """Look at attacked rows that nobody uses."""
    if not (isinstance(node.value, ast.Call) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
        return
    words = code.names.words(node.value.func)
    made = f"{words} {code.names.behind(node.value.func, 1)}"
    name = node.targets[0].id
    if called(node.value) in {"generate", "perturb", "attack", "run_standard_evaluation"} and item_of(made) == _ATTACK:
        unused = re.search(r"adv", name, re.IGNORECASE) is not None and not code.reads.get(name)
        yield Tested(_ATTACK, "attacked rows that nobody looks at" if unused else "")


def _is_asserted(node: ast.Call, code: Code) -> bool:
    return any(isinstance(each, ast.Assert) for each in code.around(node))


def _same(one: ast.expr, other: ast.expr, code: Code) -> bool:
    """Tell whether two expressions are one, as far as names that are given once lead."""
    if isinstance(one, ast.Constant) or isinstance(other, ast.Constant) or type(one) is not type(other):
        return False
    if max(_length(one), _length(other)) > _LONGEST:
        return False
    return _shape(one, code) == _shape(other, code)


def _length(node: ast.expr) -> int:
    """Return how long an expression is as it is written."""
    if node.lineno != node.end_lineno:
        return _LONGEST + 1
    return (node.end_col_offset or 0) - node.col_offset


def _shape(node: ast.expr, code: Code, depth: int = 3) -> str:
    if isinstance(node, ast.Name) and depth and node.id not in code.unpacked:
        given = code.names.given.get(node.id, ())
        if len(given) == 1 and isinstance(given[0], ast.Name | ast.Attribute | ast.Subscript):
            return _shape(given[0], code, depth - 1)
        if len(given) == 1 and isinstance(given[0], ast.Call) and not _is_random(given[0]):
            return ast.dump(given[0]) if called(given[0]) in {"mean", "sum"} else ast.dump(node)
    return (
        ast.dump(node)
        if not any(isinstance(each, ast.Call) and _is_random(each) for each in ast.walk(node))
        else str(id(node))
    )


def _is_random(node: ast.Call) -> bool:
    return re.search(r"rand|sample|shuffle|next|permut|draw|pop|read|generate", called(node)) is not None


def _is_empty(node: ast.expr) -> bool:
    cut = node.slice if isinstance(node, ast.Subscript) else None
    return (
        isinstance(cut, ast.Slice)
        and cut.lower is None
        and isinstance(cut.upper, ast.Constant)
        and cut.upper.value == 0
    )


def _is_constant(node: ast.expr, code: Code, depth: int = 3) -> bool:  # noqa: PLR0911 - one return a kind of expression
    """Tell whether every row has one value: ``np.zeros(n)``, ``["all"] * n``, a column that was overwritten."""
    if not depth:
        return False
    match node:
        case ast.Call():
            name = called(node)
            if name in {"Series", "array", "asarray"} and node.args:
                return isinstance(node.args[0], ast.Constant) or _is_constant(node.args[0], code, depth - 1)
            return name in _CONSTANT
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            if isinstance(left, ast.List):
                return len(left.elts) == 1 and isinstance(left.elts[0], ast.Constant)
            return code.names.number(left) == 0 or code.names.number(right) == 0
        case ast.Name(id=name):
            given = code.names.given.get(name, ())
            return len(given) == 1 and _is_constant(given[0], code, depth - 1)
        case ast.Subscript(value=ast.Name(id=table), slice=ast.Constant(value=str(column))):
            last = code.columns.get((table, column))
            return last is not None and (isinstance(last, ast.Constant) or _is_constant(last, code, depth - 1))
    return False
