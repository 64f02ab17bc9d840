"""The marks by which code says that it serves: decorators, paths, views and handlers of events."""

from __future__ import annotations

import ast

from jupyter_mlsec.probes._serving.frameworks import Framework
from jupyter_mlsec.probes._serving.modules import Function

VERBS = frozenset({"api_route", "delete", "get", "patch", "post", "put", "route", "websocket", "websocket_route", "ws",
                   "view", "head", "options", "query", "add_route", "operation"})  # fmt: skip
_ANSWERS = frozenset({"HttpResponse", "JsonResponse", "Response", "StreamingHttpResponse", "render"})


def is_mark(decorator: ast.expr, known: Framework) -> bool:
    """Tell whether a decorator makes what it stands over answer requests."""
    name = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return any(name == each or name.endswith(f".{each}") for each in known.decorators) or (
        known.style == "routes" and is_verb(decorator, known)
    )


def is_verb(decorator: ast.expr, known: Framework) -> bool:
    """Tell whether a decorator is one of the verbs of a framework."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(target, ast.Name):
        return known.bare and target.id in VERBS and isinstance(decorator, ast.Call)
    return isinstance(target, ast.Attribute) and target.attr in VERBS and isinstance(decorator, ast.Call)


def is_path(decorator: ast.expr) -> bool:
    """Tell whether a decorator puts a function at a path, whatever its framework is."""
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
        return False
    return decorator.func.attr in VERBS and path_of(decorator).startswith("/")


def path_of(put: ast.expr | None) -> str:
    """Return the path that a decorator or call puts something at; empty where it names none."""
    if not isinstance(put, ast.Call):
        return ""
    given = [*put.args[:1], *(each.value for each in put.keywords if each.arg in {"path", "rule", "route"})]
    return next((each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)), "")


def is_event_handler(node: Function) -> bool:
    """Tell whether a function is what a cloud calls with an event and a context."""
    names = [each.arg for each in node.args.args]
    return names[:1] == ["event"] and len(names) == len(("event", "context"))


def is_view(node: Function) -> bool:
    """Tell whether a function of Django answers a request: it takes one and makes an answer."""
    makes = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return bool(node.args.args) and any(ast.unparse(each).rpartition(".")[2] in _ANSWERS for each in makes)
