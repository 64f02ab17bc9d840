"""Functions that ask a model and answer a failure with one of its classes, or abstain below what nothing is below."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.probes._serving.expressions import Functions, last_name, own_parts
from jupyter_mlsec.probes._serving.modules import Function, parse_script

_ASKS = frozenset({"predict", "predict_proba", "decision_function", "predict_log_proba", "run", "infer", "forward",
                   "transcribe", "generate", "classify", "detect", "score_samples", "invoke_endpoint", "softmax",
                   "predict_on_batch", "__call__", "predict_label"})  # fmt: skip
_ASKED = re.compile(
    r"model|modell|modelo|modele|net\b|netz|clf|classif|klassif|pipe|estimator|session|red\b|reseau|rede\b",
    re.IGNORECASE,
)
_CALLED = re.compile(rf"\b(?:{'|'.join(sorted(_ASKS))})\s{{0,9}}\(|(?:{_ASKED.pattern})\s{{0,9}}\(", re.IGNORECASE)
_MOST = 40  # tries of one function
_OTHERS = frozenset({"ImportError", "ModuleNotFoundError", "FileNotFoundError", "StopIteration", "KeyboardInterrupt"})
_PLAIN = re.compile(  # what says that there is no answer, and no class
    r"unknown|error|fail|invalid|abstain|none|n/?a\b|undefined|unsure|uncertain|review|manual|retry|unbekannt|fehler|unklar"
    r"|inconnu|erreur|desconocid|erro|sconosciut|errore|onbekend|fout|nieznan|blad|不明|エラー|未知|错误",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"conf|prob|certain|sicher|score|\bp\b|max_p|p_max|top_p|likelihood|softmax|wahrschein|certeza|vertrau",
    re.IGNORECASE,
)
_MADE = re.compile(r"\.softmax\(|predict_proba|\bsoftmax\(|sigmoid\(|\.max\(")


@dataclass(frozen=True, slots=True)
class Silent:
    """One thing that a function does: its name, and why nobody learns that the model had no answer."""

    function: str
    why: str


@dataclass(frozen=True, slots=True)
class Program:
    """A program, and what its text leaves to look for: most programs of a project hold neither."""

    tree: ast.Module
    tries: bool
    limits: bool

    @property
    def functions(self) -> Iterator[Function]:
        """All functions, those inside of others among them."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Functions))


def program_of(text: str) -> Program | None:
    """Return a program that may ask a model; None for any other, and for what is no Python."""
    tries = "except" in text and _CALLED.search(text) is not None
    limits = _MADE.search(text) is not None
    tree = parse_script(text) if tries or limits else None
    return None if tree is None else Program(tree, tries, limits)


def silent_failures(program: Program) -> Iterator[Silent]:
    """Yield what the functions of a program hide."""
    given = _given(program.tree)
    for node in program.functions:
        if program.tries:
            yield from (Silent(node.name, "a failure is answered with a class") for _ in _hidden(node))
        if program.limits:
            yield from (Silent(node.name, "it abstains below what nothing is below") for _ in _void(node, given))


def asking(program: Program) -> int:
    """Return how many functions ask a model inside a try, or hold a certainty against a limit."""
    return sum(
        (program.tries and any(isinstance(each, ast.Try) and _asks(each) for each in own_parts(node)))
        or (program.limits and _limited(node))
        for node in program.functions
    )


def _given(tree: ast.Module) -> dict[str, ast.expr]:
    """Return the values of names outside of functions."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _limited(node: Function) -> bool:
    sure = _certainties(node)
    return any(isinstance(each, ast.Compare) and _is_certainty(each.left, sure) for each in own_parts(node))


def _asks(node: ast.Try) -> bool:
    calls = [each for statement in node.body for each in ast.walk(statement) if isinstance(each, ast.Call)]
    return any(_is_asked(each) for each in calls)


def _is_asked(node: ast.Call) -> bool:
    name = last_name(node.func)
    if name in {"run", "generate", "forward", "detect", "__call__", "infer"}:
        return _ASKED.search(ast.unparse(node.func)) is not None
    return name in _ASKS or (isinstance(node.func, ast.Name) and _ASKED.fullmatch(name) is not None)


def _hidden(node: Function) -> Iterator[ast.ExceptHandler]:
    """Yield the handlers that answer what the model may answer as well."""
    tries = [each for each in own_parts(node) if isinstance(each, ast.Try) and _asks(each)][:_MOST]
    if not tries:
        return
    for each in tries:
        for handler in each.handlers:
            if handler.type is not None and last_name(handler.type) in _OTHERS:
                continue
            if any(isinstance(inner, ast.Raise) for part in handler.body for inner in ast.walk(part)):
                continue
            inside = {id(inner) for inner in ast.walk(handler)}
            answers = _answers(node, inside)
            if any(said in answers for said in _said(handler)) or (_is_silent(handler) and _begun(node, each)):
                yield handler


def _is_silent(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler does nothing but tell."""
    return all(isinstance(each, (ast.Pass, ast.Expr)) for each in handler.body)


def _begun(node: Function, tried: ast.Try) -> bool:
    """Tell whether what the model is asked for had an answer before it was asked, which stays when it fails."""
    asked = {
        target.id
        for each in tried.body
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for each in node.body:
        if each is tried:
            return False
        if isinstance(each, ast.Assign) and list(_constants(each.value)):
            names = {target.id for target in each.targets if isinstance(target, ast.Name)} & asked
            if names and any(isinstance(r, ast.Return) and _reads(r, names) for r in own_parts(node)):
                return True
    return False


def _reads(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(node))


def _answers(node: Function, without: set[int]) -> set[object]:
    """Return the constants that a function answers outside of a handler: of its returns, and of what they name."""
    found: set[object] = set()
    named = {
        part.id
        for each in own_parts(node)
        if isinstance(each, ast.Return) and each.value is not None
        for part in ast.walk(each.value)
        if isinstance(part, ast.Name)
    }
    for each in own_parts(node):
        if id(each) in without:
            continue
        if isinstance(each, ast.Return) and each.value is not None:
            found |= set(_constants(each.value))
        elif isinstance(each, ast.Assign) and any(isinstance(t, ast.Name) and t.id in named for t in each.targets):
            found |= set(_constants(each.value))
            if isinstance(each.value, ast.Call) and last_name(each.value.func) in {"int", "bool", "round"}:
                found |= {0, ("bool", False)}
    return found


def _said(handler: ast.ExceptHandler) -> Iterator[object]:
    for part in handler.body:
        for each in ast.walk(part):
            if isinstance(each, ast.Return | ast.Assign) and each.value is not None:
                yield from _constants(each.value)


def _constants(node: ast.expr) -> Iterator[object]:
    """Yield the answers in an expression: a class's name or number, one of two, the values of a mapping."""
    match node:
        case ast.Constant(value=str(text)):
            if text.strip() and not _PLAIN.search(text):
                yield text
        case ast.Constant(value=bool(value)):
            yield ("bool", value)
        case ast.Constant(value=int(value)) if value in {0, 1}:
            yield value
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_constants(body), *_constants(orelse))
        case ast.Dict(values=values):
            if not _failing(node):
                yield from (each for value in values for each in _constants(value))
        case _:
            return


def _failing(node: ast.Dict) -> bool:
    """Tell whether an answer says itself that something went wrong: a status of 400 or more, a key ``error``."""
    keys = {str(each.value).lower() for each in node.keys if isinstance(each, ast.Constant)}
    codes = [each.value for each in node.values if isinstance(each, ast.Constant) and isinstance(each.value, int)]
    return any("err" in each for each in keys) or any(each >= 400 for each in codes)  # noqa: PLR2004 - of HTTP


def _void(node: Function, given: dict[str, ast.expr]) -> Iterator[ast.Compare]:
    """Yield the comparisons of a certainty with a limit that none is below."""
    own = dict(given)
    plain = [*node.args.posonlyargs, *node.args.args]
    sure = _certainties(node)
    own.update(
        {each.arg: default for each, default in zip(reversed(plain), reversed(node.args.defaults), strict=False)}
    )
    for each in own_parts(node):
        if not (isinstance(each, ast.Compare) and len(each.ops) == 1 and isinstance(each.ops[0], (ast.Lt, ast.LtE))):
            continue
        limit = _number(each.comparators[0], own)
        if limit is None or not _is_certainty(each.left, sure):
            continue
        if limit < 0 or (limit == 0 and isinstance(each.ops[0], ast.Lt)):
            yield each


def _number(node: ast.expr, given: dict[str, ast.expr]) -> float | None:
    if isinstance(node, ast.Name):
        node = given.get(node.id, node)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand, {})
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    return None


def _is_certainty(node: ast.expr, sure: frozenset[str]) -> bool:
    """Tell whether an expression is how certain a model is: by what it was made of."""
    root = node
    while isinstance(root, (ast.Subscript, ast.Attribute)):
        root = root.value
    if isinstance(root, ast.Name):
        return root.id in sure
    return "predict_proba" in ast.unparse(node)


def _certainties(node: Function) -> frozenset[str]:
    """Return the names in a function that hold how certain a model is."""
    found: set[str] = set()
    for each in own_parts(node):
        if isinstance(each, ast.Assign) and _MADE.search(text := ast.unparse(each.value)):
            names = {part.id for target in each.targets for part in ast.walk(target) if isinstance(part, ast.Name)}
            found |= {name for name in names if _SURE.search(f"{name} {text}")}
    return frozenset(found)
