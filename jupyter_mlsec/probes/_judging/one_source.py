"""Two sides of a comparison that come from one source: members and strangers, known and unknown, old and new."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import combinations

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.answers import is_metric, method_of
from jupyter_mlsec.probes._notebook.judged import part_of_answers
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.traced import UNNAMED, Item

_JOINS = frozenset({"append", "array", "cat", "concat", "concatenate", "hstack", "stack", "vstack", "extend"})
_SUMS = frozenset({"mean", "median", "item", "float", "average", "sum", "max", "min", "round", "abs"})
_ASKING = re.compile(
    r"\w*(?:loss|entropy|score\w*|detector|energy|logsumexp|predict\w*|infer\w*|proba\w*|mahalanobis\w*)\w*",
    re.IGNORECASE,
)
_IN = re.compile(r"train|member|known|\bin\b|_in\b|ind\b|reference|clean|before|old|vorher|bekannt|drin", re.IGNORECASE)
_OUT = re.compile(
    r"test|non_?member|unknown|\bout\b|_out\b|ood|current|pert|after|new|nachher|fremd|drau", re.IGNORECASE
)
_SETS = re.compile(r"AttackInputData|MembershipInference\w*|\w*Drift\w*")
_WORDS = {
    "EVA-04": "strangers and members are the same rows",
    "EVA-09": "the known and the unknown are the same rows",
    "EVA-02": "the clean and the changed rows are the same",
    "EVA-06": "both groups are the same rows",
}
_DEFAULT = "both sides of a comparison are one thing"
_LABELLED = re.compile(r"ones|zeros|full")


def one_source(reading: Reading) -> Iterator[Wrong]:
    """Yield the comparisons whose sides come from one source."""
    yield from _pooled(reading)
    yield from _handed(reading)
    yield from _fed_twice(reading)
    yield from _differences(reading)


def _wrong(item: str, node: ast.AST, reading: Reading) -> Wrong:
    return Wrong(item, reading.cell(node), _WORDS.get(item, _DEFAULT), node)


def _pooled(reading: Reading) -> Iterator[Wrong]:
    """Look at figures over scores of two sides in one array whose labels are ones and zeros."""
    for call in reading.program.calls:
        if not is_metric(call.method) or len(call.arguments.positional) < 2 or not _is_made_up(call):  # noqa: PLR2004 - truth and guess
            continue
        if reading.honest(call.node):
            continue
        for one, other in combinations(_several(call.arguments.positional[1].value, reading), 2):
            if not (_is_asked(one, reading) and _is_asked(other, reading)):
                continue
            item = reading.item(call.node, "EVA-09")
            if reading.loose.same(one, other, call.order):
                yield _wrong(item if item in {"EVA-04", "EVA-09"} else _meant(reading), call.node, reading)
            elif _are_learned(one, other, reading) and _meant(reading) == "EVA-04":
                yield Wrong("EVA-04", call.cell.number, "the strangers are rows of the fit, too")


def _meant(reading: Reading) -> str:
    words = reading.all_words()
    return "EVA-04" if re.search(r"member|mia\b|mitglied|membre|miembro", words) else "EVA-09"


def _is_made_up(call: Call) -> bool:
    """Tell whether the truth of a figure is made of constants: ones for one side, zeros for the other."""
    node = call.node.args[0] if call.node.args else None
    if node is None:
        return False
    truth = call.arguments.positional[0].value
    names = {getattr(each, "name", "") for each in _all(truth)}
    return (
        any(_LABELLED.search(name) for name in names)
        or "[1]" in ast.unparse(node)
        or "[0]" in ast.unparse(node)
        or (isinstance(truth, Ref) and truth.name == UNNAMED)
    )


def _all(value: Value) -> Iterator[Value]:
    from jupyter_mlsec.probes._notebook.flow import inside

    pending, seen = [value], set[Value]()
    while pending and len(seen) < 100:  # noqa: PLR2004 - as far as an array is put together
        each = pending.pop()
        if each not in seen:
            seen.add(each)
            yield each
            pending.extend(inside(each))


def _several(value: Value, reading: Reading, depth: int = 6) -> list[Value]:  # noqa: C901, PLR0911 - one return a kind of value
    """Return what an array is put together from."""
    if isinstance(value, Seq):
        return list(value.items)
    if not isinstance(value, Ref) or not depth:
        return []
    asked = reading.asks(part_of_answers(value) or value)
    if asked:
        return _several(asked[0], reading, depth - 1)  # what an attack on top of the scores is asked about
    if isinstance(value, Item):
        return _several(value.key, reading, depth - 1) or (
            _several(value.base, reading, depth - 1) if value.base else []
        )
    written = reading.program.written.get(value)
    if written is not None:
        if isinstance(written.node, ast.BinOp) and isinstance(written.node.op, ast.Add):
            return list(written.parts)
        return _several(written.parts[0], reading, depth - 1) if len(written.parts) == 1 else []
    if value.name == UNNAMED and value.made is not None:
        given = list(value.made.values())
        return given if len(given) > 1 else _several(given[0], reading, depth - 1) if given else []
    if value.name.endswith("()") and value.made is not None:
        for each in value.made.values():
            found = _several(each, reading, depth - 1) if not isinstance(each, Const) else []
            if found and method_of(value) in _JOINS:
                return found
        if value.base is not None:
            return _several(value.base, reading, depth - 1)
    return []


def _is_asked(value: Value, reading: Reading) -> bool:
    """Tell whether a value is what somebody says about rows, or computed of it."""
    for each in reading.behind(value):
        if reading.asks(each) is not None:
            return True
        if isinstance(each, Ref) and each.name.endswith("()") and _ASKING.fullmatch(method_of(each)):
            return True
    return False


def _are_learned(one: Value, other: Value, reading: Reading) -> bool:
    """Tell whether both sides are rows that were learned from."""
    sides = [reading.splits.parts(*map(_whole, reading.asked(each))) for each in (one, other)]
    return all(found and all(side is Side.TRAIN and not split.folds for split, side in found) for found in sides)


def _whole(value: Value) -> Value:
    """Return what a value is a piece of: ``X_train[:half]``."""
    while isinstance(value, Item) and not isinstance(value.key, Const) and value.base is not None:
        value = value.base
    return value


def _handed(reading: Reading) -> Iterator[Wrong]:
    """Look at calls that are given two sides by name: ``AttackInputData(logits_train=…, logits_test=…)``."""
    for call in reading.program.calls:
        if not _SETS.fullmatch(call.method) or reading.honest(call.node):
            continue
        named = call.arguments.keywords
        for name, argument in named.items():
            twin = next((named[each].value for each in named if each != name and _twin(name, each)), None)
            if twin is not None and reading.loose.same(argument.value, twin, call.order):
                yield _wrong("EVA-04" if "rift" not in call.method else "DEP-07", call.node, reading)
                break


def _twin(one: str, other: str) -> bool:
    """Tell whether two names are the two sides of one thing."""
    return _IN.search(one) is not None and _IN.sub("", one, count=1) == _OUT.sub("", other, count=1)


def _fed_twice(reading: Reading) -> Iterator[Wrong]:
    """Look at measures that are fed the same rows as known and as unknown ones."""
    fed: dict[Value, list[Call]] = {}
    for call in reading.program.calls:
        measures = re.search(r"ood|novel|metric|measure|auroc|meter", call.name, re.IGNORECASE) is not None
        given = call.method in {"update", "add", "add_batch"} and len(call.arguments.positional) > 1
        if measures and given and call.base is not None:
            fed.setdefault(call.base, []).append(call)
    for calls in fed.values():
        for one, other in combinations(calls[:8], 2):
            if one.node is other.node:
                continue
            first, second = one.arguments.positional, other.arguments.positional
            same = reading.loose.same(first[0].value, second[0].value, one.order)
            if same and _is_constant(second[1].value) != _is_constant(first[1].value):
                yield _wrong("EVA-09", other.node, reading)


def _is_constant(value: Value) -> bool:
    """Tell whether labels are all one number: ``torch.full_like(y, -1)``."""
    return any(re.search(r"(?:full|ones|zeros)(?:_like)?\(\)", getattr(each, "name", "")) for each in _all(value))


def _differences(reading: Reading) -> Iterator[Wrong]:
    """Look at differences and comparisons of two figures that are one and the same."""
    for written in reading.program.written.values():
        node, parts = written.node, written.parts
        less = isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
        if not (less or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub))) or len(parts) != 2:  # noqa: PLR2004 - both sides
            continue
        one, other = (_figure(each, reading) for each in parts)
        if one is None or other is None or one is other or reading.honest(node):
            continue
        if reading.loose.same(one, other):
            item = reading.item(node, "EVA-01")
            meant = "EVA-04" if item in {"EVA-01", "EVA-03"} and _meant(reading) == "EVA-04" else item
            yield _wrong(meant, node, reading)
        elif _are_learned(one, other, reading) and _meant(reading) == "EVA-04" and isinstance(node, ast.BinOp):
            yield Wrong("EVA-04", reading.cell(node), "the strangers are rows of the fit, too")


def _figure(value: Value, reading: Reading, depth: int = 8) -> Value | None:
    """Return the figure that a value is, past rounding and what is added to it; None where it is none."""
    if not isinstance(value, Ref) or not depth:
        return None
    written = reading.program.written.get(value)
    if written is not None:
        return _figure(written.parts[0], reading, depth - 1) if len(written.parts) == 1 else None
    if value.name == UNNAMED:
        given = list(value.made.values()) if value.made is not None else []
        return _figure(given[0], reading, depth - 1) if len(given) == 1 else None
    if not value.name.endswith("()"):
        return None
    method = method_of(value)
    if method in _SUMS or is_metric(method) or re.fullmatch(r"\w*_(?:difference|ratio)", method):
        return value if reading.asked(value) or _is_about_rows(value) else None
    return None


def _is_about_rows(value: Ref) -> bool:
    return value.made is not None and (is_metric(method_of(value)) and len(value.made.positional) > 1)
