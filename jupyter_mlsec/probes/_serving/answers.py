"""What a route answers with: all scores of a model, by which it can be copied, and how often somebody may ask."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._serving.expressions import last_name
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.services import Service

_SCORES = frozenset({"predict_proba", "predict_log_proba", "decision_function", "softmax", "log_softmax", "logits",
                     "sigmoid", "predict_logits"})  # fmt: skip
_LESS = frozenset({"argmax", "max", "topk", "top_k", "item", "argsort", "int", "round", "amax", "len", "sum", "any",
                   "mean", "bool", "nanargmax", "idxmax", "histogram", "str_label"})  # fmt: skip
_LIMIT = re.compile(
    r"(?P<number>\d[\d_]*)\s*(?:/|per\s+|\s+per\s+)\s*(?:\d+\s*)?(?P<unit>second|sec|s|minute|min|m|hour|h|day|d)s?\b",
    re.IGNORECASE,
)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_MOST = 50.0  # questions in a second by one caller; who asks more often copies the model before lunch
_LIMITS = frozenset({
    "limiter", "slowapi", "flask_limiter", "ratelimit", "fastapi_limiter", "throttle", "rate_limit", "throttle_classes",
    "ratelimiter", "limits", "concurrency_limit", "max_ongoing_requests", "quota", "token_bucket",
})  # fmt: skip


_BY_ROUTE = re.compile(r"\b(?:slowapi|flask_limiter|fastapi_limiter)\b")
_FOR_ALL = re.compile(
    r"default_limits|application_limits|SlowAPI\w*Middleware|dependencies=\[[^\]]*RateLimiter|Limiter\([^()]*\d\s*(?:/|per\b)"
)
_LIMITED = re.compile(r"limit", re.IGNORECASE)


def exposing_routes(service: Service) -> Iterator[str]:
    """Yield the routes that answer with all scores of a model as they are."""
    for route in service.routes():
        if _exposes(route.function):
            yield route.function.name


def _exposes(node: Function) -> bool:
    held: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Assign) and _whole(each.value, held):
            held |= {target.id for target in each.targets if isinstance(target, ast.Name)}
    returned = (each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value is not None)
    return any(_whole(each, held) for each in returned)


def _whole(node: ast.AST, held: set[str]) -> bool:
    """Tell whether an expression holds all scores: none is picked, and they are not made less exact."""
    match node:
        case ast.Call(func=function) if last_name(function) in _LESS | _SCORES:
            found = last_name(function) in _SCORES
        case ast.Subscript(value=value, slice=index):
            picked = isinstance(index, ast.Tuple) and any(isinstance(each, ast.Constant) for each in index.elts)
            found = not picked and not isinstance(value, ast.Subscript) and _whole(value, held)
        case ast.Attribute(attr="logits"):
            found = True
        case ast.Name(id=name):
            found = name in held
        case ast.Lambda() | ast.Compare():
            found = False
        case _:
            found = any(_whole(each, held) for each in ast.iter_child_nodes(node))
    return found


def is_left_out(name: str, service: Service) -> bool:
    """Tell whether a service limits routes one by one, and not this one: ``@limiter.limit("20/minute")``."""
    text = ast.unparse(service.tree)
    if not _BY_ROUTE.search(text) or _FOR_ALL.search(text):
        return False
    functions = [route.function for route in service.routes() if route.function.name == name]
    written = (ast.unparse(each) for function in functions for each in (*function.decorator_list, function.args))
    return not any(_LIMITED.search(each) for each in written)


def asks_rarely(service: Service) -> bool | None:
    """Tell whether somebody may ask only so often; None where nothing limits it."""
    text = ast.unparse(service.tree)
    words = set(re.findall(r"[a-z_]+", text.lower()))
    if not words & _LIMITS and not any(word.startswith(("ratelimit", "rate_limit")) for word in words):
        return None
    rates = [_rate(match) for match in _LIMIT.finditer(text)]
    return not rates or min(rates) <= _MOST


def _rate(match: re.Match[str]) -> float:
    return int(match["number"].replace("_", "")) / _SECONDS[match["unit"][0].lower()]
