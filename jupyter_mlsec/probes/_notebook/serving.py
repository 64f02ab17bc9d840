"""Code that serves a model: the scripts, cells and written files of a project that build a server, and their routes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.cells import parse_notebook, parse_source
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program, read_tree

_SERVERS = frozenset({
    "aiohttp", "bentoml", "bottle", "dash", "django", "falcon", "fastapi", "flask", "gradio", "grpc", "litestar",
    "litserve", "mlserver", "quart", "ray", "rest_framework", "robyn", "sanic", "starlette", "streamlit", "tornado",
    "http",
})  # fmt: skip
_IMPORTS = re.compile(rf"\b(?:from|import)\s+(?:{'|'.join(sorted(_SERVERS - {'http'}))}|http\.server)\b")
_SETTINGS = re.compile(r"^(?:ALLOWED_HOSTS|INSTALLED_APPS|ROOT_URLCONF)\s*=", re.MULTILINE)  # of Django
_MADE = frozenset({
    "Application", "Blocks", "Bottle", "ChatInterface", "Dash", "FastAPI", "Flask", "Interface", "LitServer",
    "Litestar", "Quart", "Robyn", "Sanic", "Starlette", "TabbedInterface",
})  # fmt: skip
_VIEWS = ("django.http", "django.shortcuts", "django.views", "rest_framework.")
_STARTED = {
    "bottle": frozenset({"bottle.default_app", "bottle.run"}),
    "falcon": frozenset({"falcon.API", "falcon.App", "falcon.asgi.App"}),
    "grpc": frozenset({"grpc.aio.server", "grpc.server"}),
}
_VERBS = frozenset({"api_route", "delete", "get", "patch", "post", "put", "route", "websocket"})
_HARMLESS = re.compile(r"health|ready|live(?:z|ness)|ping|metrics|version|favicon|/docs", re.IGNORECASE)
_PAGE = frozenset({"button", "chat_input", "file_uploader", "number_input", "selectbox", "slider", "text_area",
                   "text_input", "camera_input", "form_submit_button", "data_editor", "write", "title"})  # fmt: skip

_ADDS = frozenset({"Route", "WebSocketRoute", "add_api_route", "add_get", "add_post", "add_put", "add_route",
                   "add_url_rule", "add_view"})  # fmt: skip
_ANSWERS = frozenset({"HttpResponse", "JsonResponse", "Response", "StreamingHttpResponse"})
_FALCON = frozenset({"on_delete", "on_get", "on_patch", "on_post", "on_put"})
_HANDLES = frozenset({"delete", "do_GET", "do_POST", "do_PUT", "get", "patch", "post", "put"})
_HANDLERS = ("BaseHTTPRequestHandler", "RequestHandler", "MethodView", "HTTPEndpoint", "SimpleHTTPRequestHandler",
             "APIView", "Resource", "View")  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One program that serves: its calls and its tree. ``kind`` is the framework's name."""

    kind: str
    program: Program
    tree: ast.Module = field(repr=False)

    @property
    def functions(self) -> dict[str, Function]:
        """The functions that it defines, by name."""
        return {node.name: node for node in ast.walk(self.tree) if isinstance(node, Function)}

    def routes(self) -> list[Function]:
        """Return the functions that answer requests, without those that only say that the service is alive."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, Function) and _is_route(node, self.kind)]
        if self.kind == "django":
            found += [node for node in self.tree.body if isinstance(node, Function) and _answers(node)]
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                wanted = {"__call__"} if _is_deployment(node) else _HANDLES if _is_handler(node) else frozenset()
                wanted |= _FALCON if self.kind == "falcon" else frozenset()
                found += [each for each in node.body if isinstance(each, Function) and each.name in wanted]
        found += [function for call in self.program.calls if (function := self._added(call)) is not None]
        return list(dict.fromkeys(found))

    def _added(self, call: Call) -> Function | None:
        """Return the function that a call makes a route of: ``app.add_url_rule("/p", view_func=score)``."""
        if call.method not in _ADDS or _HARMLESS.search(call.text(0, "rule", "path") or ""):
            return None
        place = 2 if call.method in {"add_route", "add_url_rule"} and call.name.count(".") <= 1 else 1
        given = call.argument(None, "view_func", "endpoint", "handler") or call.argument(place) or call.argument(1)
        return self.functions.get(given.id) if isinstance(given, ast.Name) else None


def services(subject: ProjectSubject) -> tuple[list[Service], int]:
    """Return what serves in the notebook and in the scripts around it, and how many scripts could not be read."""
    found: list[Service] = []
    broken = 0
    for program, tree in _programs(subject):
        if tree is None or program is None:
            broken += 1
        elif kind := _kind(program, tree):
            found.append(Service(kind, program, tree))
    return found, broken


def _programs(subject: ProjectSubject) -> Iterator[tuple[Program | None, ast.Module | None]]:
    parsed = parse_notebook(subject.notebook)
    body = [statement for each in parsed if each.tree is not None for statement in each.tree.body]
    yield read_program(subject.notebook), ast.Module(body=body, type_ignores=[])
    for each in parsed:
        words = each.magic.split()
        if words[:1] in (["writefile"], ["file"]) and words[-1].endswith(".py"):
            yield from _script(each.cell.source.content.partition("\n")[2])
    for path in require_files(subject):
        if path.suffix == ".py" and not path.name.startswith("test_") and "tests" not in path.parts:
            yield from _script(read_text(path))


def _script(text: str) -> Iterator[tuple[Program | None, ast.Module | None]]:
    if not _IMPORTS.search(text) and not _SETTINGS.search(text):
        return
    tree = parse_source(text)
    yield (read_tree(tree), tree) if tree is not None else (None, None)


def _kind(program: Program, tree: ast.Module) -> str:
    """Return the framework that a program serves with; empty where it serves nothing."""
    if any(isinstance(node, ast.Assign) and _SETTINGS.match(ast.unparse(node)) for node in tree.body):
        return "django"
    named = _kind_by_names(program, tree)
    if named:
        return named
    starts = {module.partition(".")[0] for module in program.modules} & _SERVERS
    methods = {call.method for call in program.calls}
    if "http" in starts:
        return "http" if "http.server" in program.modules else _kind_of(methods, starts - {"http"}, program)
    return _kind_of(methods, starts, program)


def _kind_by_names(program: Program, tree: ast.Module) -> str:
    """Return the framework that certain calls or imports give away."""
    starts = {module.partition(".")[0] for module in program.modules}
    names = {call.name for call in program.calls}
    if any(module.startswith(_VIEWS) for module in program.modules):
        return "django"
    for kind, made in _STARTED.items():
        if names & made:
            return kind
    methods = {call.method for call in program.calls}
    if "streamlit" in starts and any(name.startswith("streamlit.") for name in names) and methods & _PAGE:
        return "streamlit"
    decorators = " ".join(ast.unparse(each) for node in ast.walk(tree) for each in getattr(node, "decorator_list", ()))
    if "bentoml" in starts and (names & {"bentoml.service", "bentoml.Service"} or "bentoml." in decorators):
        return "bentoml"
    served = {"ray.serve"} & program.modules or any(name.startswith("ray.serve.") for name in names)
    if "ray" in starts and (served or "serve.deployment" in decorators):
        return "ray"
    return ""


def _kind_of(methods: set[str], starts: set[str], program: Program) -> str:
    if starts and methods & _MADE:
        made = next(call.name for call in program.calls if call.method in _MADE)
        return made.partition(".")[0] if made.partition(".")[0] in _SERVERS else min(starts)
    return ""


def _is_route(node: Function, kind: str) -> bool:
    for each in node.decorator_list:
        text = ast.unparse(each)
        if _HARMLESS.search(text):
            return False
        target = each.func if isinstance(each, ast.Call) else each
        if kind in {"bottle", "litestar"} and isinstance(target, ast.Name) and target.id in _VERBS:
            return True
        if isinstance(target, ast.Attribute):
            if target.attr in _VERBS and isinstance(each, ast.Call):
                return True
            if kind == "bentoml" and target.attr == "api":
                return True
    return False


def _answers(node: Function) -> bool:
    """Tell whether a function of Django answers a request: it takes one and makes an answer."""
    makes = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return bool(node.args.args) and any(ast.unparse(each).rpartition(".")[2] in _ANSWERS for each in makes)


def _is_handler(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).rpartition(".")[2] in _HANDLERS for base in node.bases)


def _is_deployment(node: ast.ClassDef) -> bool:
    return any("serve.deployment" in ast.unparse(each) or ast.unparse(each).startswith("deployment")
               for each in node.decorator_list)  # fmt: skip
