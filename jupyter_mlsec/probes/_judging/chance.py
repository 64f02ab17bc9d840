"""Draws that choose rows: ``rng.choice(len(X), 900)``, ``torch.randperm(n)[:k]``, ``… where rand() < 0.8``.

Two draws from the same numbers, each for itself, share some of them. One draw that is used twice, or the same one
made again from the same seed, is one and the same.
"""

from __future__ import annotations

import ast
import re

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.probes._judging.alike import Alike
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import is_about

Mark = tuple[object, object]  # which draw, and what it draws from
_DRAWS = frozenset({
    "bernoulli", "binomial", "choice", "choices", "integers", "multinomial", "permutation", "permuted", "rand",
    "randint", "random", "random_sample", "randperm", "sample", "uniform",
})  # fmt: skip
_FROM_NUMBERS = re.compile(
    r"(?:\w+\.)*random\.\w+(?:\(\)\.\w+)?|torch\.(?:bernoulli|multinomial|rand|randint|randperm)"
)
_SEEDS = frozenset({"manual_seed", "seed", "set_random_seed", "set_seed", "setseed"})
_SQL = re.compile(r"\b(?:rand|random|newid)\s*\(|\btablesample\b|\busing\s+sample\b", re.IGNORECASE)
_FIXED = re.compile(r"repeatable|seed|bernoulli\s*,\s*\d|\(\s*\d+\s*\)\s*[<>]", re.IGNORECASE)
_TABLE = re.compile(r"\bfrom\s+([\w.`\"\[\]-]+)", re.IGNORECASE)


def marks(value: Value | None, program: Program, alike: Alike) -> frozenset[Mark]:
    """Return the draws that decide which rows a key chooses."""
    found = program.flow.calls(value, edges=lambda each: () if is_about(each) else None)
    return frozenset(_mark(call, alike) for call in found if _draws(call, program))


def _draws(call: Call, program: Program) -> bool:
    if call.method not in _DRAWS or not _FROM_NUMBERS.fullmatch(call.name):
        return False
    shared = not call.name.startswith("jax.") and "()." not in call.name and "generator" not in call.arguments.keywords
    seeds = sum(each.method in _SEEDS for each in program.calls) if shared else 0
    return seeds < 2  # noqa: PLR2004 - set twice to the same, it gives the same draw once more


def _mark(call: Call, alike: Alike) -> Mark:
    function = call.node.func
    jax = call.name.startswith("jax.")
    place = 1 if jax or (call.method in {"integers", "randint"} and len(call.arguments.positional) > 1) else 0
    source = call.value(place, "a", "x", "size", "shape", "n")
    what = None if source is None else alike.key(source, call.order)
    generator = call.argument(None, "generator")
    if jax:
        return (call.method, alike.key(key, call.order) if (key := call.value(0, "key")) is not None else 0), what
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call):
        return ast.dump(function), what  # of a generator that is made on the spot
    if isinstance(generator, ast.Call):
        return ast.dump(generator), what
    return id(call.arguments), what


def asked_by_chance(call: Call) -> tuple[str, Mark] | None:
    """Return the table that a query takes rows from by chance, and the draw."""
    for each in call.arguments.positional[:2]:
        text = each.value.value if isinstance(each.value, Const) else None
        table = _TABLE.search(text) if isinstance(text, str) and _SQL.search(text) and not _FIXED.search(text) else None
        if table is not None:
            return table[1].lower(), (id(call.arguments), "query")
    return None


def apart(one: frozenset[Mark], other: frozenset[Mark]) -> bool:
    """Tell whether two choices are left to chance each for itself, from the same numbers."""
    return bool(one and other) and one.isdisjoint(other) and {what for _, what in one} == {what for _, what in other}


def shuffled(call: Call, value: Ref, alike: Alike) -> Mark:
    """Return the order that a call mixes rows into: the same for the same seed."""
    seed = call.value(None, "seed", "random_state")
    return (alike.key(seed) if isinstance(seed, Const) else id(value.made)), "all"


def split_mark(call: Call, alike: Alike) -> Mark:
    """Return the draw that a split is left to: the same for the same seed."""
    seed = call.value(None, "random_state", "seed", "generator")
    node = call.argument(None, "generator")
    if isinstance(seed, Const) and seed.value is not None:
        return (call.method, alike.key(seed)), "split"
    return ast.dump(node) if isinstance(node, ast.Call) else id(call.arguments), "split"
