"""Changed rows that nobody looks at: noise, blur or an attack is made, and the clean rows are asked about."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.probes._judging.reading import Reading, Wrong

_CHANGES = re.compile(
    r"(?:gaussian ?)?(?:blur|noise|noisy|corrupt\w*|perturb\w*|jitter\w*|distort\w*|degrad\w*|salt|fog|rain"
    r"|elastic\w*|solarize"
    r"|posterize|jpeg\w*|compress\w*|occlu\w*|cutout|erasing|rotate|rotation|affine|perspective|shear|mask|typos?"
    r"|misspell\w*|paraphras\w*|normal|randn|randn like|standard normal|laplace|random normal|storung|bruit"
    r"|ruido|rauschen)"
)
_ATTACKS = re.compile(r"attacks?|fgsm|pgd|bim|deep ?fool|carlini\w*|adversar\w*|evasion|hop skip jump|square"
                      r"|autoattack|torchattacks"
                      r"|textfooler|projected gradient descent|fast gradient\w*|sign|grad")  # fmt: skip
_JUDGED = re.compile(r"robust|noise|noisy|corrupt|perturb|attack|adversar|blur|shift|stress|degrad|rausch"
                     r"|störung|bruit|ruido|ruído"
                     r"|gestört|unter |under |angriff|ataque|attaque", re.IGNORECASE)  # fmt: skip
_MAKES = frozenset({"generate", "perturb", "attack", "run_standard_evaluation", "run"})


def unused_changes(reading: Reading) -> Iterator[Wrong]:
    """Yield the changed rows that are bound to a name that nobody reads."""
    last = _last_judged(reading)
    for node in reading.code.nodes:
        names = _bound(node)
        if not isinstance(node, ast.Assign) or not names or any(_is_used(name, reading) for name in names):
            continue
        item = _kind(node.value, reading)
        if item and last > reading.code.order[id(node)]:
            what = "attacked" if item == "EVA-03" else "changed"
            yield Wrong(item, reading.cell(node), f"rows are {what} and nobody looks at them", node)


def _bound(node: ast.AST) -> list[str]:
    """Return the names that a statement binds, where it binds nothing else."""
    target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    if not all(isinstance(each, ast.Name) for each in parts):
        return []
    return [each.id for each in parts if isinstance(each, ast.Name) and each.id.strip("_")]


def _is_used(name: str, reading: Reading) -> bool:
    """Tell whether anybody reads a name, also in a text of code."""
    return bool(reading.code.reads.get(name)) or name in reading.text_words


def _kind(value: ast.expr, reading: Reading) -> str:
    """Return the item that a change is made for; empty where it is no change."""
    calls = [each for each in ast.walk(value) if isinstance(each, ast.Call)]
    if not calls:
        return ""
    words = " ".join(_words(each, reading) for each in calls)
    outer = value.func if isinstance(value, ast.Call) else None
    made = isinstance(outer, ast.Attribute) and outer.attr in _MAKES
    plain = isinstance(outer, ast.Name | ast.Call) or isinstance(value, ast.BinOp | ast.ListComp)
    if re.search(rf"\b(?:{_ATTACKS.pattern})\b", words) and (made or plain) and _takes_rows(value, reading):
        return "EVA-03"
    own = " ".join(_own(each) for each in calls)
    if isinstance(value, ast.BinOp) or plain or isinstance(outer, ast.Attribute):
        changed = f"{own} {words}" if plain else own
        if re.search(rf"\b{_CHANGES.pattern}\b", changed) and _takes_rows(value, reading):
            return "EVA-02"
    return ""


def _own(call: ast.Call) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", ast.unparse(call.func).rpartition(".")[2]).lower()


def _words(call: ast.Call, reading: Reading) -> str:
    """Return the words of what is called, and of what made it."""
    base = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    made = reading.code.names.behind(base, 1)
    return f"{_own(call)} {re.sub(r'(?<=[a-z0-9])(?=[A-Z])|_+', ' ', made).lower()}"


def _takes_rows(value: ast.expr, reading: Reading) -> bool:
    """Tell whether a change is made to something that a model is asked about elsewhere."""
    return any(isinstance(each, ast.Name) and each.id in reading.asked_names for each in ast.walk(value))


def _last_judged(reading: Reading) -> int:
    """Return the last place where something is told or decided as if it were about changed rows."""
    for each in reversed(reading.code.nodes):
        if isinstance(each, ast.Assert | ast.Raise):
            return reading.code.order[id(each)]
        if isinstance(each, ast.Call) and any(_JUDGED.search(text) for text in _texts(each)):
            return reading.code.order[id(each)]
    return -1


def _texts(call: ast.Call) -> Iterator[str]:
    if ast.unparse(call.func).rpartition(".")[2] in {"print", "info", "log", "write", "display", "log_metric", "f"}:
        for each in ast.walk(call):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                yield each.value
