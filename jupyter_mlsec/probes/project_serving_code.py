"""Code that serves a model without authentication, encryption or limits, or with a debugger that runs code.

Notebooks, the files that their cells write and the project's scripts are read, never imported: FastAPI, Flask, Gradio,
Streamlit, BentoML, Ray Serve and their like.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.model_servers import server_facts
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, not_applicable, not_evidence
from jupyter_mlsec.probes._notebook.program import Call, names_in, read_program
from jupyter_mlsec.probes._notebook.serving import Function, Service, services
from jupyter_mlsec.probes._notebook.shell_lines import shell_lines

_AUTH = re.compile(
    r"depends|security\b|login_required|jwt|auth|token_required|httpbearer|apikey|oauth2|compare_digest|api_?key|bearer"
    r"|current_user|permission|(?:verify|check|require|validate|ensure)_?\w*(?:token|key|user|credential|login|session)"
    r"|roles_(?:required|accepted)|has_role|experimental_user|\blogin\b",
    re.IGNORECASE,
)
_HEADERS = re.compile(r"authorization|x-api-key|api[-_]?key|bearer|www-authenticate", re.IGNORECASE)
_PUBLIC_DEPENDENCIES = re.compile(
    r"\b(?:Depends|Security)\s*\(\s*(?:get_)?(?:db|session|model|settings|config)\w*\s*\)"
)
_LOGIN_EVERYWHERE = re.compile(r"LoginRequiredMiddleware|DEFAULT_PERMISSION_CLASSES.*IsAuthenticated", re.DOTALL)
_HOOK = re.compile(r"before_request|middleware|on_request|before_serving")
_REFUSALS = frozenset({401, 403})  # a function that may answer so looked at who asks
_LIMITS = ("limiter", "slowapi", "flask_limiter", "ratelimit", "fastapi_limiter", "throttle", "rate_limit",
           "max_ongoing_requests", "max_concurrency", "concurrency_limit")  # fmt: skip
_TLS = ("ssl_keyfile", "ssl_context", "ssl_certfile", "certfile", "ssl_key", "ssl")
_MILD = frozenset({"no rate limit seen", "no TLS seen"})
_REQUESTS = ("request", "await", "payload", "body", "file.read", "b64decode")
_TUNNELS = frozenset({"flask_cloudflared.run_with_cloudflared", "google.colab.output.serve_kernel_port_as_window",
                      "ngrok.connect", "ngrok.forward", "pycloudflared.try_cloudflare"})  # fmt: skip
_TUNNEL_LINES = re.compile(
    r"\bcloudflared\s+tunnel\b|\bngrok\s+(?:http|tcp|tls)\b|\b(?:npx\s+)?(?:lt|localtunnel)\s+--port\b|\bserveo\.net\b"
    r"|\bbore\s+local\b|\btailscale\s+funnel\b|\bssh\s+.*-R\s+\d+:localhost"
)
_UNPICKLES = frozenset({"cloudpickle.loads", "dill.loads", "joblib.load", "pickle.load", "pickle.loads"})


def _run(subject: ProjectSubject) -> Observation:
    found, broken = services(subject)
    guarded = any(_LOGIN_EVERYWHERE.search(ast.unparse(each.tree)) for each in found if each.kind == "django")
    facts = {fact for service in found for fact in _facts(service, guarded)}
    facts |= set(server_facts(subject))
    if _tunnelled(subject):
        facts.add("a tunnel to the internet")
    if facts - _MILD:
        step = "Require a key or token on every route, name the allowed origins, and switch the debugger off."
        return failed(f"The serving code: {', '.join(sorted(facts - _MILD))}.", *sorted(facts), next_step=step)
    if broken:
        return not_evidence(f"{count(broken, 'script')} could not be read", next_step="Repair or remove them.")
    if not found:
        return not_applicable("nothing in the project serves a model")
    if not facts:
        return passed("Routes are authenticated, limited and encrypted.")
    step = "Say what the gateway does: %mlsec answer DEP-01 …"
    return warned(
        "Routes are authenticated; limits and TLS are for a person to confirm.", *sorted(facts), next_step=step
    )


def _tunnelled(subject: ProjectSubject) -> bool:
    """Tell whether a cell makes this machine reachable from the internet."""
    calls = read_program(subject.notebook).calls
    if any(call.name in _TUNNELS or call.name.startswith(("pyngrok.ngrok.connect", "flask_ngrok.")) for call in calls):
        return True
    return any(_TUNNEL_LINES.search(line) for line in shell_lines(subject.notebook))


def _facts(service: Service, guarded: bool) -> Iterator[str]:  # noqa: FBT001 - by a middleware of Django
    calls = service.program.calls
    if not (guarded and service.kind == "django"):
        yield from _access(service)
    yield from _settings(service)
    words = {part.lower() for call in calls for part in call.name.replace("()", "").split(".")}
    words |= {part.lower() for module in service.program.modules for part in module.split(".")}
    words |= {each.arg for call in calls for each in call.node.keywords if each.arg}
    if not words & set(_LIMITS):
        yield "no rate limit seen"
    if not any(call.argument(None, *_TLS) for call in calls):
        yield "no TLS seen"


def _access(service: Service) -> Iterator[str]:
    """Say what anybody may call. Frameworks differ in where they ask who it is."""
    calls = service.program.calls
    if service.kind == "gradio":
        launches = [call for call in calls if call.method == "launch"]
        if any(call.argument(None, "auth", "auth_dependency") is None for call in launches):
            yield "a Gradio page without auth"
        if any(call.constant("share") is True for call in launches):
            yield "a Gradio page shared on the internet"
    elif service.kind == "grpc":
        yield from _remote_calls(calls)
    elif service.kind in {"dash", "streamlit"}:
        if not any(_AUTH.search(call.name) for call in calls) and not _asks_for_a_key(service.tree):
            yield f"a {service.kind.title()} page without a login"
    elif service.kind == "litserve":
        yield from _lit(service)
    elif not _guarded_as_a_whole(service):
        open_routes = [route for route in service.routes() if not _authenticated(route, service)]
        if open_routes:
            yield f"{count(len(open_routes), 'route')} without authentication"


def _lit(service: Service) -> Iterator[str]:
    if "authorize" not in service.functions and "LIT_SERVER_API_KEY" not in ast.unparse(service.tree):
        yield "a LitServe endpoint without a key"


def _guarded_as_a_whole(service: Service) -> bool:
    """Tell whether something in front of all routes asks who it is: dependencies, middleware, a hook before each."""
    for call in service.program.calls:
        if call.method in {"API", "APIRouter", "App", "Application", "FastAPI", "Litestar", "Router", "include_router"}:
            given = [call.argument(None, each) for each in ("dependencies", "guards", "middleware", "on_app_init")]
            if any(each is not None and _asks(ast.unparse(each)) for each in given):
                return True
            if given[-1] is not None and ".on_app_init" in ast.unparse(given[-1]):
                return True  # how Litestar's security backends are put in front of all routes
        if call.method in {"Middleware", "add_middleware", "service", "Service"} and _AUTH.search(
            ast.unparse(call.node)
        ):
            return True
    hooks = [
        node
        for node in service.functions.values()
        if any(_HOOK.search(ast.unparse(each)) for each in node.decorator_list)
    ]
    return any(_authenticated(hook, service) for hook in hooks)


def _authenticated(node: Function, service: Service, depth: int = 0) -> bool:
    head = " ".join(ast.unparse(each) for each in (*node.decorator_list, node.args))
    if _asks(head) or (depth == 0 and any(_asks(each) for each in _around(node, service.tree))):
        return True
    given = {each.arg for each in (*node.args.posonlyargs, *node.args.args)}
    for inner in (each for statement in node.body for each in ast.walk(statement)):
        if isinstance(inner, ast.Constant) and (
            inner.value in _REFUSALS or (isinstance(inner.value, str) and _HEADERS.fullmatch(inner.value))
        ):
            return True
        if isinstance(inner, ast.Call):
            name = ast.unparse(inner.func)
            helper = service.functions.get(name)
            if _asks(name) or (helper is not None and depth == 0 and _authenticated(helper, service, 1)):
                return True
        if isinstance(inner, ast.Attribute) and (
            inner.attr in {"authorization", "current_user", "user"}
            or (inner.attr in {"auth", "credentials", "token"} and set(names_in(inner)) & given)
        ):
            return True
    return False


def _around(node: Function, tree: ast.Module) -> Iterator[str]:
    """Yield what the class of a method says about all its methods: decorators, bases and settings."""
    for each in ast.walk(tree):
        if isinstance(each, ast.ClassDef) and node in each.body:
            yield from (ast.unparse(part) for part in (*each.decorator_list, *each.bases))
            yield from (ast.unparse(part) for part in each.body if isinstance(part, (ast.Assign, ast.AnnAssign)))


def _remote_calls(calls: tuple[Call, ...]) -> Iterator[str]:
    """Say who may call a gRPC service, and who may listen."""
    if any(call.method == "add_insecure_port" for call in calls):
        yield "a gRPC port without TLS"
    asked = any(call.argument(2, "interceptors") is not None for call in calls if call.name.startswith("grpc."))
    if not asked and not any(call.constant("require_client_auth") is True for call in calls):
        yield "a gRPC service without authentication"


def _asks(text: str) -> bool:
    """Tell whether code asks who somebody is; a dependency that hands out a database does not."""
    return _AUTH.search(_PUBLIC_DEPENDENCIES.sub("", text)) is not None


def _asks_for_a_key(tree: ast.Module) -> bool:
    return bool(re.search(r"type=['\"]password['\"]|st\.login|st\.user|is_logged_in|check_password", ast.unparse(tree)))


def _settings(service: Service) -> Iterator[str]:
    calls = service.program.calls
    if any(True in {call.constant("debug"), call.constant("DEBUG")} for call in calls) or _switched_on(service.tree):
        yield "debug mode on"
    if _set_to(service.tree, "ALLOWED_HOSTS", wanted="*"):
        yield "any host name answered"
    if any(_any_origin(call) for call in calls) or _set_to(service.tree, "CORS_ALLOW_ALL_ORIGINS", wanted=True):
        yield "any origin allowed (CORS)"
    if any(call.name in _UNPICKLES and _of_a_request(call) for call in calls):
        yield "unpickles what a request sends"


def _any_origin(call: Call) -> bool:
    if call.name in {"flask_cors.CORS", "flask_cors.cross_origin"} and call.argument(1, "resources", "origins") is None:
        return True
    origins = call.argument(None, "allow_origins", "origins", "allow_origin_regex")
    return origins is not None and any(
        isinstance(node, ast.Constant) and node.value in {"*", ".*"} for node in ast.walk(origins)
    )


def _of_a_request(call: Call) -> bool:
    return any(word in ast.unparse(argument) for argument in call.node.args for word in _REQUESTS)


def _switched_on(tree: ast.Module) -> bool:
    """Tell whether ``app.debug = True`` or ``app.config["DEBUG"] = True`` stands in the code."""
    return any(
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and node.value.value is True
        and re.search(r"\.debug$|^DEBUG$|\[['\"]DEBUG['\"]\]$", ast.unparse(node.targets[0]))
        for node in ast.walk(tree)
    )


def _set_to(tree: ast.Module, name: str, *, wanted: object) -> bool:
    """Tell whether a setting at the top of a file holds a value, by itself or in a list."""
    return any(
        isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == name
        and any(isinstance(each, ast.Constant) and each.value == wanted for each in ast.walk(node.value))
        for node in tree.body
    )


PROBE = Probe(name="serving-code", items=("DEP-01",), run=_run, version=2, docs=__doc__)
