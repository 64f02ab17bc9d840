"""Differential privacy by hand as a notebook's code makes it: functions, classes and loops with a budget of their own.

What a definition says of itself decides whether its ``epsilon`` is a budget (``_ground.own_privacy``); its numbers come
from what its calls are given, from its defaults, and from sums over the steps of a loop.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._ground.home_made import Spoken, parts
from jupyter_mlsec.probes._ground.own_privacy import is_budget, is_mechanism, is_pot, is_spent, read_kept
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.analysed import trees_of
from jupyter_mlsec.probes._notebook.budgets import MOST, MOST_DELTA, promised
from jupyter_mlsec.probes._notebook.folded import numbers
from jupyter_mlsec.probes._notebook.plain_numbers import Known, calls_in_loops, constants, fold, loop_times
from jupyter_mlsec.probes._notebook.program import Call, read_program

_Made = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_LARGEST = 1e12


@dataclass(frozen=True, slots=True)
class Handmade:
    """``found``: whether privacy is made by hand. ``epsilons``, ``deltas``, ``noises``: its budgets and multipliers.

    ``repeated``: a budget that is spent anew.
    """

    found: bool
    epsilons: tuple[float, ...] = ()
    repeated: tuple[str, ...] = ()
    deltas: tuple[float, ...] = ()
    noises: tuple[float, ...] = ()

    @property
    def flaws(self) -> tuple[str, ...]:
        """Why it protects nobody."""
        return (
            *("an epsilon without end" if math.isinf(each) else f"an epsilon of {each:g}"
              for each in self.epsilons if each > MOST),
            *(f"a delta of {each:g}" for each in self.deltas if each > MOST_DELTA),
            *("noise of zero" for each in self.noises if each <= 0),
        )  # fmt: skip


def handmade(notebook: Notebook) -> Handmade:
    """Return what a notebook and the files beside it make themselves, as far as their numbers are written down."""
    trees = list(trees_of(notebook))
    made = [node for tree in trees for node in _definitions(tree) if is_mechanism(_said(node))]
    known = constants(trees)
    loose = _is_loose(trees, claimed=promised(notebook))
    if not made and not loose:
        return Handmade(found=False)
    epsilons = [*_sums([node for tree in trees for node in tree.body if not isinstance(node, _Made)], known)]
    counts = words("privacy", "count_names")
    settled = read_kept({name: value for name, value in known.items() if _is_account(name) or name.lower() in counts})
    epsilons += [] if settled.epsilon is None else [settled.epsilon]
    repeated: list[str] = []
    deltas: list[float | None] = []
    noises: list[float | None] = []
    calls = read_program(notebook).calls
    turns = {id(call): times for tree in trees for call, times in calls_in_loops(tree, known)}
    for node in made:
        own = [call for call in calls if _is_of(call, node.name)]
        for held in [_given(node, call, known) for call in own] or [_given(node, None, known)]:
            kept = read_kept(held)
            epsilons += [*([] if kept.epsilon is None else [kept.epsilon]), *_sums(node.body, {**known, **held})]
            deltas.append(kept.delta)
            noises.append(kept.noise)
        for name, function in _functions(node):
            asked = [call for call in calls if _is_of(call, name)]
            epsilons += _charged(function, asked, turns, known)
            repeated += _repeated(function, asked, turns, known)
    return Handmade(
        found=True,
        epsilons=tuple(dict.fromkeys(epsilons)),
        repeated=tuple(dict.fromkeys(repeated)),
        deltas=tuple(dict.fromkeys(each for each in deltas if each is not None)),
        noises=tuple(dict.fromkeys(each for each in noises if each is not None)),
    )


def _functions(node: _Made) -> Iterator[tuple[str, _Function]]:
    """Yield the functions of a definition by the names that calls of them have."""
    if isinstance(node, _Function):
        yield node.name, node
    else:
        yield from ((f"{node.name}().{each.name}", each) for each in node.body
                    if isinstance(each, _Function) and not each.name.startswith("__"))  # fmt: skip


def _definitions(tree: ast.AST) -> Iterator[_Made]:
    """Yield functions and classes; of a class the methods are part of it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, _Made):
            yield node
        if not isinstance(node, ast.ClassDef):
            yield from _definitions(node)


def _said(*nodes: ast.AST) -> Spoken:
    names, uses, texts = set[str](), set[str](), list[str]()
    for node in (each for root in nodes for each in ast.walk(root)):
        if isinstance(node, _Made):
            names.add(node.name)
            texts.append(ast.get_docstring(node) or "")
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.Call):
            uses.add(_last(node.func))
    return Spoken(frozenset(names), frozenset(uses), "\n".join(texts))


def _is_loose(trees: list[ast.Module], *, claimed: bool) -> bool:
    """Tell whether cells add noise for an epsilon without any function: it divides what the noise is drawn with."""
    body = [node for tree in trees for node in tree.body if not isinstance(node, _Made)]
    spoken = _said(*body)
    divided = any(
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _is_divisor(node.right)
        for root in body
        for node in ast.walk(root)
    )
    telling = bool(spoken.uses & words("privacy", "telling_noise"))
    drawn = bool(spoken.uses & words("privacy", "noise_calls"))
    return divided and (telling or (drawn and (claimed or is_mechanism(spoken))))


def _is_divisor(node: ast.expr) -> bool:
    sums = any(isinstance(each, ast.BinOp) and isinstance(each.op, ast.Add) for each in ast.walk(node))
    return not sums and any(
        is_budget(each.id if isinstance(each, ast.Name) else each.attr)
        for each in ast.walk(node)
        if isinstance(each, ast.Name | ast.Attribute)
    )


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _sums(body: list[ast.stmt], known: Known) -> Iterator[float]:
    """Yield what an account adds up to over a loop: ``spent += eps_step`` in ``for step in range(250)``."""
    for loop in (node for root in body for node in ast.walk(root) if isinstance(node, ast.For)):
        times = loop_times(loop.iter, known)
        if times is None or not 0 < times < _LARGEST:
            continue
        for node in ast.walk(loop):
            match node:
                case ast.AugAssign(target=target, op=ast.Add(), value=value) if _is_account(_last(target)):
                    if (number := fold(value, known)) is not None and number > 0:
                        yield number * times
                case _:
                    pass


def _is_account(name: str) -> bool:
    private = bool(parts(name) & words("privacy", "privacy_parts"))
    return is_budget(name) or is_spent(name) or (private and is_pot(name))


def _is_of(call: Call, name: str) -> bool:
    return call.name == name or call.name.endswith(f".{name}")


def _parameters(node: _Made) -> tuple[list[str], dict[str, ast.expr]]:
    """Return the parameters by position and their defaults: of a function, of ``__init__``, fields of a dataclass."""
    if isinstance(node, ast.ClassDef):
        making = next((each for each in node.body if isinstance(each, _Function) and each.name == "__init__"), None)
        fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
        if making is None:
            held = {_last(each.target): each.value for each in fields if each.value is not None}
            return [_last(each.target) for each in fields], held
        return _parameters(making)
    arguments = node.args
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    count = len(arguments.defaults)
    held = dict(zip(names[len(names) - count :], arguments.defaults, strict=True))
    keyed = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    return names, held | {each.arg: value for each, value in keyed if value is not None}


def _given(node: _Made, call: Call | None, known: Known) -> dict[str, float]:
    """Return the numbers that a definition works with: its constants, its defaults, what a call gives it."""
    names, fallback = _parameters(node)
    held = {name: number for name, value in fallback.items() if (number := fold(value, known)) is not None}
    for name in (*names, *(call.arguments.keywords if call is not None else ())):
        argument = None if call is None else call.arguments.keywords.get(name)
        if (
            argument is None
            and call is not None
            and name in names
            and names.index(name) < len(call.arguments.positional)
        ):
            argument = call.arguments.positional[names.index(name)]
        if argument is not None:
            found = numbers(argument.value)  # several: what is tried one after the other, of which none is the budget
            number = min(found) if found else fold(argument.node, known)
            held.pop(name, None)
            held |= {} if number is None else {name: number}
    for each in ast.walk(node) if isinstance(node, ast.ClassDef) else ():
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Attribute | ast.Name):
            number = fold(each.value, held)
            held |= {} if number is None or _last(each.targets[0]) in held else {_last(each.targets[0]): number}
    return held


def _charged(node: _Function, calls: list[Call], turns: Mapping[int, float], known: Known) -> Iterator[float]:
    """Yield what the calls of a function charge an account with, together: ``self.spent += eps``."""
    adds = [each for each in ast.walk(node) if isinstance(each, ast.AugAssign) and isinstance(each.op, ast.Add)]
    charges = [each.value for each in adds if _is_account(_last(each.target))]
    for value in charges:
        found = [number * turns.get(id(call.node), 1.0) for call in calls
                 if (number := fold(value, {**known, **_given(node, call, known)})) is not None]  # fmt: skip
        if found:
            yield math.fsum(found)


def _repeated(node: _Function, calls: list[Call], turns: Mapping[int, float], known: Known) -> Iterator[str]:
    """Yield budgets that a mechanism is given anew in every turn of a loop."""
    for call in calls:
        kept, times = read_kept(_given(node, call, known)).epsilon, turns.get(id(call.node), 1.0)
        if kept is not None and kept <= MOST < kept * times:
            yield f"an epsilon of {kept:g} that is spent {times:g} times"
