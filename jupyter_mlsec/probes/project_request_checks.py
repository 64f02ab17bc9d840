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
from jupyter_mlsec.probes._serving.fields import free_fields
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.parameters import BOUNDS, parameters
from jupyter_mlsec.probes._serving.services import Service, serving

_STEP = "Draw a contract from the training data and check each request with it: %mlsec data NAME --contract FILE"
_CHECKED_BY = re.compile(r"enforce_(?:shape|dtype|columns)|pydantic_model|from_sample|Schema|Descriptor\(.*sample")


def _run(subject: ProjectSubject) -> Observation:
    whole = serving(subject)
    asked = [pair for service in whole.services for pair in _asked(service)]
    seen = {(id(service), id(route)): _look(route, service) for service, route in asked}
    pages = {_page(service): free_fields(service) for service in whole.services}
    raw = {route.name for service, route in asked if seen[id(service), id(route)] is Look.NOTHING}
    raw |= {name for name, look in pages.items() if look is Look.NOTHING}
    if raw:
        return failed(f"The model is asked with whatever a request holds in {listed(sorted(raw))}.", next_step=_STEP)
    if whole.broken:
        return not_evidence(f"{count(whole.broken, 'script')} could not be read", next_step="Repair or remove them.")
    unbounded = {name for name, look in pages.items() if look is Look.TYPES}
    if not asked and not unbounded:
        typed = any(service.framework.style == "page" for service in whole.services)
        why = "its page hands over typed fields" if typed else "no route of the project asks a model"
        return not_applicable(why)
    loose = {route.name for service, route in asked if seen[id(service), id(route)] is Look.TYPES}
    unbounded |= {name for service, route in asked for name in _without_bounds(route, service)} or loose
    if unbounded:
        return warned(f"The fields of {listed(sorted(unbounded))} have types but no bounds.", next_step=_STEP)
    return passed(f"{count(len(asked), 'route')} that ask a model, each with a checked request.")


def _page(service: Service) -> str:
    return service.path.rpartition("/")[2] or "the notebook's page"


def _asked(service: Service) -> list[tuple[Service, Function]]:
    """Return the functions of a service by which a request comes to a model.

    A model server calls several one after the other, such as input_fn and predict_fn: those that take the request's
    content count, and one that looks at it closely is enough.
    """
    routes = [route.function for route in service.routes()]
    if not service.framework.in_turn:
        return [(service, route) for route in routes if asks_model(route, service)]
    if not any(asks_model(route, service) for route in routes):
        return []
    taking = [route for route in routes if takes_content(route, service)]
    checked = [route for route in taking if _look(route, service) is Look.CHECKED]
    return [(service, route) for route in checked or taking]


def _look(route: Function, service: Service) -> Look:
    """Return how closely a request is looked at: by the framework through types, or by the function itself."""
    own = max(looks(route, service), Look.TYPES if service.framework.typed else Look.NOTHING)
    declared = any(map(_declares, route.decorator_list)) or (service.framework.in_turn and _is_typed(route, service))
    if own is Look.CHECKED or declared:
        return Look.CHECKED
    given = list(parameters(route))
    if takes_content(route, service):
        return own
    if service.framework.raw or service.kind in {"modal", "mcp"}:
        if any(each.loose for each in given):
            return Look.NOTHING if any(each.uploaded and each.loose for each in given) else own
        if any(each.endless and each.inner for each in given):
            loosest = any(re.search(r"\bAny\b|\bobject\b", each.inner) for each in given)
            return Look.NOTHING if loosest else Look.TYPES
    return Look.CHECKED


def _is_typed(route: Function, service: Service) -> bool:
    """Tell whether a step of a model server names a class of the project for what it is given."""
    named = (ast.unparse(each.annotation) for each in route.args.args if each.annotation is not None)
    return any(isinstance(service.definition(each), ast.ClassDef) for each in named)


def _declares(decorator: ast.expr) -> bool:
    """Tell whether a decorator says what a request must look like: ``@blp.arguments(Row)``, ``@validate()``."""
    name = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator).rpartition(".")[2].lower()
    return any(
        word in name for word in ("valid", "schema", "use_args", "use_kwargs", "arguments", "expect", "input", "body")
    ) or (isinstance(decorator, ast.Call) and _CHECKED_BY.search(ast.unparse(decorator)) is not None)


def _without_bounds(route: Function, service: Service) -> Iterator[str]:
    """Yield the request models of a route whose numbers and texts may be anything, and the route whose own may be."""
    given = list(parameters(route))
    models = []
    for each in given:
        for name in (each.outer, *re.findall(r"\w+", each.inner)):
            known = service.definition(name) if name[:1].isupper() else None
            if isinstance(known, ast.ClassDef) and known.body:
                models.append(known)
    yield from (known.name for known in models if not _is_bounded(known, service, 0))
    measured = service.framework.raw and any(each.outer == "float" and each.endless for each in given)
    if measured and not models and looks(route, service) is not Look.CHECKED:
        yield route.name


def _is_bounded(known: ast.ClassDef, service: Service, depth: int) -> bool:
    """Tell whether a request model, or one that it is built on or made of, holds a value to anything."""
    text = ast.unparse(known)
    if BOUNDS.search(text) or depth > 2:  # noqa: PLR2004 - models within models
        return True
    inner = {name for name in re.findall(r"\b[A-Z]\w+", text) if name != known.name}
    parts = [each for name in inner if isinstance(each := service.definition(name), ast.ClassDef)]
    return bool(parts) and all(_is_bounded(each, service, depth + 1) for each in parts)


PROBE = Probe(
    name="request-checks", items=("DEP-04",), run=_run, version=2, partial=True, incidental=True, docs=__doc__
)
