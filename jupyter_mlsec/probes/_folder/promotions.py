"""Models that a program puts in the place of the old one, and whether anything decides that they are better."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from jupyter_mlsec.probes._folder.programs import Source
from jupyter_mlsec.probes._names.read import entries, table
from jupyter_mlsec.probes._serving.expressions import last_name
from jupyter_mlsec.probes._serving.voids import leaves

_DECIDES = re.compile(
    r"check|gate|compar|valid|assert|approv|verif|decid|ensure|require|guard|pruef|prüf|vergleich|entscheid|freigabe|compr?ueb"
    r"|decisi|confront|control",
    re.IGNORECASE,
)
_MODEL = re.compile(
    r"model|modell|modele|modelo|\.(?:pkl|joblib|onnx|pt|pth|skops|safetensors|h5|keras|gguf)\b|candidate|challenger|weights",
    re.IGNORECASE,
)
_NAMED = frozenset({"alias", "aliases", "version_aliases"})
_OTHER = frozenset({"__name__", "__main__"})


@cache
def _calls() -> tuple[tuple[re.Pattern[str], bool], ...]:
    return tuple((re.compile(each["calls"]), each.get("path", False)) for each in entries("rollouts", "promotion"))


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(table("rollouts", "promotions")[name], re.IGNORECASE)


def promotions(source: Source) -> Iterator[bool]:
    """Yield for each model that takes the place of another whether something decides it."""
    for call in source.calls():
        if _is_promotion(call, source):
            yield _is_decided(call, source)


def _is_promotion(call: ast.Call, source: Source) -> bool:
    name = last_name(call.func)
    named = [each.value for each in call.keywords if each.arg in _NAMED]
    if (
        name in {"append", "extend", "add"}
        and isinstance(call.func, ast.Attribute)
        and last_name(call.func.value) == "aliases"
    ):
        named += call.args
    if any(_is_role(each, source) for each in named):
        return True
    for pattern, of_files in _calls():
        if pattern.fullmatch(name):
            if of_files:
                return _replaces_a_file(call, name, source)
            given = [*call.args, *(each.value for each in call.keywords)]
            return name.startswith("promote") or any(_is_role(each, source) for each in given)
    return False


def _is_role(node: ast.expr, source: Source) -> bool:
    return any(_words("roles").fullmatch(each) for each in _texts(node, source))


def _replaces_a_file(call: ast.Call, name: str, source: Source) -> bool:
    """Tell whether a file of a model is put to where the one in use lies."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if name == "symlink_to":
        target = owner
    elif len(call.args) == 1 and not call.keywords:
        target = call.args[0] if name in {"replace", "rename"} else None  # of a path
    else:
        own = name not in {"replace", "rename"} or (isinstance(owner, ast.Name) and owner.id == "os")
        target = call.args[1] if own and len(call.args) > 1 else None
    if target is None:
        return False
    names = [each.id for each in ast.walk(call) if isinstance(each, ast.Name)]
    said = [ast.unparse(call), *(ast.unparse(value) for name in names for value in source.given.get(name, ())[:3])]
    if not any(map(_MODEL.search, said)):
        return False
    return any(_words("places").search(each) for each in _texts(target, source))


def _texts(node: ast.expr, source: Source) -> list[str]:
    """Return the texts that an expression may be."""
    found = (each.value for each in source.behind(node) if isinstance(each, ast.Constant))
    return [each for each in found if isinstance(each, str)]


def _is_decided(call: ast.Call, source: Source) -> bool:
    """Tell whether a promotion hangs on a figure, on a second person, or comes after what would have ended it."""
    for each in source.around(call):
        if isinstance(each, ast.If | ast.While | ast.IfExp) and _is_about_models(each.test, source):
            return True
        if isinstance(each, ast.Match) and _is_about_models(each.subject, source):
            return True
    own = source.function(call)
    for node in ast.walk(source.tree):
        if getattr(node, "lineno", call.lineno) >= call.lineno or source.function(node) not in (own, None):
            continue
        match node:
            case ast.If(test=test, body=body, orelse=orelse) if leaves([*body, *orelse]) and _is_about_models(
                test, source
            ):
                return True
            case ast.Assert(test=test) if _is_about_models(test, source):
                return True
            case ast.Expr(value=ast.Call(func=function)) if _DECIDES.search(last_name(function)):
                return True
    return False


def _is_about_models(test: ast.expr, source: Source) -> bool:
    names = {each.id for each in ast.walk(test) if isinstance(each, ast.Name)}
    if names & _OTHER:
        return False
    said = source.words(test)
    return _words("guards").search(said) is not None or _DECIDES.search(said) is not None
