"""What a service does with what a request sends: followed through the names of the function that answers it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._notebook.program import names_in
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.services import Service

_SINKS = {
    "unpickles what a request sends": re.compile(
        r"(?:pickle|cPickle|cloudpickle|dill|marshal|joblib|torch|pd|pandas|shelve|jsonpickle|_pickle)\."
        r"(?:loads?|read_pickle|decode|open|Unpickler)|.*\bUnpickler"
    ),
    "runs what a request sends": re.compile(
        r"(?:builtins\.)?(?:eval|exec|compile|__import__)|os\.(?:system|popen|exec\w*|spawn\w*)|pty\.spawn"
        r"|subprocess\.\w+|importlib\.import_module|jinja2\.Template|flask\.render_template_string"
        r"|(?:\w+\.)*(?:render_template_string|from_string|read_eval)|(?:yaml|ruamel\.yaml)\.(?:load|unsafe_load|full_load|load_all)"
        r"|asyncio\.create_subprocess_\w+|pandas\.eval|(?:\w+\.)*(?:\(\))?\.?DataFrame\.eval|numexpr\.evaluate"
    ),
    "asks a database in a request's words": re.compile(
        r".*\.(?:execute|executemany|executescript|raw|read_sql|read_sql_query|from_statement|sql)|sqlalchemy\.text"
    ),
    "opens any file that a request names": re.compile(
        r"(?:builtins\.|io\.|codecs\.)?open|(?:\w+\.)*(?:send_file|FileResponse|static_file|read_csv|read_parquet|read_text|read_bytes)"
    ),
    "loads any model that a request names": re.compile(
        r"(?:\w+\.)*(?:load_model|from_pretrained|hf_hub_download|snapshot_download)|onnxruntime\.InferenceSession"
    ),
    "fetches any address that a request names": re.compile(
        r"(?:requests|httpx|urllib3|aiohttp)\.(?:\w+\.)?(?:get|post|put|request|stream)|urllib\.request\.(?:urlopen|urlretrieve)|wget\.download"
    ),
}
_PATHS = frozenset({"opens any file that a request names", "loads any model that a request names",
                    "fetches any address that a request names"})  # fmt: skip
_CLEANED = re.compile(
    r"secure_filename|basename|\.name\b|is_relative_to|safe_join|fullmatch|UUID\(|resolve\(\)"
    r"|allow|erlaubt|permit|autoris|\bin [A-Z_]+\b"
    r"|not in |validate|Literal|Enum|quote\(|sanitiz",
    re.IGNORECASE,
)
_NUMBERS = frozenset({"int", "float", "bool", "UUID", "date", "datetime", "Literal", "Depends"})
_REQUEST = frozenset({"request", "websocket", "ws", "req"})
_FILLED_IN = frozenset({"self", "cls", "db", "session", "context", "ctx", "background_tasks", "response", "resp"})
_HANDLERS = re.compile(r"errorhandler|exception_handler")
_BROAD = frozenset({"Exception", "BaseException", ""})
_TRACES = re.compile(r"traceback\.(?:format_exc|format_exception|format_tb|format_stack)\(|sys\.exc_info\(\)")


def request_facts(service: Service) -> Iterator[str]:
    """Yield what a service does with requests that it must not do, in words."""
    names = {id(call.node): call.name for call in service.program.calls}
    for route in service.routes():
        yield from _function_facts(route.function, names)
        yield from _leaks(route.function)
    for node in service.functions.values():
        if any(_HANDLERS.search(ast.unparse(each)) for each in node.decorator_list):
            yield from _answered_traces(node)
    for call in service.program.calls:
        for fact, pattern in _SINKS.items():
            if fact.startswith("unpickles") and pattern.fullmatch(call.name) and _of_a_request(call.node):
                yield fact


def _of_a_request(node: ast.Call) -> bool:
    """Tell whether a call outside of any route is given a request's content by name."""
    words = ("request", "payload", "file.read", "await", "body")
    return any(word in ast.unparse(argument) for argument in node.args for word in words) and not _is_safe(node)


def _function_facts(node: Function, names: dict[int, str]) -> Iterator[str]:
    tainted = _tainted(node)
    text = ast.unparse(node)
    for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
        name = names.get(id(call)) or ast.unparse(call.func)
        for fact, pattern in _SINKS.items():
            if pattern.fullmatch(name) is None or _is_safe(call):
                continue
            given = [
                *call.args[:1],
                *(each.value for each in call.keywords if each.arg in {"path", "url", "sql", "args", "file", "f"}),
            ]
            reached = any(_reaches(each, tainted) for each in given)
            if name.startswith("subprocess.") and not _shell(call):
                reached = False
            if fact.startswith("asks a database"):
                reached = reached and any(_is_put_together(each, tainted) for each in given)
            if fact in _PATHS and _CLEANED.search(text):
                reached = False
            if reached:
                yield fact


def _tainted(node: Function) -> set[str]:
    """Return the names of a function that hold what a request sent."""
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    held = (
        {each.arg for each in arguments if each.arg not in _FILLED_IN and not _typed(each)}
        | _REQUEST
        | {"self.request"}
    )
    for _ in range(4):
        before = len(held)
        for each in ast.walk(node):
            match each:
                case ast.Assign(targets=targets, value=value) if _reaches(value, held):
                    held |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
                case (
                    ast.AnnAssign(target=ast.Name(id=name), value=value)
                    | ast.NamedExpr(target=ast.Name(id=name), value=value)
                ) if value is not None and _reaches(value, held):
                    held.add(name)
                case ast.withitem(context_expr=value, optional_vars=ast.Name(id=name)) if _reaches(value, held):
                    held.add(name)
                case ast.For(target=target, iter=value) if _reaches(value, held):
                    held |= {name.id for name in ast.walk(target) if isinstance(name, ast.Name)}
        if len(held) == before:
            break
    return held


def _typed(argument: ast.arg) -> bool:
    """Tell whether a parameter's type leaves nothing to choose: a number, a date, one of a list."""
    return argument.annotation is not None and bool({*re.findall(r"\w+", ast.unparse(argument.annotation))} & _NUMBERS)


def _reaches(node: ast.AST, held: set[str]) -> bool:
    text = ast.unparse(node)
    return bool(set(names_in(node)) & held) or "self.request" in text or "self.rfile" in text


def _is_put_together(node: ast.expr, held: set[str]) -> bool:
    """Tell whether a text is put together with what a request sent, here or before."""
    if isinstance(node, (ast.JoinedStr, ast.BinOp)):
        return _reaches(node, held)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "format" and _reaches(node, held)
    return isinstance(node, ast.Name) and node.id in held


def _is_safe(call: ast.Call) -> bool:
    text = ast.unparse(call)
    return "SafeLoader" in text or "weights_only=True" in text


def _shell(call: ast.Call) -> bool:
    """Tell whether a subprocess is handed to a shell, or is as a whole what a request says."""
    return any(
        each.arg == "shell" and isinstance(each.value, ast.Constant) and each.value.value is True
        for each in call.keywords
    ) or (bool(call.args) and not isinstance(call.args[0], (ast.List, ast.Tuple)))


def _leaks(node: Function) -> Iterator[str]:
    for handler in (each for each in ast.walk(node) if isinstance(each, ast.ExceptHandler)):
        kind = "" if handler.type is None else ast.unparse(handler.type)
        if kind.rpartition(".")[2] not in _BROAD:
            continue
        for statement in handler.body:
            for each in ast.walk(statement):
                if (isinstance(each, (ast.Return, ast.Raise)) and _shows(each, handler.name)) or (
                    isinstance(each, ast.Call)
                    and ast.unparse(each.func).endswith((".write", ".send", ".error"))
                    and (not re.search(r"log", ast.unparse(each.func), re.IGNORECASE) and _shows(each, handler.name))
                ):
                    yield "error details answered"


def _shows(node: ast.AST, name: str | None) -> bool:
    if isinstance(node, ast.Raise) and node.cause is not None:
        node = node.exc or node
    text = ast.unparse(node)
    if _TRACES.search(text):
        return True
    return (
        name is not None
        and re.search(
            rf"\b(?:str|repr)\({name}\)|\{{{name}(?:!r|!s)?\}}|\b{name}\.args\b|\b{name}\.__traceback__|\bvars\({name}\)",
            text,
        )
        is not None
    )


def _answered_traces(node: Function) -> Iterator[str]:
    """Yield what a handler of all exceptions answers with: the trace, or what the exception says."""
    broad = any(re.search(r"\((?:Exception|BaseException|500|InternalServerError)\b", ast.unparse(each))
                for each in node.decorator_list)  # fmt: skip
    given = [each.arg for each in node.args.args][-1:]
    for each in ast.walk(node):
        if isinstance(each, ast.Return) and (
            _TRACES.search(ast.unparse(each)) or (broad and given and _shows(each, given[0]))
        ):
            yield "error details answered"
