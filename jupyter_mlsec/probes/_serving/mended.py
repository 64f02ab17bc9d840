"""Requests that are mended and not refused: what the model never saw becomes a number, and nobody is told."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._serving.askers import Asker
from jupyter_mlsec.probes._serving.expressions import last_name
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.refusals import refuses_odd
from jupyter_mlsec.probes._serving.voids import leaves

UNKNOWN = "an unknown value becomes a number"
NO_NUMBER = "what is no number becomes one"
MOVED = "a value out of range is moved to the edge"
# Tokens have a number for the unknown, and counters begin at nought.
_ITS_OWN = re.compile(
    r"vocab|word|token|char|stoi|lemma|stem|subword|count|freq|environ|config|setting|header|weights?\b|cache|metric"
    r"|worter|wort|mots?\b|palabra|parola|palavra|単語|词",
    re.IGNORECASE,
)
_SCALES = frozenset(
    {frozenset({0, 1}), frozenset({0, 255}), frozenset({-1, 1}), frozenset({0, 100})}
)  # of pixels, shares
_ANSWERED = re.compile(r"pred|prob|score|answer|logit|result|output|antwort|reponse|respuesta|risposta", re.IGNORECASE)
_PARSES = frozenset({"float", "int", "Decimal", "to_numeric", "strptime", "fromisoformat", "to_datetime"})


def mended(function: Function, asker: Asker) -> Iterator[str]:
    """Yield how a function that is given a request mends what it does not know."""
    tested = _tested(function)
    answers = _answers(function, asker)
    refuses = refuses_odd(function, frozenset())
    for node in ast.walk(function):
        looked_up = _looked_up(node)
        if looked_up is not None and _is_number(looked_up[2]) and _is_known(*looked_up[:2], tested):
            yield UNKNOWN
        match node:
            case ast.Call(func=ast.Attribute(attr="fillna", value=inner)):
                yield from _filled(inner)
            case ast.Try(body=body, handlers=handlers) if any(map(_becomes_a_number, handlers)):
                if _parses(body) and not any(map(asker.asks, body)):
                    yield NO_NUMBER
            case ast.Call() if not refuses and _is_moved(node, answers):
                yield MOVED


def _looked_up(node: ast.AST) -> tuple[ast.expr, ast.expr, ast.expr] | None:
    """Return a table, what is looked up in it, and what stands for the unknown: ``CODES.get(make, 0)``."""
    match node:
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, other], keywords=[]):
            return None if isinstance(key, ast.Constant) else (table, key, other)
        case ast.IfExp(test=ast.Compare(left=key, ops=[ast.In()], comparators=[table]), orelse=other):
            return table, key, other
        case ast.IfExp(test=ast.Compare(left=key, ops=[ast.NotIn()], comparators=[table]), body=other):
            return table, key, other
        case _:
            return None


def _tested(function: Function) -> frozenset[str]:
    """Return the names in conditions under which the function goes no further."""
    tests = [
        each.test for each in ast.walk(function) if isinstance(each, ast.If) and leaves([*each.body, *each.orelse])
    ]
    tests += [each.test for each in ast.walk(function) if isinstance(each, ast.Assert)]
    names = {each.id for test in tests for each in ast.walk(test) if isinstance(each, ast.Name)}
    for node in ast.walk(function):  # unknown = set(rows) - set(CODES)
        if isinstance(node, ast.Assign) and any(
            isinstance(each, ast.Name) and each.id in names for each in node.targets
        ):
            names |= {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
    return frozenset(names)


def _is_known(table: ast.expr, key: ast.expr, tested: frozenset[str]) -> bool:
    """Tell whether a table says what the model knows, and nothing else holds the key against it."""
    text = f"{ast.unparse(table)} {ast.unparse(key)}"
    names = {each.id for each in ast.walk(table) if isinstance(each, ast.Name)} - {"self"}
    return not _ITS_OWN.search(text) and not names & tested


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def _filled(inner: ast.expr) -> Iterator[str]:
    """Yield what ``fillna`` hides: the categories that a mapping did not have, the texts that are no number."""
    for each in ast.walk(inner):
        if isinstance(each, ast.Call):
            given = last_name(each.func)
            if given == "map" and each.args and not isinstance(each.args[0], ast.Lambda):
                yield UNKNOWN
            if any(word.arg == "errors" and _is_text(word.value, "coerce") for word in each.keywords):
                yield NO_NUMBER


def _is_text(node: ast.expr, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _becomes_a_number(handler: ast.ExceptHandler) -> bool:
    match handler.body:
        case [ast.Assign(value=value) | ast.Return(value=ast.expr() as value)]:
            return _is_number(value)
        case _:
            return False


def _parses(body: list[ast.stmt]) -> bool:
    calls = [each for statement in body for each in ast.walk(statement) if isinstance(each, ast.Call)]
    indexed = any(isinstance(each, ast.Subscript) for statement in body for each in ast.walk(statement))
    return any(last_name(each.func) in _PARSES for each in calls) or (indexed and len(body) == 1 and not calls)


def _answers(function: Function, asker: Asker) -> frozenset[str]:
    """Return the names that hold what a model answered, or what was made of it."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            inner = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
            if asker.asks(node.value) or inner & found:
                found.update(
                    each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)
                )
    return frozenset(found)


def _is_moved(call: ast.Call, answers: frozenset[str]) -> bool:
    """Tell whether a call moves a value of a request between two ends: ``np.clip(age, 18, 99)``, ``x.clip(0, 9)``."""
    name = last_name(call.func)
    if name == "clip":
        own = isinstance(call.func, ast.Attribute) and not (
            isinstance(call.func.value, ast.Name) and call.func.value.id in {"np", "numpy", "torch", "tf", "jnp"}
        )
        value = call.func.value if own and isinstance(call.func, ast.Attribute) else next(iter(call.args), None)
        ends = [*(call.args if own else call.args[1:]), *(each.value for each in call.keywords)]
    elif name in {"min", "max"} and len(call.args) == 2:  # noqa: PLR2004 - an end, and the other end of something
        inner = next((each for each in call.args if isinstance(each, ast.Call)), None)
        if inner is None or last_name(inner.func) not in {"min", "max"} - {name} or len(inner.args) != 2:  # noqa: PLR2004
            return False
        value = inner
        ends = [each for each in (*call.args, *inner.args) if _is_number(each)]
    else:
        return False
    if value is None or not ends:
        return False
    names = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
    known = frozenset(each.value for each in ends if isinstance(each, ast.Constant))
    return not names & answers and not _ANSWERED.search(ast.unparse(value)) and known not in _SCALES and len(ends) > 1
