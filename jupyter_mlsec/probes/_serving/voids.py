"""Checks that come to nothing: what does not fit is caught, logged or counted, and the model is asked all the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from jupyter_mlsec.probes._serving.expressions import last_name
from jupyter_mlsec.probes._serving.modules import Function

Asks = Callable[[ast.AST], bool]
_LEAVES = re.compile(
    r"abort|exit|stop|send_error|deny|reject|refuse|fail|skip|redirect|raise|throw|error_response|bad_request|halt"
)
_VERDICTS = re.compile(r"is_\w+|iter_errors|best_match|errors|isinstance|has_\w+")
_TOLD = re.compile(
    r"^(?:log|logger|logging|logs|print|warn|warning|warnings|info|debug|error|exception|metrics?|counter|inc|capture)"
)


def void_parts(node: Function, asks: Asks) -> frozenset[int]:
    """Return the ids of what stands in a function and checks nothing, although it looks so."""
    found: set[int] = set()
    names = _Names(node)
    for each in ast.walk(node):
        for part in _void(each, names, asks):
            found.update(id(inner) for inner in ast.walk(part))
    return frozenset(found)


class _Names:
    """What the names of a function are given by calls, and where they are read other than to be told."""

    def __init__(self, node: Function) -> None:
        self.given: dict[str, list[ast.Call]] = {}
        self.read: dict[str, list[int]] = {}
        told: set[int] = set()
        for each in ast.walk(node):
            match each:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                    self.given.setdefault(name, []).append(call)
                case ast.Expr(value=ast.Call() as call) if _is_told(call):
                    told.update(id(inner) for inner in ast.walk(each))
                case ast.Name(id=name, ctx=ast.Load()) if id(each) not in told:
                    self.read.setdefault(name, []).append(id(each))

    def only_for(self, test: ast.expr) -> Iterator[ast.Call]:
        """Yield what gave the answers that a test looks at and nothing else reads."""
        own = {id(each) for each in ast.walk(test)}
        for name in {each.id for each in ast.walk(test) if isinstance(each, ast.Name)}:
            if all(each in own for each in self.read.get(name, ())):
                yield from self.given.get(name, ())


def leaves(body: list[ast.stmt]) -> bool:
    """Tell whether some statement of a block ends what the function does, or goes to the next row."""
    for statement in body:
        for each in ast.walk(statement):
            if isinstance(each, (ast.Return, ast.Raise, ast.Continue, ast.Break, ast.Assert, ast.Yield)):
                return True
            if isinstance(each, ast.Call) and _LEAVES.search(last_name(each.func).lower()) and not _is_told(each):
                return True
    return False


def _void(each: ast.AST, names: _Names, asks: Asks) -> Iterator[ast.AST]:
    match each:
        case ast.Try(body=body, handlers=handlers, orelse=orelse) if handlers:
            if any(_swallows(handler) for handler in handlers) and not any(map(asks, (*body, *orelse))):
                yield from (*body, *(handler for handler in handlers))
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            if any("suppress" in ast.unparse(item.context_expr) for item in items) and not any(map(asks, body)):
                yield from (*body, *(item.context_expr for item in items))
        case ast.Expr(value=ast.Call(func=function, keywords=keywords) as call):
            if _VERDICTS.fullmatch(last_name(function)) and not any(
                keyword.arg and "raise" in keyword.arg for keyword in keywords
            ):
                yield call
        case ast.If(test=test, body=body, orelse=orelse):
            if _only_tells(body) and (not orelse or _only_tells(orelse)):
                yield each
                yield from names.only_for(test)
        case _:
            return


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler lets what follows run with what did not fit."""
    return not leaves(handler.body) and _only_tells(handler.body)


def _only_tells(body: list[ast.stmt]) -> bool:
    """Tell whether a block does no more than to say that something is odd."""
    return all(_tells(each) for each in body)


def _tells(node: ast.stmt) -> bool:
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call() as call) | ast.Expr(value=ast.Await(value=ast.Call() as call)):
            return _is_told(call)
        case ast.AugAssign():
            return True
        case _:
            return False


def _is_told(call: ast.Call) -> bool:
    words = re.findall(r"\w+", ast.unparse(call.func).lower())
    return any(_TOLD.match(word) for word in words)
