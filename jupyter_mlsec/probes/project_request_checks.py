"""Services that hand a request to the model as it came.

A model answers anything: a text for a number, an age of -5, a column too few. What a request must look like is said
with types and bounds at the door (pydantic, marshmallow, jsonschema, pandera, a contract drawn from the training data
with ``%mlsec data NAME --contract FILE``).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._serving.modules import Function
from jupyter_mlsec.probes._serving.services import Service, serving

_RAW = re.compile(
    r"request\.(?:json|get_json|form|data|body|get_data|values)|\.json\(\)|json\.loads|await\s+\w+\.(?:body|form)\(\)"
)
_CHECKED = re.compile(
    r"model_validate|parse_obj|parse_raw|jsonschema|validate|Schema\b|schema\.load|pandera|\.check\(|TypeAdapter"
    r"|marshmallow|pydantic|raise\s+HTTPException|abort\(|BadRequest",
    re.IGNORECASE,
)
_LOOSE = frozenset({"", "Any", "dict", "Dict", "list", "List", "Request", "object", "bytes", "str", "JSON"})
_ASKS_MODEL = re.compile(r"\bpredict(?:_proba)?\b|\bmodel\b|\bpipeline\b|\bclf\b|\binfer", re.IGNORECASE)
_BOUNDS = re.compile(
    r"\b(?:ge|gt|le|lt|min_length|max_length|pattern|regex|multiple_of|conint|confloat|constr|conlist)\b"
    r"|Literal\[|Enum\b|Annotated\[|field_validator|validator\(|model_validator"
)
_STEP = "Draw a contract from the training data and check each request with it: %mlsec data NAME --contract FILE"
_FILLED_IN = frozenset({"background_tasks", "cls", "context", "ctx", "request", "response", "self"})
_INJECTED = re.compile(r"\b(?:Cookie|Depends|Header|Path|Query|Security|UploadFile)\b")
_TYPED = frozenset({"gradio", "streamlit"})  # their widgets give the model what they were built for


def _run(subject: ProjectSubject) -> Observation:
    whole = serving(subject)
    found, broken = whole.services, whole.broken
    asked = [(service, route.function) for service in found for route in service.routes()
             if _answers(route.function, service)]  # fmt: skip
    raw = sorted({route.name for service, route in asked if _takes_anything(route, service)})
    if raw:
        return failed(f"The model is asked with whatever a request holds in {listed(raw)}.", next_step=_STEP)
    if broken:
        return not_evidence(f"{count(broken, 'script')} could not be read", next_step="Repair or remove them.")
    if not asked:
        typed = any(service.kind in _TYPED for service in found)
        why = "its page hands over typed fields" if typed else "no route of the project asks a model"
        return not_applicable(why)
    unbounded = sorted({name for service, route in asked for name in _without_bounds(route, service)})
    if unbounded:
        return warned(f"The fields of {listed(unbounded)} have types but no bounds.", next_step=_STEP)
    return passed(f"{count(len(asked), 'route')} that ask a model, each with a checked request.")


def _answers(route: Function, service: Service) -> bool:
    text = ast.unparse(ast.Module(body=list(route.body), type_ignores=[]))
    called = [service.functions[name] for name in _called(route) if name in service.functions]
    return any(
        _ASKS_MODEL.search(each)
        for each in (text, *(ast.unparse(function) for function in called if function != route))
    )


def _called(route: Function) -> Iterator[str]:
    for node in ast.walk(route):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def _takes_anything(route: Function, service: Service) -> bool:
    text = ast.unparse(route)
    helpers = " ".join(ast.unparse(service.functions[name]) for name in _called(route) if name in service.functions)
    if _CHECKED.search(text) or _CHECKED.search(helpers):
        return False
    if _RAW.search(text):
        return True
    return service.kind in {"bentoml", "fastapi"} and any(name in _LOOSE for name in _annotations(route))


def _annotations(route: Function) -> list[str]:
    """Return the types of a route's parameters, without those that a framework fills in by itself."""
    positional = [*route.args.posonlyargs, *route.args.args]
    defaults: list[ast.expr | None] = [*[None] * (len(positional) - len(route.args.defaults)), *route.args.defaults]
    pairs = [*zip(positional, defaults, strict=True), *zip(route.args.kwonlyargs, route.args.kw_defaults, strict=True)]
    found = []
    for argument, default in pairs:
        if argument.arg in _FILLED_IN:
            continue
        text = "" if argument.annotation is None else ast.unparse(argument.annotation)
        given = "" if default is None else ast.unparse(default)
        if not _INJECTED.search(f"{text} {given}"):
            found.append(text.partition("[")[0].rpartition(".")[2])
    return found


def _without_bounds(route: Function, service: Service) -> Iterator[str]:
    """Yield the request models of a route whose numbers and texts may be anything."""
    classes = {node.name: node for node in ast.walk(service.tree) if isinstance(node, ast.ClassDef)}
    for name in _annotations(route):
        if name in classes and classes[name].body and not _BOUNDS.search(ast.unparse(classes[name])):
            yield name


PROBE = Probe(name="request-checks", items=("DEP-04",), run=_run, partial=True, incidental=True, docs=__doc__)
