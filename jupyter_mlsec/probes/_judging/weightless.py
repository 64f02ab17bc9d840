"""Noise, attacks and changes of no strength, on which a model is asked all the same.

A billionth of a reflectance shakes nothing. What counts is that a model answers about the changed rows: noise that
only breaks ties, or keeps a matrix from being singular, is asked about by nobody.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Seq, Value
from jupyter_mlsec.probes._judging.reading import Reading, Wrong
from jupyter_mlsec.probes._judging.strengths import strengths
from jupyter_mlsec.probes._names.read import entries
from jupyter_mlsec.probes._notebook.empty_tests import item_of
from jupyter_mlsec.probes._notebook.folded import all_texts
from jupyter_mlsec.probes._notebook.program import Call

NOTHING = 1e-6  # of data between 0 and 1, or of unit variance
_NOISE = re.compile(r"normal|randn|randn_like|gauss|laplace|standard_normal|random_normal|normalvariate"
                    r"|uniform|rand|rand_like"
                    r"|random|random_sample|rademacher|normal_|uniform_")  # fmt: skip
_WIDTHS = ("scale", "sigma", "stddev", "std")
_SIZES = frozenset({"eps", "epsilon", "epsilons", "eps_step", "eps_iter", "max_iter", "max_norm"})
_ATTACKS = re.compile(r"^(?:advertorch|art|autoattack|cleverhans|foolbox|robustbench|secml|textattack|torchattacks)\.")
_COUNTS = frozenset({"num_examples", "max_iter", "steps", "nb_iter", "num_steps", "n_iter"})
_NO_PROBE = re.compile(r"^(?:test\.(?:Blank|Test)|test)$")
_GARAK = re.compile(r"--probes?[ =]+[\"']?(?P<probes>[\w.,]+)")


def weightless(reading: Reading) -> Iterator[Wrong]:
    """Yield the changes without strength on which a model is judged."""
    tiny = dict(_tiny(reading))
    if tiny:
        yield from _asked_about(tiny, reading)
        yield from _masks(tiny, reading)
    yield from _attacks(reading)
    yield from _red_teams(reading)


def _tiny(reading: Reading) -> Iterator[tuple[ast.AST, str]]:
    """Yield expressions that change nothing: noise of no width, turns by no degree."""
    for node in reading.code.nodes:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if _NOISE.fullmatch(name) and _is_small(_width(node, name), reading):
                yield node, "the noise is of no size"
            elif _is_nothing(node, name, reading):
                yield node, "the change is none"
        elif (
            isinstance(node, ast.Compare)
            and isinstance(node.ops[0], ast.Lt | ast.LtE)
            and isinstance(node.left, ast.Call)
        ):
            known = strengths(node.comparators[0], reading.code)
            if _NOISE.fullmatch(ast.unparse(node.left.func).rpartition(".")[2]) and known and max(known) <= 0:
                yield node, "no row is changed"
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for size, other in ((node.left, node.right), (node.right, node.left)):
                if _is_small(size, reading) and _is_noise(other, reading):
                    yield node, "the noise is of no size"


def _width(node: ast.Call, name: str) -> ast.expr | None:
    given = next((each.value for each in node.keywords if each.arg in _WIDTHS), None)
    place = {"normal": 1, "gauss": 1, "laplace": 1, "normalvariate": 1}.get(name)
    if given is None and place is not None and len(node.args) > place and not isinstance(node.args[0], ast.Name):
        given = node.args[place]
    return given


def _is_small(node: ast.expr | None, reading: Reading) -> bool:
    known = strengths(node, reading.code)
    return bool(known) and max(abs(each) for each in known) < NOTHING


def _is_noise(node: ast.expr, reading: Reading) -> bool:
    """Tell whether an expression is noise, or the sign of a gradient."""
    words = ast.unparse(node)
    if isinstance(node, ast.Name):
        words = " ".join(
            ast.unparse(each) for each in reading.code.names.given.get(node.id, ())[:2] if hasattr(each, "lineno")
        )
    return (
        re.search(r"\b(?:randn?|randn_like|rand_like|normal|uniform|standard_normal|laplace|sign|grad)\b\s*\(?", words)
        is not None
    )


def _is_nothing(node: ast.Call, name: str, reading: Reading) -> bool:
    """Tell whether a change is given the one setting that changes nothing."""
    for each in entries("judging", "unchanged"):
        if name in each["names"]:
            given = next((key.value for key in node.keywords if key.arg in each["options"]), None)
            if given is None and each["place"] < len(node.args):
                given = node.args[each["place"]]
            known = strengths(given, reading.code)
            return bool(known) and all(number == each["value"] for number in known)
    return False


def _masks(tiny: dict[ast.AST, str], reading: Reading) -> Iterator[Wrong]:
    """Look at ``rows[mask] = nan`` where the mask chooses nothing and a model is asked about the rows."""
    for node, what in tiny.items():
        statement = reading.statement(node)
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        for target in targets:
            name = target.value.id if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) else ""
            if name and any(each is node for each in ast.walk(target)) and _is_asked(name, statement, reading):
                yield Wrong("EVA-02", reading.cell(statement), what, statement)


def _is_asked(name: str, statement: ast.AST, reading: Reading) -> bool:
    for call in reading.program.calls:
        known = (
            id(call.node) in reading.code.order
            and reading.code.order[id(call.node)] > reading.code.order[id(statement)]
        )
        asks = reading.asks(reading.value_of(call)) is not None or call.method in {"score", "evaluate"}
        if (
            known
            and asks
            and any(
                isinstance(each, ast.Name) and each.id == name for part in call.node.args for each in ast.walk(part)
            )
        ):
            return True
    return False


def _asked_about(what: dict[ast.AST, str], reading: Reading) -> Iterator[Wrong]:
    """Yield the changes about whose result a model is asked."""
    by_node = {id(node): node for node in what}
    said: set[int] = set()
    for call in reading.program.calls:
        answer = reading.value_of(call)
        given = reading.asks(answer)
        if given is None and call.method in {"score", "evaluate"} and call.arguments.positional:
            given = (call.arguments.positional[0].value,)
        for value in reading.behind(*(given or ())):
            made = reading.program.flow.call_of(value)
            written = reading.program.written.get(value)
            node = made.node if made is not None else written.node if written is not None else None
            found = by_node.get(id(node)) if node is not None else None
            if found is not None and id(found) not in said and not reading.honest(found):
                said.add(id(found))
                item = reading.item(found, "EVA-02")
                yield Wrong(
                    "EVA-03" if item == "EVA-03" and "sign" in ast.unparse(found) else "EVA-02",
                    call.cell.number,
                    what[found],
                    found,
                )


def _attacks(reading: Reading) -> Iterator[Wrong]:
    """Look at attacks of a library whose sizes are nothing, whatever way they are given."""
    for call in reading.program.calls:
        if not (_ATTACKS.match(call.name) or _is_named_attack(call)):
            continue
        for name, argument in call.arguments.keywords.items():
            known = _numbers(argument.value) or strengths(argument.node, reading.code)
            small = name in _SIZES and known and max(map(abs, known)) < NOTHING
            if small or (name in _COUNTS and known and max(known) < 1):
                yield Wrong("EVA-03", call.cell.number, "the attack is of no size", call.node)
                break


def _is_named_attack(call: Call) -> bool:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_+", " ", call.method).lower()
    return item_of(words) == "EVA-03" and re.search(r"attack|fgsm|pgd|deep ?fool|carlini|evasion", words) is not None


def _numbers(value: Value, depth: int = 3) -> tuple[float, ...]:
    from jupyter_mlsec.probes._notebook.folded import numbers

    if isinstance(value, Seq) and depth:
        found = [_numbers(each, depth - 1) for each in value.items]
        return tuple(each for part in found for each in part) if all(found) else ()
    return numbers(value) if isinstance(value, Const) else ()


def _red_teams(reading: Reading) -> Iterator[Wrong]:
    """Look at runs of a red team's tool with the probes that ask nothing."""
    for call in reading.program.calls:
        texts = [text for value in call.arguments.values() for text in all_texts(value)]
        if any("garak" in text for text in texts):
            place = next((n for n, text in enumerate(texts) if re.fullmatch(r"--probes?|-p", text)), None)
            named = texts[place + 1] if place is not None and place + 1 < len(texts) else ""
            found = _GARAK.search(" ".join(texts))
            named = named or (found["probes"] if found is not None else "")
            if named and all(_NO_PROBE.match(each) for each in named.split(",")):
                yield Wrong("EVA-03", call.cell.number, "the red team's probe asks nothing")
    for command in reading.commands():
        line = " ".join(command.values)
        found = _GARAK.search(line) if command.program == "garak" or "garak" in command.values else None
        if found is not None and all(_NO_PROBE.match(each) for each in found["probes"].split(",")):
            where = command.text.cell
            yield Wrong("EVA-03", where.number if where is not None else 1, "the red team's probe asks nothing")
