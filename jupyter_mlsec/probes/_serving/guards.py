"""What stands in front of a service's routes: applications, routers and layers that ask, a peer's certificate."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._serving.identity import Identity
from jupyter_mlsec.probes._serving.marks import path_of
from jupyter_mlsec.probes._serving.services import Route, Service, Serving, owner_of
from jupyter_mlsec.probes._serving.vocabulary import asks_who

_GIVEN = ("dependencies", "guards", "auth", "authenticators", "auth_dependency", "auth_backend", "before",
          "permission", "permissions")  # fmt: skip
_LAYERS = ("middleware", "middlewares", "interceptors", "on_app_init", "http_middlewares", "plugins")
_HOOKS = frozenset({"before_request", "before_serving", "before_app_request", "on_request", "middleware", "hook",
                    "before_request_hook", "http_middleware", "register_middleware", "request_middleware"})  # fmt: skip
_ADDED = frozenset(
    {
        "add_middleware",
        "before_request",
        "add_hook",
        "install",
        "register_middleware",
        "use",
        "add_asgi_middleware",
        "add_request_middleware",
        "before_app_request",
        "append",
        "insert",
        "add_auth_middleware",
        "configure_authentication",
        "register_request_hook",
        "add_tween",
    }
)
_PUTS = {"include_router": "dependencies", "register_blueprint": "", "mount": "", "add_router": "auth", "blueprint": "",
         "add_routes": "", "include_blueprint": ""}  # fmt: skip
_EXCEPTED = re.compile(r"exclu|exempt|skip|public|white_?list|allow_?list|ignore|unauth|open_", re.IGNORECASE)
_WRAPPED = re.compile(r"\b(?P<outer>\w+)(?:\([^()]{0,300}\))?\((?=\s{0,80}(?:\w+\.){0,6}(?P<inner>\w+)\b)")
_last: tuple[Serving, frozenset[str]] | None = None  # the routes of one project are looked at in a row
_REQUIRED = frozenset({"CERT_REQUIRED", "VERIFY_PEER"})


def unguarded(
    service: Service, serving: Serving, guarded_kinds: frozenset[str], *, strict: bool = False
) -> list[Route]:
    """Return the routes that nothing asks who somebody is for.

    ``guarded_kinds`` are frameworks for which another file of the project guards everything. ``strict``: that a key is
    asked for, and none compared, does not count.
    """
    if service.kind in guarded_kinds or asks_certificates(service):
        return []
    identity = Identity(service, strict)
    if _everything(service, identity):
        return []
    guarded = _owners(identity, serving)
    if not makes_application(service) and _by_parents(identity, serving):
        return []
    return [
        route
        for route in service.routes()
        if route.owner.rpartition(".")[2] not in guarded
        and not _is_wrapped(route.function.name, serving)
        and not identity.route(route.function, route.put)
    ]


def makes_application(service: Service) -> bool:
    """Tell whether a program builds an application of its own, and not only routers for one."""
    routers = {"APIRouter", "Blueprint", "Router", "APIBlueprint", "SubRouter", "RouteTableDef"}
    return any(call.method in service.framework.makes - routers for call in service.program.calls)


def asks_certificates(service: Service) -> bool:
    """Tell whether a program lets in only who shows a certificate."""
    for node in ast.walk(service.tree):
        value = node.value if isinstance(node, (ast.Assign, ast.keyword)) else None
        if isinstance(value, ast.Attribute) and value.attr in _REQUIRED:
            return True
        if isinstance(node, ast.keyword) and isinstance(value, ast.Constant):
            if node.arg == "require_client_auth" and value.value is True:
                return True
            if node.arg in {"ssl_cert_reqs", "cert_reqs"} and value.value == 2:  # noqa: PLR2004 - ssl.CERT_REQUIRED
                return True
    return False


def _everything(service: Service, identity: Identity) -> bool:
    """Tell whether something in front of all routes of a program asks who it is."""
    made = service.framework.makes - {"APIRouter", "Blueprint", "Router", "APIBlueprint", "SubRouter"}
    for call in service.program.calls:
        if _excepts(call.node, service):
            return False
        if call.method in made and _construction(call.node, identity):
            return True
        if call.method in _ADDED and any(
            identity.layer(each) for each in _layers(call.node, call.method) if not isinstance(each, ast.Constant)
        ):
            return True
        if _protects(call.node, call.method, service):
            return True
    for node in service.functions.values():
        if any(_is_hook(each, service) for each in node.decorator_list) and identity.asks(node):
            return True
    return any(_wraps(node, identity) for node in ast.walk(service.tree) if isinstance(node, ast.Assign))


def _excepts(node: ast.Call, service: Service) -> bool:
    """Tell whether a layer is told to leave a route alone that answers more than that the service is alive."""
    texts = {
        each.value.strip("^$").rstrip("/")
        for keyword in node.keywords
        if keyword.arg and _EXCEPTED.search(keyword.arg)
        for each in ast.walk(keyword.value)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }
    return bool(texts) and any(path_of(route.put).rstrip("/") in texts for route in service.routes() if route.put)


def _construction(node: ast.Call, identity: Identity) -> bool:
    for each in node.keywords:
        if each.arg in _GIVEN and identity.guard(each.value):
            return True
        if each.arg in _LAYERS and _layer(each.value, identity):
            return True
    return False


def _layer(value: ast.expr, identity: Identity) -> bool:
    if any(isinstance(each, ast.Attribute) and each.attr == "on_app_init" for each in ast.walk(value)):
        return True  # how Litestar's security backends are put in front of all routes
    return identity.layer(value)


def _layers(node: ast.Call, method: str) -> Iterator[ast.expr]:
    yield from node.args[1:2] if method in {"add_hook", "insert"} else node.args[:1]
    yield from (each.value for each in node.keywords if each.arg in {"middleware_class", "backend", "dispatch"})


def _protects(node: ast.Call, method: str, service: Service) -> bool:
    """Tell whether a call puts a login in front of an application that it is given: ``dash_auth.BasicAuth(app, …)``."""
    if not asks_who(method) or method.endswith(("Manager", "login_required")) or not node.args:
        return False
    made = {name for call in service.program.calls if call.method in service.framework.makes for name in call.targets}
    return isinstance(node.args[0], ast.Name) and node.args[0].id in made | {"app", "server", "application"}


def _is_hook(node: ast.expr, service: Service) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    name = target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""
    if name not in _HOOKS:
        return False
    owner = ast.unparse(target.value) if isinstance(target, ast.Attribute) else ""
    routers = {each for call in service.program.calls if call.method in {"Blueprint", "APIRouter"}
               for each in call.targets}  # fmt: skip
    return owner not in routers


def _wraps(node: ast.Assign, identity: Identity) -> bool:
    """Tell whether an application is put into a layer that asks: ``app.wsgi_app = Auth(app.wsgi_app)``."""
    if not isinstance(node.value, ast.Call) or not node.value.args:
        return False
    target, given = ast.unparse(node.targets[0]), ast.unparse(node.value.args[0])
    return (target == given or target.endswith((".wsgi_app", ".asgi_app"))) and identity.layer(node.value.func)


def _owners(identity: Identity, serving: Serving) -> set[str]:
    """Return the routers that are guarded where they are made, hooked or put into an application."""
    found: set[str] = set()
    service = identity.service
    for call in service.program.calls:
        if call.method in service.framework.makes and _construction(call.node, identity):
            found.update(call.targets)
        if call.method in {"before_request", "add_middleware"} and any(
            identity.layer(each) for each in _layers(call.node, call.method)
        ):
            found.add(owner_of(call.node))
    for node in service.functions.values():
        for each in node.decorator_list:
            target = each.func if isinstance(each, ast.Call) else each
            if isinstance(target, ast.Attribute) and target.attr in _HOOKS and identity.asks(node):
                found.add(ast.unparse(target.value))
    for other in serving.services:
        found.update(_put_guarded(Identity(other, identity.strict)))
    return found


def _put_guarded(identity: Identity) -> Iterator[str]:
    """Yield the routers that a program puts into an application together with what asks."""
    for call in identity.service.program.calls:
        if call.method in _PUTS and call.node.args:
            options = [each.value for each in call.node.keywords if each.arg in _GIVEN]
            if any(identity.guard(each) for each in options):
                for each in ast.walk(call.node.args[0]):
                    if isinstance(each, (ast.Name, ast.Attribute)):
                        yield each.id if isinstance(each, ast.Name) else each.attr


def _by_parents(identity: Identity, serving: Serving) -> bool:
    """Tell whether a program of routers only is put into an application of another file that asks for all of them."""
    service = identity.service
    parents = [each for each in serving.services if each is not service and makes_application(each)]
    return any(
        each.kind == service.kind and (_everything(each, Identity(each, identity.strict)) or asks_certificates(each))
        for each in parents
    )


def _is_wrapped(name: str, serving: Serving) -> bool:
    """Tell whether a view is wrapped where its address is given: ``path("p/", login_required(views.score))``."""
    return name in _wrapped_names(serving)


def _wrapped_names(serving: Serving) -> frozenset[str]:
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    last = _last
    if last is None or last[0] is not serving:
        found = (match for text in serving.modules.texts.values() for match in _WRAPPED.finditer(text))
        last = _last = (serving, frozenset(match["inner"] for match in found if asks_who(match["outer"])))
    return last[1]
