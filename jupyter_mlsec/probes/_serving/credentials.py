"""Credentials that are taken from a request and come to nothing: looked at, logged, and nobody is refused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._serving.expressions import is_off, last_name
from jupyter_mlsec.probes._serving.modules import Function

# They fetch what somebody shows and refuse who shows nothing; whether it is right they do not know.
_FETCHES = re.compile(
    r"HTTP(?:Bearer|Basic|Digest)|OAuth2(?:PasswordBearer|AuthorizationCodeBearer)|APIKey(?:Header|Query|Cookie)|OpenIdConnect"
)
_FETCHED = frozenset({"HTTPAuthorizationCredentials", "HTTPBasicCredentials"})
_HARMLESS = frozenset({
    "print", "str", "len", "repr", "format", "split", "strip", "encode", "decode_text", "lower", "upper", "get", "bool",
    "removeprefix", "partition", "startswith", "info", "debug", "warning", "error", "exception", "log", "append",
    "join", "dict", "list", "tuple", "isinstance", "type", "hash", "inc", "labels", "bind", "set_tag", "setattr",
})  # fmt: skip
_FROM_REQUEST = re.compile(
    r"\.(?:headers|cookies|query_params|args|META|token|auth|authorization|credentials)\b|\binvocation_metadata\b"
)
_SAYS_NO = re.compile(r"abort|deny|reject|refuse|forbid|redirect|unauthori|send_error|halt|40[13]|exit|stop|fail")


def must_be_shown(node: ast.expr) -> bool:
    """Tell whether a scheme refuses who shows nothing."""
    return isinstance(node, ast.Call) and not any(
        each.arg == "auto_error" and is_off(each.value) for each in node.keywords
    )


def parameters_of(node: Function) -> list[tuple[str, list[ast.expr]]]:
    """Return each parameter of a function with what is written about it: its type, its default."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(arguments.defaults)), *arguments.defaults]
    pairs = [*zip(positional, defaults, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
    return [(each.arg, [part for part in (default, each.annotation) if part is not None]) for each, default in pairs]


def fetches(node: ast.expr) -> bool:
    """Tell whether an expression makes what only fetches a credential: ``APIKeyHeader(name="X-Key")``."""
    return isinstance(node, ast.Call) and _FETCHES.fullmatch(last_name(node.func)) is not None


def is_fetched(node: ast.expr) -> bool:
    """Tell whether a type is that of a credential that was fetched, and not of who it belongs to."""
    return last_name(node) in _FETCHED


def is_handed_on(node: ast.Call) -> bool:
    """Tell whether a call is given what a request's headers hold, and is more than a method of texts."""
    if last_name(node.func) in _HARMLESS:
        return False
    return any(_FROM_REQUEST.search(ast.unparse(each)) for each in (*node.args, *(k.value for k in node.keywords)))


def used_by(node: Function, name: str) -> Iterator[ast.AST]:
    """Yield what a function does with a credential: conditions that look at it, and calls that are handed it."""
    held = {name}
    for each in ast.walk(node):
        if isinstance(each, ast.Assign) and _reads(each.value, held):
            held |= {part.id for target in each.targets for part in ast.walk(target) if isinstance(part, ast.Name)}
    for each in ast.walk(node):
        if isinstance(each, (ast.If, ast.IfExp, ast.Assert, ast.While)) and _reads(each.test, held):
            yield each
        elif isinstance(each, ast.Call) and last_name(each.func) not in _HARMLESS:
            given = [*each.args, *(keyword.value for keyword in each.keywords)]
            if any(_reads(part, held) for part in given):
                yield each
        elif isinstance(each, ast.Subscript) and _reads(each.slice, held):
            yield each


def idle_parts(node: Function) -> frozenset[int]:
    """Return the ids of what in a function looks as if it refused somebody, and lets everybody through.

    A try whose failure is only told, or answered with a guest; a condition that counts only for who shows something.
    """
    found: set[int] = set()
    given = {each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    for each in ast.walk(node):
        if isinstance(each, ast.Assign) and _FROM_REQUEST.search(ast.unparse(each.value)):
            given |= {part.id for part in each.targets if isinstance(part, ast.Name)}
    for each in ast.walk(node):
        if isinstance(each, ast.Try) and each.handlers and all(map(_lets_through, each.handlers)):
            found.update(id(inner) for statement in each.body for inner in ast.walk(statement))
            found.update(id(inner) for handler in each.handlers for inner in ast.walk(handler))
        elif isinstance(each, ast.If) and not each.orelse and _only_if_shown(each.test, given):
            found.update(id(inner) for inner in ast.walk(each))
    return frozenset(found)


def _reads(node: ast.AST, held: set[str]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in held for each in ast.walk(node))


def _lets_through(handler: ast.ExceptHandler) -> bool:
    """Tell whether who fails goes on: the failure is passed over, told, or answered with somebody all the same."""
    for statement in handler.body:
        for each in ast.walk(statement):
            if isinstance(each, ast.Raise):
                return False
            if isinstance(each, ast.Return) and (each.value is None or _is_nobody(each.value)):
                return False
            if isinstance(each, (ast.Continue, ast.Break)):
                return False
            if isinstance(each, (ast.Call, ast.Return)) and _SAYS_NO.search(ast.unparse(each).lower()):
                return False
            if isinstance(each, ast.Assign) and _is_nobody(each.value):
                return False
    return True


def _is_nobody(node: ast.expr) -> bool:
    """Tell whether a value stands for nobody: None, False, nothing in it, or an error."""
    match node:
        case ast.Constant(value=value):
            return not value
        case ast.Tuple(elts=elts):
            return not elts or _is_nobody(elts[0]) or any(isinstance(each, ast.Constant) for each in elts)
        case ast.List(elts=elts):
            return not elts
        case ast.Dict(keys=keys):
            return not keys or "err" in ast.unparse(node).lower()
        case _:
            return "err" in ast.unparse(node).lower()


def _only_if_shown(test: ast.expr, given: set[str]) -> bool:
    """Tell whether a refusal asks first that something was shown at all: ``if key and key != KEY``."""
    if not isinstance(test, ast.BoolOp) or not isinstance(test.op, ast.And):
        return False
    for place, each in enumerate(test.values):
        name = _shown(each)
        if name in given and any(_reads(other, {name}) for other in (*test.values[:place], *test.values[place + 1 :])):
            return True
    return False


def _shown(node: ast.expr) -> str:
    """Return the name that a condition asks nothing of but that it is there; empty where it asks for more."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.IsNot() | ast.NotEq()], comparators=[ast.Constant(value=None | "")]
        ):
            return name
        case _:
            return ""
