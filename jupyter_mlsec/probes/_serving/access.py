"""Who may call a service: routes, pages, remote calls and functions of a cloud that ask nobody who they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from jupyter_mlsec.probes._ground.observations import count
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._serving.guards import asks_certificates, unguarded
from jupyter_mlsec.probes._serving.identity import Identity
from jupyter_mlsec.probes._serving.services import Service, Serving
from jupyter_mlsec.probes._serving.vocabulary import asks_who

_PASSWORD = re.compile(
    r"type=['\"]password['\"]|st\.login|st\.user|\.is_logged_in|experimental_user|PasswordInput|st\.context\.headers"
    r"|\.query_params.{0,40}(?:token|key)"
)
_HOOKED = re.compile(
    r"verify_(?:password|token)|user_loader|token_verifier|password_auth_callback|header_auth_callback|get_user\b"
)
ANY_KEY = "a key is asked for and compared with nothing"
_SERVED = 3  # self, request and context: what a method of a gRPC service is given
_TITLES = {"nicegui": "NiceGUI", "streamlit": "Streamlit", "dash": "Dash", "panel": "Panel", "chainlit": "Chainlit"}


def hollow_checks(service: Service) -> Iterator[str]:
    """Yield that a check of the service answers yes whoever asks: ``def verify(user, password): return True``."""
    for node in service.functions.values():
        named = asks_who(node.name) or any(_HOOKED.search(ast.unparse(each)) for each in node.decorator_list)
        if named and not node.name.startswith(("is_", "has_")) and _always_yes(node.body):
            yield "a check that lets everybody through"
    for call in service.program.calls:
        given = call.argument(None, "auth", "auth_func", "authenticate", "verify")
        if _says_yes(given, service):
            yield "a check that lets everybody through"


def _says_yes(given: ast.expr | None, service: Service) -> bool:
    if isinstance(given, ast.Lambda):
        return isinstance(given.body, ast.Constant) and bool(given.body.value)
    known = service.functions.get(given.id) if isinstance(given, ast.Name) else None
    return known is not None and _always_yes(known.body)


def _always_yes(body: list[ast.stmt]) -> bool:
    said = [each for each in body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    if len(said) != 1 or not isinstance(said[0], ast.Return):
        return False
    value = said[0].value
    return (isinstance(value, ast.Constant) and bool(value.value) and not isinstance(value.value, (int, float))) or (
        isinstance(value, ast.Constant) and value.value is True
    )


def open_access(service: Service, serving: Serving, guarded: frozenset[str]) -> Iterator[str]:
    """Yield what anybody may call. Frameworks differ in where they ask who it is."""
    if asks_certificates(service):
        return
    answer = _KINDS.get(service.kind)
    if answer is not None:
        yield from answer(service)
    elif service.framework.style != "platform":
        open_routes = unguarded(service, serving, guarded)
        if open_routes:
            yield f"{count(len(open_routes), 'route')} without authentication"
        elif unguarded(service, serving, guarded, strict=True):
            yield ANY_KEY
        if service.kind == "http" and _hands_out_files(service):
            yield "its files served to everybody"

    if service.kind != "gradio" and "gradio" in service.program.modules:
        yield from _gradio(service)


def _gradio(service: Service) -> Iterator[str]:
    calls = service.program.calls
    launches = [call for call in calls if call.method == "launch" and not call.spread]
    mounts = [call for call in calls if call.method == "mount_gradio_app" and not call.spread]
    identity = Identity(service)
    if any(not _given(call, "auth", "auth_dependency") for call in (*launches, *mounts)) and not _layered(
        service, identity
    ):
        yield "a Gradio page without auth"
    if any(_constant(call, "share") is True for call in launches):
        yield "a Gradio page shared on the internet"


def _layered(service: Service, identity: Identity) -> bool:
    """Tell whether a page is mounted into an application that asks for it."""
    return any(call.method == "add_middleware" and call.node.args and identity.layer(call.node.args[0])
               for call in service.program.calls)  # fmt: skip


def _constant(call: Call, name: str) -> object:
    argument = call.argument(None, name)
    return argument.value if isinstance(argument, ast.Constant) else ...


def _given(call: Call, *names: str) -> bool:
    argument = call.argument(None, *names)
    if isinstance(argument, (ast.List, ast.Tuple)):
        return bool(argument.elts)
    return argument is not None and not (isinstance(argument, ast.Constant) and not argument.value)


def _page(service: Service) -> Iterator[str]:
    identity = Identity(service)
    named = any(asks_who(call.method) and not call.method.endswith("Manager") for call in service.program.calls)
    named |= any(asks_who(part) for module in service.program.modules for part in module.split("."))
    hooked = any(
        identity.body(node) or any(asks_who(ast.unparse(each)) for each in node.decorator_list)
        for node in service.functions.values()
    )
    asked = any(
        call.name.startswith("streamlit.")
        and call.method in {"login", "stop"}
        and _PASSWORD.search(ast.unparse(service.tree))
        for call in service.program.calls
    )
    if not (named or hooked or asked or _PASSWORD.search(ast.unparse(service.tree))) and not _guarded_by_module(
        service
    ):
        yield f"a {_TITLES.get(service.kind, service.kind.title())} page without a login"


def _guarded_by_module(service: Service) -> bool:
    """Tell whether a page calls a function of the project that asks for it: ``require_login()`` of a module beside."""
    identity = Identity(service)
    for call in service.program.calls:
        known = service.definition(call.method)
        if (
            known is not None
            and not isinstance(known, ast.ClassDef)
            and (identity.body(known) or _PASSWORD.search(ast.unparse(known)))
        ):
            return True
    return False


def _panel(service: Service) -> Iterator[str]:
    options = ("basic_auth", "oauth_provider", "authorize_callback", "auth_module")
    serves = [call for call in service.program.calls if call.method == "serve"]
    if serves and not any(_given(call, *options) for call in serves):
        yield from _page(service)


def _litserve(service: Service) -> Iterator[str]:
    if not any(call.method in service.framework.makes for call in service.program.calls):
        return  # the server is made elsewhere
    identity = Identity(service)
    text = ast.unparse(service.tree)
    layers = [each.value for call in service.program.calls for each in call.node.keywords if each.arg == "middlewares"]
    if (
        "authorize" not in service.functions
        and "LIT_SERVER_API_KEY" not in text
        and not any(map(identity.layer, layers))
    ):
        yield "a LitServe endpoint without a key"


def _grpc(service: Service) -> Iterator[str]:
    """Say who may call a gRPC service, and who may listen."""
    calls = service.program.calls
    if any(call.method == "add_insecure_port" and not _local(call.text(0, "address") or "") for call in calls):
        yield "a gRPC port without TLS"
    identity = Identity(service)
    layers = [
        given
        for call in calls
        if call.name.startswith("grpc.") and (given := call.argument(2, "interceptors")) is not None
    ]
    if any(map(identity.layer, layers)) or any(_constant(call, "require_client_auth") is True for call in calls):
        return
    methods = [
        each
        for owner in service.classes.values()
        for each in owner.body
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)) and len(each.args.args) == _SERVED
    ]
    if not methods or not all(identity.body(each) for each in methods):
        yield "a gRPC service without authentication"


def _local(address: str) -> bool:
    return address.startswith(("unix:", "localhost:", "127.0.0.1:"))


def _mcp(service: Service) -> Iterator[str]:
    runs = [
        call
        for call in service.program.calls
        if call.method in {"run", "run_async", "http_app", "streamable_http_app", "sse_app"}
    ]
    remote = [
        call for call in runs if call.method.endswith("_app") or (call.text(0, "transport") or "stdio") != "stdio"
    ]
    makes = [call for call in service.program.calls if call.method == "FastMCP"]
    if remote and not any(
        _given(call, "auth", "token_verifier", "auth_server_provider", "middleware") for call in (*makes, *remote)
    ):
        yield "an MCP server without authentication"


def _rpyc(service: Service) -> Iterator[str]:
    made = [call for call in service.program.calls if call.method in service.framework.makes]
    if any(not _given(call, "authenticator") for call in made):
        yield "a remote object without authentication"


def _modal(service: Service) -> Iterator[str]:
    identity = Identity(service)
    ends = set(service.framework.decorators)
    for node in (
        *service.functions.values(),
        *(m for c in service.classes.values() for m in c.body if isinstance(m, ast.FunctionDef)),
    ):
        marks = [
            each
            for each in node.decorator_list
            if ast.unparse(each.func if isinstance(each, ast.Call) else each).rpartition(".")[2] in ends
        ]
        proxied = any("requires_proxy_auth=True" in ast.unparse(each) for each in marks)
        if marks and not proxied and not identity.parameters(node) and not identity.body(node):
            yield "1 route without authentication"
            return


def _azure(service: Service) -> Iterator[str]:
    """Say which functions of Azure ask for no key; those of which nothing is said ask for one."""
    identity = Identity(service)
    apps = [call for call in service.program.calls if call.method in {"FunctionApp", "Blueprint"}]
    everywhere = any("ANONYMOUS" in ast.unparse(call.node).upper() for call in apps)
    for route in service.routes():
        marks = [ast.unparse(each) for each in route.function.decorator_list]
        said = next((each for each in marks if "auth_level" in each), "")
        opened = "ANONYMOUS" in said.upper() if said else everywhere
        if opened and not identity.body(route.function):
            yield "a function that asks for no key"
            return


def _hands_out_files(service: Service) -> bool:
    """Tell whether the standard library's file server is used as it is: it shows the folder to whoever asks."""
    made = [call for call in service.program.calls if call.method in service.framework.makes]
    return any("SimpleHTTPRequestHandler" in ast.unparse(call.node) and not _local(_address(call)) for call in made)


def _address(call: Call) -> str:
    given = call.argument(0, "server_address")
    first = given.elts[0] if isinstance(given, ast.Tuple) and given.elts else None
    return f"{first.value}:" if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


_KINDS: dict[str, Callable[[Service], Iterator[str]]] = {
    "gradio": _gradio,
    "streamlit": _page,
    "dash": _page,
    "chainlit": _page,
    "nicegui": _page,
    "panel": _panel,
    "litserve": _litserve,
    "grpc": _grpc,
    "mcp": _mcp,
    "rpyc": _rpyc,
    "modal": _modal,
    "azure-functions": _azure,
}
