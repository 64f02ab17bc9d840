"""Services that hand a request to the model as it came.

A model answers anything: a text for a number, an age of -5, a column too few. What a request must look like is said
with types and bounds at the door (pydantic, marshmallow, jsonschema, pandera, a contract drawn from the training data
with ``%mlsec data NAME --contract FILE``). Handlers of functions and model servers are doors as well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._serving.checks import Look, asks_model, looks, takes_content
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.services import Service, serving

_LOOSE = frozenset({"", "Any", "dict", "Dict", "list", "List", "object", "bytes", "str", "JSON", "Mapping", "JSONDict"})
_BOUNDS = re.compile(
    r"\b(?:ge|gt|le|lt|min_length|max_length|min_items|max_items|pattern|regex|multiple_of|conint|confloat|constr|conlist)\b"
    r"|Literal\[|Enum\b|Annotated\[|field_validator|validator\(|model_validator|\b(?:Positive|Negative|NonNegative)\w+|validate\."
)
_STEP = "Draw a contract from the training data and check each request with it: %mlsec data NAME --contract FILE"
_FILLED_IN = frozenset(
    {"background_tasks", "cls", "context", "ctx", "request", "req", "response", "self", "headers", "websocket"}
)
_INJECTED = re.compile(
    r"\b(?:Cookie|Depends|Header|Path|Query|Security|UploadFile|Request|Response|WebSocket|State|Annotated)\b"
)
_TYPED = frozenset({"gradio", "streamlit"})  # their widgets give the model what they were built for


def _run(subject: ProjectSubject) -> Observation:
    whole = serving(subject)
    asked = [pair for service in whole.services for pair in _asked(service)]
    seen = {(id(service), id(route)): _look(route, service) for service, route in asked}
    raw = sorted({route.name for service, route in asked if seen[id(service), id(route)] is Look.NOTHING})
    if raw:
        return failed(f"The model is asked with whatever a request holds in {listed(raw)}.", next_step=_STEP)
    if whole.broken:
        return not_evidence(f"{count(whole.broken, 'script')} could not be read", next_step="Repair or remove them.")
    if not asked:
        typed = any(service.kind in _TYPED for service in whole.services)
        why = "its page hands over typed fields" if typed else "no route of the project asks a model"
        return not_applicable(why)
    loose = {route.name for service, route in asked if seen[id(service), id(route)] is Look.TYPES}
    unbounded = sorted({name for service, route in asked for name in _without_bounds(route, service)} or loose)
    if unbounded:
        return warned(f"The fields of {listed(unbounded)} have types but no bounds.", next_step=_STEP)
    return passed(f"{count(len(asked), 'route')} that ask a model, each with a checked request.")


def _asked(service: Service) -> list[tuple[Service, Function]]:
    """Return the functions of a service by which a request comes to a model.

    A model server calls several one after the other, such as input_fn and predict_fn: those that take the request's
    content count, and one that looks at it closely is enough.
    """
    routes = [route.function for route in service.routes()]
    if service.framework.style != "platform":
        return [(service, route) for route in routes if asks_model(route, service)]
    if not any(asks_model(route, service) for route in routes):
        return []
    taking = [route for route in routes if takes_content(route, service)]
    checked = [route for route in taking if looks(route, service) is Look.CHECKED]
    return [(service, route) for route in checked or taking]


def _look(route: Function, service: Service) -> Look:
    """Return how closely a request is looked at: by the framework through types, or by the function itself."""
    own = looks(route, service)
    if own is Look.CHECKED:
        return own
    if any(_declares(each) for each in route.decorator_list):
        return Look.CHECKED
    if takes_content(route, service):
        return own
    if service.framework.raw or service.kind in {"modal", "mcp"}:
        found = list(_annotations(route))
        if any(short in _LOOSE and not inner for short, inner in found):
            return own
        if any(inner and short in _LOOSE for short, inner in found):
            return Look.NOTHING if any(re.search(r"\bAny\b|\bobject\b", inner) for _, inner in found) else Look.TYPES
    return Look.CHECKED


def _declares(decorator: ast.expr) -> bool:
    """Tell whether a decorator says what a request must look like: ``@blp.arguments(Row)``, ``@validate()``."""
    name = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator).rpartition(".")[2].lower()
    return any(
        word in name for word in ("valid", "schema", "use_args", "use_kwargs", "arguments", "expect", "input", "body")
    )


def _annotations(route: Function) -> Iterator[tuple[str, str]]:
    """Yield the types of a route's parameters and what stands in their brackets, without what a framework fills in."""
    positional = [*route.args.posonlyargs, *route.args.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(route.args.defaults)), *route.args.defaults]
    pairs = [*zip(positional, defaults, strict=True), *zip(route.args.kwonlyargs, route.args.kw_defaults, strict=True)]
    for argument, default in pairs:
        if argument.arg in _FILLED_IN:
            continue
        text = "" if argument.annotation is None else ast.unparse(argument.annotation)
        given = "" if default is None else ast.unparse(default)
        if not _INJECTED.search(f"{text} {given}"):
            outer, _, inner = text.partition("[")
            yield outer.rpartition(".")[2], inner.rstrip("]")


def _without_bounds(route: Function, service: Service) -> Iterator[str]:
    """Yield the request models of a route whose numbers and texts may be anything."""
    for short, inner in _annotations(route):
        for name in (short, *re.findall(r"\w+", inner)):
            known = service.definition(name) if name[:1].isupper() else None
            if isinstance(known, ast.ClassDef) and known.body and not _is_bounded(known, service, 0):
                yield name


def _is_bounded(known: ast.ClassDef, service: Service, depth: int) -> bool:
    """Tell whether a request model, or one that it is built on or made of, holds a value to anything."""
    text = ast.unparse(known)
    if _BOUNDS.search(text) or depth > 2:  # noqa: PLR2004 - models within models
        return True
    inner = {name for name in re.findall(r"\b[A-Z]\w+", text) if name != known.name}
    parts = [each for name in inner if isinstance(each := service.definition(name), ast.ClassDef)]
    return bool(parts) and all(_is_bounded(each, service, depth + 1) for each in parts)


PROBE = Probe(
    name="request-checks", items=("DEP-04",), run=_run, version=2, partial=True, incidental=True, docs=__doc__
)
