"""Whether a function that answers requests looks at what it is sent before a model is asked with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import IntEnum

from jupyter_mlsec.probes._serving.askers import asker_of
from jupyter_mlsec.probes._serving.idle_checks import is_free_schema, is_mapping_test, never_raised
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.refusals import refuses_odd
from jupyter_mlsec.probes._serving.services import Service
from jupyter_mlsec.probes._serving.vocabulary import asks_who, parts
from jupyter_mlsec.probes._serving.voids import void_parts

_DEEPEST = 3
_CONTENT = frozenset(
    {
        "json",
        "get_json",
        "form",
        "data",
        "body",
        "get_data",
        "values",
        "args",
        "query",
        "media",
        "get_media",
        "stream",
        "bounded_stream",
        "GET",
        "POST",
        "files",
        "text",
        "read",
        "query_params",
        "query_string",
        "arguments",
        "receive_json",
        "receive_text",
        "recv",
        "path_params",
        "params",
        "rel_url",
    }
)
_LOOKS = (
    "valid",
    "schema",
    "pruef",
    "contract",
    "vertrag",
    "conform",
    "sanitiz",
    "comprueb",
    "comprob",
    "verif",
    "controll",
    "check",
    "structure",
    "cleaned",
    "plausib",
    "assert",
)
_WHOLE = frozenset(
    {
        "model_validate",
        "model_validate_json",
        "parse_obj",
        "parse_raw",
        "TypeAdapter",
        "is_valid",
        "full_clean",
        "use_args",
        "use_kwargs",
        "parse_args",
        "expect",
        "arguments",
        "from_dict",
        "structure",
        "convert",
        "validate_call",
        "isinstance",
        "Draft7Validator",
        "Draft202012Validator",
        "Schema",
        "check",
    }
)
_BY_LIBRARY = {"convert": ("msgspec", "convert"), "structure": ("cattr", "convert")}
_REFUSALS = frozenset({400, 406, 409, 411, 412, 413, 415, 422, "400", "422"})
_REFUSING = re.compile(r"bad_?request|unprocessable|http_4(?:00|22)|validation_?error|invalid", re.IGNORECASE)
_NUMBERS = frozenset({"float", "int", "bool", "asarray", "array", "astype", "to_numeric", "Decimal"})
_PLAIN = frozenset({"Exception", "BaseException", "KeyError", "ValueError", "TypeError", "IndexError", "AttributeError",
                    "JSONDecodeError", "json", "RuntimeError", "LookupError"})  # fmt: skip
_PARSED = re.compile(r"json\.loads|orjson\.loads|read_csv|read_json|literal_eval|np\.load|\bloads\b")


_SENT = frozenset({"event", "body", "request_body", "payload", "data", "inputs", "model_input", "request", "requests",
                   "raw_data", "mini_batch", "instances", "input_data", "serialized_input_data", "raw"})  # fmt: skip


class Look(IntEnum):
    """How closely a function looks at a request, the least first."""

    NOTHING = 0
    TYPES = 1
    CHECKED = 2


def asks_model(route: Function, service: Service) -> bool:
    """Tell whether a function, or one of the project that it calls, asks a model."""
    asker = asker_of(service)
    return any(asker.body_asks(each) for each in reached(route, service))


def looks(route: Function, service: Service) -> Look:
    """Return how closely a function, with those of the project that it calls, looks at what it is sent."""
    found = Look.NOTHING
    for each in reached(route, service):
        found = max(found, _own(each, service))
    return found


def takes_content(route: Function, service: Service) -> bool:
    """Tell whether a function takes a request's content by itself, as it came."""
    given = {each.arg for each in (*route.args.posonlyargs, *route.args.args)}
    platform = service.framework.in_turn
    sent = given & _SENT
    for each in reached(route, service):
        names = given | {"request", "self", "req", "flask", "cherrypy"} if each is route else {"request"}
        for node in ast.walk(each):
            if isinstance(node, ast.Attribute) and node.attr in _CONTENT and _root(node) in names | {"request"}:
                return True
            if platform and isinstance(node, ast.Name) and node.id in sent:
                return True
    return bool(_PARSED.search(ast.unparse(route))) and not platform and service.kind not in {"gradio", "streamlit"}


def reached(route: Function, service: Service) -> Iterator[Function]:
    """Yield a function and those of the project that it calls, three calls deep."""
    seen: list[Function] = [route]
    pending = [(route, 0)]
    while pending:
        node, depth = pending.pop()
        yield node
        for name in _called(node) if depth < _DEEPEST else ():
            known = service.definition(name)
            if isinstance(known, Function) and known not in seen:
                seen.append(known)
                pending.append((known, depth + 1))


def _called(node: Function) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            yield each.func.id if isinstance(each.func, ast.Name) else getattr(each.func, "attr", "")


def _own(node: Function, service: Service) -> Look:
    found = Look.NOTHING
    void = void_parts(node, asker_of(service).asks) | never_raised(node)
    caught = _caught(node)
    for each in ast.walk(node):
        if id(each) not in void:
            found = max(found, min(_part(each, service), Look.TYPES if id(each) in caught else Look.CHECKED))
    return max(found, Look.CHECKED if found < Look.CHECKED and refuses_odd(node, void) else found)


def _part(each: ast.AST, service: Service) -> Look:
    if isinstance(each, ast.Call):
        return _call(each, service)
    if isinstance(each, ast.Constant):
        return Look.CHECKED if each.value in _REFUSALS and not isinstance(each.value, bool) else Look.NOTHING
    if isinstance(each, (ast.Name, ast.Attribute)):
        name = each.id if isinstance(each, ast.Name) else each.attr
        return Look.CHECKED if _REFUSING.search(name) else Look.NOTHING
    return Look.CHECKED if isinstance(each, ast.Compare) and _bounds(each) else Look.NOTHING


def _caught(node: Function) -> frozenset[int]:
    """Return the ids of what only answers that something went wrong: it says what types are, and not what is right."""
    found: set[int] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.ExceptHandler):
            kinds = set() if each.type is None else {*re.findall(r"\w+", ast.unparse(each.type))}
            if not kinds or kinds <= _PLAIN:
                found.update(id(inner) for inner in ast.walk(each))
    return frozenset(found)


def _call(node: ast.Call, service: Service) -> Look:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    if asks_who(name) or is_mapping_test(node) or is_free_schema(node, service):
        return Look.NOTHING
    if _is_check(node, name, owner, service):
        return Look.CHECKED
    if name[:1].isupper() and any(each.arg is None for each in node.keywords):
        known = service.definition(name)
        return Look.TYPES if isinstance(known, ast.ClassDef) and _only_types(known) else Look.CHECKED
    return Look.TYPES if name in _NUMBERS else Look.NOTHING


def _is_check(node: ast.Call, name: str, owner: str, service: Service) -> bool:
    if name in _WHOLE and not (name == "from_dict" and "DataFrame" in owner):
        return name not in _BY_LIBRARY or any(word in owner.lower() for word in _BY_LIBRARY[name])
    if any(part.startswith(_LOOKS) for part in (*parts(name), *parts(owner))):
        return True
    if name in {"load", "loads", "deserialize"} and _is_schema(node.func, service):
        return True
    return name == "decode" and any(each.arg == "type" for each in node.keywords)


def _is_schema(function: ast.expr, service: Service) -> bool:
    """Tell whether a method is one of a schema: ``Row().load(…)``, ``row_schema.load(…)`` of the project."""
    known = service.definition(_root(function))
    bases = {ast.unparse(each).rpartition(".")[2] for each in known.bases} if isinstance(known, ast.ClassDef) else set()
    return any("Schema" in each or each in {"Serializer", "Form", "Struct", "BaseModel"} for each in bases)


def _only_types(known: ast.ClassDef) -> bool:
    """Tell whether a class does not look at what it is given: typed dictionaries, plain records."""
    bases = {ast.unparse(each).rpartition(".")[2] for each in known.bases}
    plain = any(
        ast.unparse(each).partition("(")[0] in {"dataclass", "dataclasses.dataclass"} for each in known.decorator_list
    )
    return bool(bases & {"TypedDict", "NamedTuple"}) or (plain and "__post_init__" not in ast.unparse(known))


def _bounds(node: ast.Compare) -> bool:
    """Tell whether a comparison holds a value between two ends, or its keys against a list: a check by hand."""
    chained = len(node.ops) > 1 and all(isinstance(each, (ast.Lt, ast.LtE, ast.Gt, ast.GtE)) for each in node.ops)
    text = ast.unparse(node)
    return chained or bool(
        re.search(r"\b(?:set|len)\(.*\b(?:keys\(\)|columns|FEATURES|COLUMNS|[A-Z]{4,})|not in [A-Z_]{3,}", text)
    )


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
