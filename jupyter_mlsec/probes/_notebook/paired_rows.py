"""Pairs of rows and labels that are fitted, split or joined, and whether they still belong together row by row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.row_order import Step, Way, way_of

_ROWS = ("X", "x", "data", "features", "x_train", "inputs")
_LABELS = ("y", "label", "labels", "target", "y_train")
_SOURCE = re.compile(r"(?:.*\.)?(?:read|load|fetch|scan|genfromtxt|from)_?\w*\(\)|.*\(\)\[\]")
_MEANT = re.compile(
    r"perm|shuf|random|scrambl|null|chance|placebo|baseline|noise|corrupt|dummy|bootstrap", re.IGNORECASE
)


class Apart(StrEnum):
    """How rows and labels came apart."""

    ORDER = "order"
    CUT = "cut"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a call takes as rows and as labels; ``joined`` where it puts them beside each other by their index."""

    call: Call
    rows: Value
    labels: Value
    joined: bool = False


@cache
def _places() -> dict[str, tuple[int, int]]:
    found = {}
    for entry in words("rows", "pairs"):
        name, _, places = entry.partition("=")
        rows, _, labels = places.partition(",")
        found[name] = (int(rows), int(labels))
    return found


def pairs_of(program: Program) -> Iterator[Pair]:
    """Yield the pairs of a notebook, in the order of its calls."""
    for call in program.calls:
        rows, labels = _given(call)
        if rows is not None and labels is not None and not isinstance(labels, Const):
            yield Pair(call, rows, labels)
        elif call.method == "concat" and call.constant("axis") in {1, "columns"}:
            yield from _joined(call)
        elif call.method == "from_tensor_slices":
            first = call.value(0)
            if isinstance(first, Seq) and len(first.items) == 2:  # noqa: PLR2004 - rows and labels
                yield Pair(call, first.items[0], first.items[1])


def _given(call: Call) -> tuple[Value | None, Value | None]:
    place = _places().get(call.method)
    if place is not None:
        return call.value(place[0], *_ROWS), call.value(place[1], *_LABELS)
    if call.method in words("rows", "labelled"):
        return call.value(0, "data"), call.value(1, "label")
    return None, None


def _joined(call: Call) -> Iterator[Pair]:
    first = call.value(0, "objs")
    tables = first.items if isinstance(first, Seq) else ()
    for one, other in pairwise(tables):
        yield Pair(call, one, other, joined=True)


def apart(pair: Pair, program: Program) -> Apart | None:
    """Return how the rows and the labels of a pair came apart; None where nothing says that they did."""
    if any(_MEANT.search(ast.unparse(each)) for each in pair.call.node.args):
        return None  # labels that are mixed on purpose: what a model scores by chance
    before = pair.call.order
    rows, labels = (way_of(value, program, before) for value in (pair.rows, pair.labels))
    common = next((value for value in rows.values if value in labels.values), None)
    if common is None:
        return _apart_from_the_start(rows, labels, joined=pair.joined)
    one, other = rows.since(common), labels.since(common)
    if pair.joined:
        return Apart.INDEX if _renumbered(one) != _renumbered(other) else None
    kinds = {step.kind for step in (*one, *other)}
    mixed = _is_mixed(common, rows, program)
    if "aligned" not in kinds and _orders(one, mixed=mixed) != _orders(other, mixed=mixed):
        return Apart.ORDER
    cut = _cut_to(one, rows, other, program) or _cut_to(other, labels, one, program)
    return Apart.CUT if cut and not kinds & {"aligned", "shifted"} else None


def _apart_from_the_start(rows: Way, labels: Way, *, joined: bool) -> Apart | None:
    """Return how rows and labels of two sources came apart; None where not both ways are known to their ends."""
    if not all(way.values and _is_source(way.values[-1]) for way in (rows, labels)):
        return None
    if joined:
        return Apart.INDEX if _renumbered(rows.steps) != _renumbered(labels.steps) else None
    return Apart.ORDER if _ordered(rows.steps) ^ _ordered(labels.steps) else None


def _is_source(value: Value) -> bool:
    return isinstance(value, Ref) and _SOURCE.fullmatch(value.name) is not None


def _ordered(steps: Iterable[Step]) -> frozenset[object]:
    return frozenset() if any(step.kind == "aligned" for step in steps) else _orders(steps)


def _is_mixed(value: Value, way: Way, program: Program) -> bool:
    """Tell whether rows no longer stood in the order of their index: drawn, shuffled, sorted by something else."""
    call = program.flow.call_of(value)
    if call is not None and call.method == "train_test_split":
        return call.constant("shuffle") is not False
    after = way.since(value)
    last = next((step for step in way.steps if step not in after and step.kind in {"order", "restored"}), None)
    return last is not None and last.kind == "order"


def _orders(steps: Iterable[Step], *, mixed: bool = False) -> frozenset[object]:
    """Return the orders that rows were put into, those excepted that were undone; the last step comes first.

    Where rows were ``mixed`` before, the order of their index is another one, too.
    """
    found: set[object] = set()
    for step in steps:
        if step.kind == "restored":
            found |= {"the index"} if mixed else set()
            break
        if step.kind == "order":
            found.add(step.key)
    return frozenset(found)


def _cut_to(dropped: tuple[Step, ...], way: Way, cut: tuple[Step, ...], program: Program) -> bool:
    """Tell whether rows were left out of one by what stands in them, and the other was cut to as many."""
    known = {step.key for step in cut if step.kind == "drop"}
    lost = [step for step in dropped if step.kind == "drop" and step.key not in known]
    if not lost:
        return False
    held = set(way.values[: way.values.index(lost[-1].value) + 1])
    return any(step.kind == "cut" and _measures(step, held, program) for step in cut)


def _measures(step: Step, held: set[Value], program: Program) -> bool:
    """Tell whether a cut takes the first rows, as many as another value has."""
    if "Slice(lower=" in str(step.key) and "lower=None" not in str(step.key):
        return False
    return bool(held & set(program.flow.behind(step.about)))


def _renumbered(steps: tuple[Step, ...]) -> frozenset[object]:
    """Return what was done to rows before their index was numbered anew."""
    anew = next((place for place, step in enumerate(steps) if step.kind == "renumbered"), None)
    if anew is None:
        return frozenset()
    return frozenset(step.key for step in steps[anew:] if step.kind in {"drop", "order", "cut"})
