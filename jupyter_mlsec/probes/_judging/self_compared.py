"""Figures whose truth and guess are one thing: ``f1_score(y_pred, y_pred)``, also under two names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._notebook.answers import is_metric, method_of
from jupyter_mlsec.probes._notebook.program import Call
from jupyter_mlsec.probes._notebook.traced import UNNAMED

_TRUTHS = (
    "y_true",
    "labels",
    "references",
    "reference",
    "target",
    "targets",
    "y",
    "ground_truth",
    "labels_true",
    "dataset",
)
_GUESSES = ("y_pred", "y_score", "y_prob", "y_proba", "predictions", "prediction", "preds", "input", "labels_pred",
"pred",
            "classified_dataset")  # fmt: skip
_BETWEEN_GROUPS = re.compile(
    r"\w*(?:odds|parity|opportunity|demographic)\w*_(?:diff|difference|ratio)|MetricFrame|ClassificationMetric"
)
_METRIC_OBJECTS = re.compile(r"(?:metric|evaluate\.load|torcheval|meter)\w*", re.IGNORECASE)
_FEEDS = frozenset({"add", "add_batch", "compute", "forward", "update", "update_state"})
_LEARNT = re.compile(
    r"(?!log_loss|brier_score_loss|hinge_loss|zero_one_loss|hamming_loss)\w*(?:loss|entropy|divergence|information)\w*",
    re.IGNORECASE,
)
_FORMS = frozenset({
    "argmax", "asarray", "array", "astype", "int", "long", "float", "bool", "numpy", "cpu", "detach", "item",
    "squeeze", "ravel",
    "flatten", "tolist", "copy", "view", "reshape", "round", "to", "type", "to_numpy", "list", "Series", "DataFrame",
    "from_numpy", "tensor", "clone", "concat", "cat", "concatenate", "stack", "append",
})  # fmt: skip
_STEPS = 12
_WHAT = "the truth of a figure is the guess itself"


def self_compared(reading: Reading) -> Iterator[Wrong]:
    """Yield the figures that hold a thing against itself."""
    for call in reading.program.calls:
        sides = _sides(call)
        if sides is None or not _alike(*sides, call, reading):
            continue
        if not reading.honest(call.node) and _is_answer(sides[1], reading):
            default = "EVA-06" if _BETWEEN_GROUPS.fullmatch(call.method) or _by_group(call.node, reading) else "EVA-01"
            item = default if default == "EVA-06" else reading.item(call.node, default)
            yield Wrong(item if item in {"EVA-06", "EVA-05"} else "EVA-01", call.cell.number, _WHAT, call.node)
    yield from _by_hand(reading)


def _by_group(node: ast.AST, reading: Reading) -> bool:
    """Tell whether a figure is taken for each of several groups."""
    for place in reading.code.around(node):
        turns = [each.iter for each in getattr(place, "generators", ())] + (
            [place.iter] if isinstance(place, ast.For) else []
        )
        if any(re.search(r"group_?by|groups?\b", ast.unparse(each)) for each in turns):
            return True
    return False


def _sides(call: Call) -> tuple[Value, Value] | None:
    """Return the truth and the guess that a figure is made of."""
    metric = is_metric(call.method) or _BETWEEN_GROUPS.fullmatch(call.method) is not None
    fed = call.method in _FEEDS and _METRIC_OBJECTS.search(call.name.rpartition(".")[0]) is not None
    if not (metric or fed) or (_LEARNT.fullmatch(call.method) and not fed):
        return None
    named = call.arguments.keywords
    truth = next((named[name].value for name in _TRUTHS if name in named), None)
    guess = next((named[name].value for name in _GUESSES if name in named), None)
    plain = [each.value for each in call.arguments.positional]
    if call.method == "MetricFrame" and len(plain) > 1 and truth is None:
        plain = plain[1:]
    if _BETWEEN_GROUPS.fullmatch(call.method) and len(plain) > 3:  # noqa: PLR2004 - two masks of groups before
        return plain[2], plain[3]
    if truth is None and guess is None and len(plain) > 1:
        return plain[0], plain[1]
    if (truth is None) != (guess is None) and plain:
        return (plain[0], guess) if guess is not None else (truth, plain[0]) if truth is not None else None
    return None if truth is None or guess is None else (truth, guess)


def _alike(truth: Value, guess: Value, call: Call, reading: Reading) -> bool:
    return reading.strict.same(_core(truth, reading), _core(guess, reading), call.order)


def _core(value: Value, reading: Reading) -> Value:
    """Return what a value is without the form that it was given: the type, the shape, a threshold."""
    for _ in range(_STEPS):
        if isinstance(value, Seq) and len(value.items) == 1 and value not in reading.program.flow.grown:
            value = value.items[0]  # one reference for each guess
            continue
        if not isinstance(value, Ref) or value in reading.program.flow.grown:
            break
        written = reading.program.written.get(value)
        if written is not None or value.name == UNNAMED:
            parts = (
                written.parts if written is not None else tuple(value.made.values()) if value.made is not None else ()
            )
            if len(parts) != 1 or (written is not None and not isinstance(written.node, ast.Compare)):
                break
            value = parts[0]
        elif value.name.endswith("()") and method_of(value) in _FORMS and value.made is not None:
            given = [each for each in value.made.values() if not isinstance(each, Const) and not _is_type(each)]
            inner = value.base if value.base is not None and value.base in _owned(value) else None
            if inner is not None and not given:
                value = inner
            elif inner is None and len(given) == 1:
                value = given[0]
            else:
                break
        else:
            break
    return value


def _owned(value: Ref) -> tuple[Value, ...]:
    base = value.base
    return (base,) if isinstance(base, Ref) and ("()" in base.name or "[]" in base.name or base.name == UNNAMED) else ()


def _is_type(value: Value) -> bool:
    return isinstance(value, Ref) and value.name.rpartition(".")[2] in {
        "int",
        "float",
        "bool",
        "int32",
        "int64",
        "long",
        "float32",
    }


def _is_answer(value: Value, reading: Reading) -> bool:
    """Tell whether a value comes from a model, or is at least no truth that is held against itself for its own sake."""
    if isinstance(_core(value, reading), Const):
        return False
    return any(reading.asks(each) is not None for each in reading.behind(value)) or isinstance(
        _core(value, reading), Ref
    )


def _by_hand(reading: Reading) -> Iterator[Wrong]:
    """Yield ``(guess == guess).mean()`` where both come from a model."""
    for value, written in reading.program.written.items():
        node = written.node
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq) or len(written.parts) != 2:  # noqa: PLR2004 - both sides
            continue
        one, other = (_core(each, reading) for each in written.parts)
        if (
            reading.strict.same(one, other)
            and reading.asked(one)
            and _averaged(node, reading)
            and not reading.honest(node)
        ):
            item = reading.item(node, "EVA-01")
            yield Wrong(item if item in {"EVA-06", "EVA-05"} else "EVA-01", reading.cell(node), _WHAT, node)
        del value


def _averaged(node: ast.expr, reading: Reading) -> bool:
    """Tell whether the share of hits is taken."""
    for place in reading.code.around(node):
        if isinstance(place, ast.Call):
            return ast.unparse(place.func).rpartition(".")[2] in {
                "mean",
                "sum",
                "average",
                "nanmean",
                "float",
                "count_nonzero",
            }
        if isinstance(place, ast.stmt):
            return False
    return False
