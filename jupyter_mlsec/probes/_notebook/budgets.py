"""Budgets and noise of differential privacy as a notebook's code sets them, and what protects nobody."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.code.call import Call
from jupyter_mlsec.code.program import Program
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.cells import parse_notebook
from jupyter_mlsec.probes._notebook.deeds import fits
from jupyter_mlsec.probes._notebook.folded import numbers
from jupyter_mlsec.probes._notebook.options import options_of

MOST = 10.0  # epsilon; above this the guarantee is weak (NIST SP 800-226, section 2.2)
MOST_DELTA = 1e-3
_MOST_CLIP = 100.0  # of a gradient's norm; above this nothing is ever cut
_LEAST_NOISE = 0.3  # times the clipping norm: one look at all costs epsilon 19 at delta 1e-5 (Balle, Wang 2018)
_KINDS = ("epsilon", "delta", "noise", "multiplier", "clip", "size")
_EPSILON = re.compile(r"(?:\w+_)?(?:eps|epsilon)(?:_\w+)?|ε", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?\n;]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """One number that a call is given, and of which kind: ``epsilon``, ``delta``, ``noise``, ``clip``, ``size`` …."""

    kind: str
    value: float
    call: Call


def is_private(call: Call) -> bool:
    """Tell whether a call belongs to a library of differential privacy."""
    return call.name.removeprefix("?.").partition(".")[0].removesuffix("()") in words("privacy", "libraries")


def own_noise(program: Program) -> list[Call]:
    """Return the calls that draw noise, as a mechanism of one's own does."""
    return [call for call in program.calls if call.name.rpartition(".")[2] in words("privacy", "noise_calls")]


def settings(program: Program) -> Iterator[Setting]:
    """Yield the budgets and noises of a notebook, wherever the numbers come from."""
    for call in program.calls:
        if not call.escaped and (is_private(call) or _is_attached(call)):
            for kind, found in _given(call):
                yield from (Setting(kind, number, call) for number in found)


def _is_attached(call: Call) -> bool:
    """Tell whether a call of an unknown object is one of an engine: ``engine.make_private(…)``."""
    return call.name.rpartition(".")[2].startswith("make_private") or any(
        option.name in {"noisemultiplier", "targetepsilon", "l2normclip"} for option in options_of(call)
    )


def _given(call: Call) -> Iterator[tuple[str, tuple[float, ...]]]:
    for option in options_of(call):
        for kind in _KINDS:
            if option.name in words("privacy", f"{kind}_options"):
                yield kind, numbers(option.value)
    for place in sorted(words("privacy", "places")):
        pattern, _, rest = place.rpartition(":")
        position, _, kind = rest.partition("=")
        if int(position) < len(call.arguments.positional) and fits(pattern, call.name):
            yield kind, numbers(call.arguments.positional[int(position)].value)


def flaws(program: Program, notebook: Notebook) -> Iterator[str]:
    """Yield why the differential privacy of a notebook protects nobody."""
    found = list(settings(program))
    sizes = [each.value for each in found if each.kind == "size" and each.value > 1]
    for each in found:
        if (flaw := _flaw(each, sizes)) is not None:
            yield flaw
    rounds = dict(_rounds(notebook))
    spent = [(each, rounds.get(_position(each.call), 1.0)) for each in found
             if each.kind == "epsilon" and not math.isinf(each.value)]  # fmt: skip
    if not any(_keeps_account(call) for call in program.calls):
        for each, times in spent:
            if each.value <= MOST < each.value * times:
                what = "without end" if math.isinf(times) else f"{times:g} times"
                yield f"an epsilon of {each.value:g} that is spent {what}"
    if own_noise(program) or found:
        yield from _named_budgets(notebook)


def _flaw(setting: Setting, sizes: list[float]) -> str | None:
    value = setting.value
    match setting.kind:
        case "epsilon" if value > MOST or value <= 0:
            return "an epsilon without end" if math.isinf(value) else f"an epsilon of {value:g}"
        case "delta" if value > MOST_DELTA or any(value >= 1 / size for size in sizes):
            return f"a delta of {value:g}"
        case "noise" if value <= 0:
            return "noise of zero"
        case "multiplier" if 0 < value < _LEAST_NOISE:
            return f"noise of {value:g} times what a row may weigh"
        case "clip" if value > _MOST_CLIP:
            return "gradients that are not clipped"
    return None


def _keeps_account(call: Call) -> bool:
    last = call.name.rpartition(".")[2]
    return last in {
        "BudgetAccountant",
        "NaiveBudgetAccountant",
        "PLDBudgetAccountant",
        "make_compose",
        "Session",
    } or any(option.name in {"accountant", "budgetaccountant"} for option in options_of(call))


def _position(call: Call) -> tuple[int, int, int]:
    cell = call.text.cell
    return (
        cell.index if cell is not None else -1,
        getattr(call.node, "lineno", 0),
        getattr(call.node, "col_offset", 0),
    )


def _rounds(notebook: Notebook) -> Iterator[tuple[tuple[int, int, int], float]]:
    """Yield for each call in a loop how often it is made, infinity where nothing ends the loop."""
    for parsed in parse_notebook(notebook):
        for loop in parsed.nodes:
            times = _times(loop)
            if times is None:
                continue
            for node in ast.walk(loop):
                if isinstance(node, ast.Call):
                    yield (parsed.cell.ref.index, node.lineno, node.col_offset), times


def _times(loop: ast.AST) -> float | None:
    if isinstance(loop, ast.While):
        endless = isinstance(loop.test, ast.Constant) and bool(loop.test.value)
        stops = any(isinstance(node, (ast.Break, ast.Return)) for node in ast.walk(loop))
        return math.inf if endless and not stops else None
    source = loop.iter if isinstance(loop, ast.For) else None
    if isinstance(loop, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
        source = loop.generators[0].iter
    match source:
        case ast.Call(func=ast.Name(id="range" | "trange"), args=[*_, ast.Constant(value=int(most))]):
            return float(most)
        case ast.Call(
            func=ast.Name(id="tqdm"),
            args=[ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(most))]), *_],
        ):
            return float(most)
        case ast.List(elts=held) | ast.Tuple(elts=held):
            return float(len(held))
    return None


def _named_budgets(notebook: Notebook) -> Iterator[str]:
    """Yield budgets that stand in a variable: ``EPSILON = 500``."""
    for parsed in parse_notebook(notebook):
        for node in parsed.nodes:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=int() | float() as value))
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=int() | float() as value))
                ) if _EPSILON.fullmatch(name) and not isinstance(value, bool) and value > MOST:
                    yield f"an epsilon of {value:g}"
                case _:
                    pass


def promised(notebook: Notebook) -> bool:
    """Tell whether a notebook's words or names promise differential privacy."""
    promises, denials = words("privacy", "promises"), words("privacy", "denials")
    for cell in notebook.cells:
        for sentence in _SENTENCE.split(cell.source.content.casefold().replace("_", " ")):
            if any(promise in sentence for promise in promises) and not denials & set(re.findall(r"[\w']+", sentence)):
                return True
    for parsed in parse_notebook(notebook):
        for node in parsed.nodes:
            if isinstance(node, ast.FunctionDef) and re.match(r"(?:dp|private|differentially_private)_", node.name):
                return True
    return False
