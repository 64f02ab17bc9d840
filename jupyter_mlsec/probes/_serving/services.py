"""Code that serves a model: the scripts, cells and written files of a project that build a server, and their routes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.places import FileRef
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program, read_tree
from jupyter_mlsec.probes._serving.frameworks import Framework, framework, frameworks
from jupyter_mlsec.probes._serving.marks import VERBS, is_event_handler, is_mark, is_path, is_view, path_of
from jupyter_mlsec.probes._serving.modules import Definition, Function, Modules, parse_script

ADDS = frozenset({"Route", "WebSocketRoute", "add_api_route", "add_get", "add_post", "add_put", "add_route",
                  "add_url_rule", "add_view", "add_resource", "register_function", "route", "add_api_websocket_route",
                  "register_listener", "page", "web_post", "web_get"})  # fmt: skip
_IMPORTS = re.compile(r"^[ \t]*(?:from|import)[ \t]+([\w.]+(?:[ \t]*,[ \t]*[\w.]+)*)", re.MULTILINE)
_DECORATED = re.compile(
    rf"^[ \t]*@\w+\.(?:{'|'.join(sorted(VERBS))})\(\s*(?:path\s*=\s*|rule\s*=\s*)?r?[\"']/", re.MULTILINE
)
_SETTINGS = re.compile(r"^(?:ALLOWED_HOSTS|INSTALLED_APPS|ROOT_URLCONF|REST_FRAMEWORK)\s*=", re.MULTILINE)  # of Django
_BY_NAME = re.compile(
    r"^(?:async )?def (?:lambda_handler\(|init\(\)|input_fn\(|predict_fn\(|transform_fn\("
    r"|\w+\(\s*event\b[^,)]*,\s*(?:_?context|ctx|_)\b)",
    re.MULTILINE,
)
_HARMLESS = re.compile(
    r"(?:^|[/_.\-<>])(?:health\w*|ready\w*|live(?:z|ness)?|alive|heartbeat|ping|status|metrics|version|info|favicon"
    r"|robots|docs|openapi|schema|login|logout|signin|token|oauth2?|auth|register|callback|static|sign[-_]?up|(?:re)?set[-_]password|forgot\w*|recover\w*|password[-_]recovery|gesund\w*|sante|salud"
    r"|saude|salute|anmelden|anmeldung|connexion)(?:$|[/_.\-<>])",
    re.IGNORECASE,
)
_FRONT = re.compile(r"/?(?:home|index(?:\.html)?|about|acerca|ueber)?/?", re.IGNORECASE)
_PAGES = frozenset({"button", "chat_input", "file_uploader", "number_input", "selectbox", "slider", "text_area",
                    "text_input", "camera_input", "form_submit_button", "data_editor", "write", "title", "markdown",
                    "radio", "multiselect", "dataframe", "header", "form", "toggle", "checkbox"})  # fmt: skip
_DEEPEST = 4  # classes that are built on each other


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """One function that answers requests. ``owner`` is the application or router that it is put on, by its name."""

    function: Function
    owner: str = ""
    put: ast.expr | None = None  # the decorator or call that puts it there


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One program that serves: its calls and its tree. ``kind`` is the framework's name."""

    kind: str
    program: Program
    tree: ast.Module = field(repr=False)
    modules: Modules = field(repr=False)
    path: str = ""
    functions: dict[str, Function] = field(default_factory=dict, repr=False)
    classes: dict[str, ast.ClassDef] = field(default_factory=dict, repr=False)
    assigned: dict[str, ast.expr] = field(default_factory=dict, repr=False)  # what each name was given last
    homes: dict[Function, ast.ClassDef] = field(default_factory=dict, repr=False)  # the class that a method stands in

    @property
    def framework(self) -> Framework:
        """How its framework serves."""
        return framework(self.kind)

    def definition(self, name: str) -> Definition | None:
        """Return a function or class by its name: its own, else the project's."""
        own = self.functions.get(name) or self.classes.get(name)
        return own if own is not None else self.modules.definition(name)

    def given(self, name: str) -> ast.expr | None:
        """Return what a name was last given at the top of a file or in a function of it."""
        found = self.assigned.get(name)
        if found is None and name[:1].isupper():
            found = self.modules.assigned(name)
        return None if isinstance(found, ast.Name) and found.id == name else found

    def routes(self) -> list[Route]:
        """Return what answers requests, without what only says that the service is alive, or lets somebody log in."""
        found: dict[Function, Route] = {}
        for route in self._all():
            if not _is_harmless(route):
                found.setdefault(route.function, route)
        return list(found.values())

    def _all(self) -> Iterator[Route]:
        for node in self.functions_of(self.tree):
            decorated = _decorated(node, self.framework)
            if decorated is not None:
                yield decorated
            elif (
                node.name in self.framework.functions
                or (self.kind == "django" and is_view(node))
                or (self.kind == "aws-lambda" and is_event_handler(node))
            ):
                yield Route(node)
        for each in self.classes.values():
            yield from (Route(node, put=put) for node, put in self._methods(each))
        for call in self.program.calls:
            function = self._added(call)
            if function is not None:
                yield Route(function, owner_of(call.node), call.node)

    def _methods(self, node: ast.ClassDef) -> Iterator[tuple[Function, ast.expr | None]]:
        """Yield the methods of a class that answer requests, with the class's decorator that makes them do so."""
        known = self.framework
        put = next((each for each in node.decorator_list if is_mark(each, known)), None)
        wanted = set(known.methods) if put is not None or "*" in known.bases or self._is_handler(node) else set()
        if put is not None:
            wanted |= {"__call__"} if known.name == "ray" else {"get", "post", "put", "patch", "delete"}
        yield from ((each, put) for each in node.body if isinstance(each, Function) and each.name in wanted)

    def _is_handler(self, node: ast.ClassDef, depth: int = 0) -> bool:
        bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        if bases & self.framework.bases or (self.kind == "triton" and node.name == "TritonPythonModel"):
            return True
        parents = (self.definition(base) for base in bases - {node.name})
        return depth < _DEEPEST and any(
            isinstance(each, ast.ClassDef) and self._is_handler(each, depth + 1) for each in parents
        )

    @staticmethod
    def functions_of(tree: ast.AST) -> Iterator[Function]:
        """Yield all functions of a tree, of classes and inside others, too."""
        return (node for node in ast.walk(tree) if isinstance(node, Function))

    def _added(self, call: Call) -> Function | None:
        """Return the function that a call makes a route of: ``app.add_url_rule("/p", view_func=score)``."""
        if call.method not in ADDS:
            return None
        given = call.argument(None, "view_func", "endpoint", "handler", "function", "view")
        names = [each.id for each in (given, *call.node.args[::-1]) if isinstance(each, ast.Name)]
        return next((self.functions[name] for name in names if name in self.functions), None)


@dataclass(frozen=True, slots=True, eq=False)
class Serving:
    """All services of a project, how many scripts could not be read, and the project's modules."""

    services: tuple[Service, ...]
    broken: int
    modules: Modules


_last: tuple[ProjectSubject, Serving] | None = None  # two probes look at one project in a row


def serving(subject: ProjectSubject) -> Serving:
    """Return what serves in the notebook and in the scripts around it."""
    global _last  # noqa: PLW0603 - a cache of one; replacing the pair is atomic
    last = _last
    if last is not None and last[0] is subject:
        return last[1]
    texts = dict(_scripts(subject))
    modules = Modules({"": _cells(subject), **texts})
    found, broken = [], 0
    for path, program, tree in _programs(subject, texts):
        if tree is None or program is None:
            broken += 1
        elif kind := _kind(program, tree):
            found.append(_service(kind, program, tree, modules, path))
    answer = Serving(tuple(found), broken, modules)
    _last = (subject, answer)
    return answer


def owner_of(node: ast.Call) -> str:
    """Return what a method is called on, by its last name: ``self.router.post(…)`` -> router."""
    return ast.unparse(node.func.value).rpartition(".")[2] if isinstance(node.func, ast.Attribute) else ""


def _service(kind: str, program: Program, tree: ast.Module, modules: Modules, path: str) -> Service:
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}
    classes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assigned = {target.id: node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)
                for target in node.targets if isinstance(target, ast.Name)}  # fmt: skip
    homes = {each: owner for owner in reversed(classes.values()) for each in owner.body if isinstance(each, Function)}
    return Service(kind, program, tree, modules, path, functions, classes, assigned, homes)


def _cells(subject: ProjectSubject) -> str:
    return "\n".join(each.cell.source.content for each in parse_notebook(subject.notebook) if each.tree is not None)


def _scripts(subject: ProjectSubject) -> Iterator[tuple[str, str]]:
    for each in parse_notebook(subject.notebook):
        words = each.magic.split()
        if words[:1] in (["writefile"], ["file"]) and words[-1].endswith(".py"):
            yield f"cell {each.cell.ref.number}: {words[-1]}", each.cell.source.content.partition("\n")[2]
    for path in require_files(subject):
        own = path.relative_to(subject.root)
        tests = {"test", "tests"} & set(own.parts[:-1]) or path.name.startswith("test_") or path.name == "conftest.py"
        if path.suffix == ".py" and not tests:
            yield own.as_posix(), read_text(path)


def _programs(
    subject: ProjectSubject, texts: dict[str, str]
) -> Iterator[tuple[str, Program | None, ast.Module | None]]:
    parsed = parse_notebook(subject.notebook)
    body = [statement for each in parsed if each.tree is not None for statement in each.tree.body]
    whole = read_program(subject.notebook)
    own = tuple(call for call in whole.calls if not isinstance(call.cell, FileRef))  # files are read by themselves
    yield "", replace(whole, calls=own), ast.Module(body=body, type_ignores=[])
    known = {module.partition(".")[0] for each in frameworks() for module in each.modules}
    for path, text in texts.items():
        imported = {part.strip().partition(".")[0] for match in _IMPORTS.findall(text) for part in match.split(",")}
        if imported & known or _SETTINGS.search(text) or _DECORATED.search(text) or _BY_NAME.search(text):
            tree = parse_script(text)
            yield path, None if tree is None else read_tree(tree), tree


def _kind(program: Program, tree: ast.Module) -> str:
    """Return the framework that a program serves with; empty where it serves nothing."""
    if any(isinstance(node, ast.Assign) and _SETTINGS.match(ast.unparse(node)) for node in tree.body):
        return "django"
    decorators = [each for node in ast.walk(tree) for each in getattr(node, "decorator_list", ())]
    bases = {ast.unparse(each).rpartition(".")[2] for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
             for each in node.bases}  # fmt: skip
    functions = {node.name for node in tree.body if isinstance(node, Function)}
    imported = [each for each in frameworks() if each.imported_by(program.modules)]
    for each in imported:
        made = any(call.method in each.makes and _made_by(call, each) for call in program.calls)
        marked = any(is_mark(decorator, each) for decorator in decorators)
        if made or marked or bases & each.bases or ("*" in each.bases and _has_methods(tree, each)):
            return each.name
    if any(each.name == "streamlit" for each in imported) and _has_page(program):
        return "streamlit"
    if any(each.name == "django" for each in imported) and any(is_view(node) for node in Service.functions_of(tree)):
        return "django"
    named = next((each.name for each in frameworks() if functions & each.functions and each.together <= functions), "")
    if named == "sagemaker" and len(functions & framework(named).functions) <= 1 and "model_fn" not in functions:
        return ""
    if not named and any(isinstance(node, Function) and is_event_handler(node) for node in tree.body):
        named = "aws-lambda"
    return named or ("flask" if any(is_path(each) for each in decorators) else "")


def _made_by(call: Call, known: Framework) -> bool:
    """Tell whether a call makes something of a framework: by its whole name, or by one that hides where it is from."""
    root = call.name.partition(".")[0]
    return any(root == module.partition(".")[0] for module in known.modules) or (
        root[:1].isupper() and call.name == call.method
    )


def _has_page(program: Program) -> bool:
    return any(
        call.name.startswith("streamlit.") and call.method in _PAGES | {"Page", "navigation"} for call in program.calls
    )


def _has_methods(tree: ast.Module, known: Framework) -> bool:
    return any(node.name in known.methods for node in Service.functions_of(tree))


def _decorated(node: Function, known: Framework) -> Route | None:
    for each in node.decorator_list:
        if is_mark(each, known) or is_path(each):
            target = each.func if isinstance(each, ast.Call) else each
            return Route(node, ast.unparse(target.value) if isinstance(target, ast.Attribute) else "", each)
    return None


def _is_harmless(route: Route) -> bool:
    path = path_of(route.put)
    if path and _HARMLESS.search(path.rstrip("/").rpartition("/")[2] or path):
        return True
    return bool(path) and _FRONT.fullmatch(path) is not None and _says_the_same(route.function)


def _says_the_same(node: Function) -> bool:
    """Tell whether a function answers everybody the same: it looks at no request and asks no model."""
    body = [each for each in node.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    return (
        len(body) == 1
        and isinstance(body[0], ast.Return)
        and not re.search(r"request|predict|model|infer|generate", ast.unparse(body[0]), re.IGNORECASE)
        and not [each for each in node.args.args if each.arg not in {"self", "request", "req"}]
    )
