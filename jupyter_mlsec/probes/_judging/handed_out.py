"""Services that hand out the model: coefficients, gradients, all logits, rows of the training beside the answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._judging.reading import Reading, Wrong

_ROUTES = re.compile(r"(?:\w+\.)*(?:get|post|put|route|api|api_route|on_event_?|websocket|endpoint|deployment)\b")
_PARAMETERS = frozenset({
    "coef_", "intercept_", "feature_importances_", "coefs_", "intercepts_", "support_vectors_", "dual_coef_",
    "tree_", "estimators_",
    "theta_", "sigma_", "feature_log_prob_", "cluster_centers_", "components_",
})  # fmt: skip
_CALLS = frozenset({"get_weights", "state_dict", "named_parameters", "parameters", "get_dump",
"trees_to_dataframe", "dump_model",
                    "get_booster", "export_text", "save_raw"})  # fmt: skip
_SHORT = frozenset(
    {"argmax", "max", "len", "int", "round", "shape", "norm", "sha256", "argsort", "topk", "numel", "any", "all"}
)
_WHATS = {
    "parameters": "a service hands out the parameters of its model",
    "gradient": "a service hands out gradients",
    "logits": "a service hands out all logits",
    "rows": "a service hands out rows of the training",
}
_MOST = 60  # names of one answer that are followed
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SERVES = re.compile(
    r"LitAPI|BaseHandler|kserve\.Model|serve\.deployment|PythonModel|SeldonComponent|TritonPythonModel"
    r"|HTTPEndpoint|Resource|MethodView"
)
_ANSWERS = frozenset({"__call__", "encode_response", "execute", "get", "handle", "post", "postprocess", "predict"})


def handed_out(reading: Reading) -> Iterator[Wrong]:
    """Yield what routes answer that lets a stranger copy the model, or see what it has learned from."""
    handlers = {id(node): node for node in _handlers(reading)}
    for function in handlers.values():
        kinds: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                kinds.update(_kinds(node.value, function, reading, set()))
        for kind in sorted(kinds):
            yield Wrong("EVA-05", _cell(function, reading), _WHATS[kind])


def _cell(function: ast.AST, reading: Reading) -> int:
    return next((call.cell.number for each in ast.walk(function) if (call := reading.call_at(each)) is not None), 1)


def _handlers(reading: Reading) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in reading.code.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if any(
                _ROUTES.fullmatch(ast.unparse(each.func if isinstance(each, ast.Call) else each))
                for each in node.decorator_list
            ):
                yield node
        elif isinstance(node, ast.ClassDef) and _SERVES.search(
            " ".join(map(ast.unparse, (*node.bases, *node.decorator_list)))
        ):
            yield from (each for each in node.body if isinstance(each, _FUNCTIONS) and each.name in _ANSWERS)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if re.fullmatch(r"(?:\w+\.)*(?:Interface|add_url_rule|add_api_route|Route|serve|add_route)", name):
                for each in (*node.args, *(key.value for key in node.keywords)):
                    if isinstance(each, ast.Name) and each.id in reading.code.functions:
                        yield reading.code.functions[each.id]


def _kinds(  # noqa: C901 - one branch a kind of expression
    node: ast.expr, function: ast.AST, reading: Reading, seen: set[str]
) -> Iterator[str]:
    """Yield what an answer gives away."""
    kind = _kind(node, function, reading)
    if kind:
        yield kind
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in _SHORT:
        return
    if isinstance(node, ast.Compare | ast.Subscript) and not isinstance(getattr(node, "slice", None), ast.Slice):
        held = node.value if isinstance(node, ast.Subscript) else None
        if held is None or not isinstance(held, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            return
    if isinstance(node, ast.Name):
        known = node.id in seen or len(seen) > _MOST
        seen.add(node.id)
        for given in () if known else _given(node.id, function, reading):
            yield from _kinds(given, function, reading, seen)
        return
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.keyword):
            yield from _kinds(each.value, function, reading, seen)
        elif isinstance(each, ast.comprehension):
            yield from _kinds(each.iter, function, reading, seen)
        elif isinstance(each, ast.expr):
            yield from _kinds(each, function, reading, seen)


def _kind(node: ast.expr, function: ast.AST, reading: Reading) -> str:  # noqa: C901, PLR0911 - one return a kind of secret
    if isinstance(node, ast.Attribute):
        if node.attr in _PARAMETERS:
            return "parameters"
        if node.attr == "grad":
            return "gradient"
        if node.attr == "logits":
            return "logits"
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in _CALLS:
            return "parameters"
        if name in {"iloc", "loc"}:
            return ""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr in {"iloc", "loc"}:
        return "rows" if _by_neighbours(node.slice, function, reading) else ""
    if isinstance(node, ast.Subscript) and _by_neighbours(node.slice, function, reading):
        return "rows"
    if isinstance(node, ast.Name) and re.fullmatch(r"(?:\w+_)?logits?", node.id):
        return "logits"
    return ""


def _by_neighbours(node: ast.expr, function: ast.AST, reading: Reading) -> bool:
    """Tell whether rows are chosen by who is near in the training."""
    names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    return any(
        re.search(r"kneighbors|\.query\(|query_radius|get_nns|\.search\(|knn_query", ast.unparse(given))
        for name in names for given in _given(name, function, reading)
    )  # fmt: skip


def _given(name: str, function: ast.AST, reading: Reading) -> list[ast.expr]:
    """Return what a name holds within a function, or else in the notebook, and what was put into it."""
    found: list[ast.expr] = []
    puts = {f"{name}.{method}" for method in ("append", "setdefault", "update")}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                base = target
                while isinstance(base, ast.Subscript | ast.Attribute):
                    base = base.value
                names = [each.id for each in ast.walk(base) if isinstance(each, ast.Name)]
                if name in names:
                    found.append(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in puts:
            found.extend((*node.args, *(each.value for each in node.keywords)))
    if found:
        return found
    return [each for each in reading.code.names.given.get(name, ()) if hasattr(each, "lineno")][:4]
