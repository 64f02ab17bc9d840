"""Code that serves a model without authentication, encryption or limits, or with a debugger that runs code.

Notebooks and the project's scripts are read, never imported: FastAPI, Flask, Gradio, Streamlit, BentoML and their like.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._base import ProjectSubject, failed, warned
from jupyter_mlsec.probes._cells import parse_notebook, parse_source
from jupyter_mlsec.probes._files import read_text
from jupyter_mlsec.probes._observations import count, not_applicable, not_evidence
from jupyter_mlsec.probes._program import Call, Program, read_program, read_tree
from jupyter_mlsec.probes._project import require_files

_SERVERS = frozenset({
    "fastapi", "flask", "gradio", "bentoml", "litserve", "mlserver", "starlette", "sanic", "quart", "bottle", "aiohttp",
    "tornado", "ray",
})  # fmt: skip
_AUTH = (
    "depends", "security", "login_required", "jwt_required", "auth_required", "token_required", "httpbearer",
    "apikeyheader", "oauth2passwordbearer", "httpbasic", "authenticate", "requires_auth", "compare_digest",
)  # fmt: skip
_LIMITS = ("limiter", "slowapi", "flask_limiter", "ratelimit", "fastapi_limiter", "throttle")
_VERBS = frozenset({"get", "post", "put", "delete", "patch", "route", "api_route", "websocket"})
_MILD = frozenset({"no rate limit seen", "no TLS seen"})


def _run(subject: ProjectSubject) -> Observation:
    facts: set[str] = set()
    served = broken = 0
    for program, trees in _programs(subject):
        if program is None:
            broken += 1
        elif _serves(program):
            served += 1
            facts.update(_facts(program, trees))
    if facts - _MILD:
        step = "Require a key or token on every route, name the allowed origins, and switch the debugger off."
        return failed(f"The serving code: {', '.join(sorted(facts - _MILD))}.", *sorted(facts), next_step=step)
    if broken:
        return not_evidence(f"{count(broken, 'script')} could not be read", next_step="Repair or remove them.")
    if not served:
        return not_applicable("nothing in the project serves a model")
    step = "Say what the gateway does: %mlsec answer DEP-01 …"
    return warned(
        "Routes are authenticated; limits and TLS are for a person to confirm.", *sorted(facts), next_step=step
    )


def _programs(subject: ProjectSubject) -> Iterator[tuple[Program | None, list[ast.Module]]]:
    trees = [parsed.tree for parsed in parse_notebook(subject.notebook) if parsed.tree is not None]
    yield read_program(subject.notebook), trees
    for path in require_files(subject):
        if path.suffix != ".py" or path.name.startswith("test_") or "tests" in path.parts:
            continue
        text = read_text(path)
        if not any(server in text for server in _SERVERS):
            continue
        tree = parse_source(text)
        yield (read_tree(tree), [tree]) if tree is not None else (None, [])


def _serves(program: Program) -> bool:
    starts = {module.partition(".")[0] for module in program.modules}
    made = {"FastAPI", "Flask", "Interface", "Blocks", "ChatInterface", "Starlette", "Sanic", "Quart", "Application",
            "LitServer", "deployment", "service"}  # fmt: skip
    return bool(starts & _SERVERS) and any(call.method in made for call in program.calls)


def _facts(program: Program, trees: list[ast.Module]) -> Iterator[str]:
    words = {part.lower() for call in program.calls for part in call.name.replace("()", "").split(".")}
    words |= {part.lower() for module in program.modules for part in module.split(".")}
    routes = [node for tree in trees for node in ast.walk(tree)
              if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_route(node)]  # fmt: skip
    app_wide = any(
        call.method in {"FastAPI", "APIRouter"} and call.argument(None, "dependencies") for call in program.calls
    )
    open_routes = [route for route in routes if not _authenticated(route)]
    if open_routes and not app_wide and "before_request" not in words:
        yield f"{count(len(open_routes), 'route')} without authentication"
    launches = [call for call in program.calls if call.method == "launch" and "gradio" in words]
    if any(call.argument(None, "auth") is None for call in launches):
        yield "a Gradio page without auth"
    if any(call.constant("share") is True for call in launches):
        yield "a Gradio page shared on the internet"
    yield from _settings(program.calls)
    if not words & set(_LIMITS):
        yield "no rate limit seen"
    if not any(call.argument(None, "ssl_keyfile", "ssl_context", "ssl_certfile") for call in program.calls):
        yield "no TLS seen"


def _settings(calls: tuple[Call, ...]) -> Iterator[str]:
    if any(call.constant("debug") is True for call in calls):
        yield "debug mode on"
    for call in calls:
        origins = call.argument(None, "allow_origins", "origins")
        if origins is not None and any(isinstance(n, ast.Constant) and n.value == "*" for n in ast.walk(origins)):
            yield "any origin allowed (CORS)"
        if call.name in {"pickle.loads", "dill.loads", "cloudpickle.loads", "joblib.load"} and any(
            "request" in ast.unparse(argument) or "await" in ast.unparse(argument) for argument in call.node.args
        ):
            yield "unpickles what a request sends"


def _is_route(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in _VERBS
        for each in node.decorator_list
    ) and not any("health" in ast.unparse(each).lower() for each in node.decorator_list)


def _authenticated(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    head = [*node.decorator_list, node.args, *node.body[:3]]
    return any(
        any(word in part.lower() for word in _AUTH)
        for each in head
        for inner in ast.walk(each)
        for part in (getattr(inner, "id", ""), getattr(inner, "attr", ""))
    )


PROBE = Probe(name="serving-code", items=("DEP-01",), run=_run, docs=__doc__)
