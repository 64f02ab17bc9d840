"""Rows that are drawn from one table twice: each draw for itself, so that a row may be in both."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from jupyter_mlsec.code.values import Const, Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.answers import answered, is_metric
from jupyter_mlsec.probes._notebook.left_overs import wrong_left_overs
from jupyter_mlsec.probes._notebook.overlaps import overlaps
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import FITS, rows_behind, tables
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Splits

_ASKED = frozenset({"evaluate", "predict", "predict_proba", "score", "transform", "decision_function"})
_JUDGED = frozenset({"evaluate", "score"})  # a few answers that are looked at judge nothing
_SEEDS = ("random_state", "generator", "seed", "rng")
_SPLITS = frozenset({"train_test_split", "random_split", "randomSplit", "split_frame"})
_FOLDERS = frozenset({"image_dataset_from_directory", "text_dataset_from_directory", "audio_dataset_from_directory"})
_WHOLE = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """Rows that are drawn from ``source`` by a call."""

    source: object
    call: Call
    value: Value


def shared_rows(splits: Splits) -> Iterator[CellRef]:
    """Yield where rows to judge on are drawn from a table out of which those to learn from are drawn apart."""
    if not splits.learns:
        return
    program = splits.program
    yield from _samples(program)
    yield from _left_overs(program)
    yield from overlaps(program, lambda: (_rows(program, asked=False), _rows(program, asked=True, by=_JUDGED)))
    yield from _split_twice(splits)
    yield from _folders(program)


def _samples(program: Program) -> Iterator[CellRef]:
    draws = [*_draws(program)]
    if len({id(draw.source) if isinstance(draw.source, Ref) else draw.source for draw in draws}) == len(draws):
        return
    learned = _rows(program, asked=False)
    judged = _rows(program, asked=True)
    for first in draws:
        for second in draws:
            same = first.source is second.source or (isinstance(first.source, str) and first.source == second.source)
            if not same or first is second or first.value not in learned or second.value in learned:
                continue
            if second.value in judged and first.value not in rows_behind(program.flow, second.value):
                yield second.call.cell


def _left_overs(program: Program) -> Iterator[CellRef]:
    """Yield where rows to judge on are to be what was left over, and are not."""
    found = [*wrong_left_overs(program)]
    learned, judged = (_rows(program, asked=asked) if found else frozenset() for asked in (False, True))
    yield from (each.cell for each in found if each.taken in learned and each.rest in judged)


def _draws(program: Program) -> Iterator[Draw]:
    """Yield the samples of rows, or of their numbers."""
    calls = [call for call in program.flow.made.values() if call.method in {"choice", "choices", "sample"}]
    values = {id(value.made): value for _, value in _named(program)} if len(calls) > 1 else {}
    for call in calls:
        value = values.get(id(call.arguments))
        if value is None:
            continue
        if call.method == "sample" and isinstance(call.base, Ref) and call.base.name.endswith((")", "]")):
            share = call.value(None, "frac", "fraction")
            if not (isinstance(share, Const) and share.value == _WHOLE):
                yield Draw(_ungrouped(call.base), call, value)
        elif call.name in {"random.sample", "random.choices"} and isinstance(call.value(0), Ref):
            yield Draw(call.value(0), call, value)
        elif call.method == "choice" and "random" in call.name and call.node.args and call.value(1, "size") is not None:
            yield Draw(f"{call.name} {ast.dump(call.node.args[0])}", call, value)


def _named(program: Program) -> Iterator[tuple[str, Ref]]:
    """Yield what has a name, and what was made for it."""
    for name, value in program.names:
        for each in program.flow.behind(value)[:40] if isinstance(value, Ref) else ():
            if isinstance(each, Ref) and each.name.endswith("()"):
                yield name, each


def _ungrouped(rows: Value) -> Value:
    while isinstance(rows, Ref) and rows.base is not None and rows.name.endswith((".groupby()", ".group_by()")):
        rows = rows.base
    return rows


def _rows(program: Program, *, asked: bool, by: AbstractSet[str] = _ASKED) -> set[Value]:
    """Return the rows that are learned from, or that something is asked or judged about ``by`` calls or metrics."""
    found: set[Value] = set()
    for call in program.calls:
        wanted = call.method in by or is_metric(call.method) if asked else call.method in FITS
        if wanted:
            found.update(rows_behind(program.flow, *call.arguments.values(), before=call.order))
    if asked:
        for value in program.written:
            for each in program.flow.behind(value)[:40]:
                given = answered(each) if isinstance(each, Ref) else None
                found.update(rows_behind(program.flow, *(given or ())))
    return found


def _split_twice(splits: Splits) -> Iterator[CellRef]:
    """Yield the split whose test part is judged on although another one, made apart, gave the rows to train with."""
    calls = [
        split for split in splits.all if split.call is not None and split.call.method in _SPLITS and not split.folds
    ]
    calls = [split for split in calls if split.call is not None and splits.of_call(split.call) is split]
    sources = {id(split): _source(splits, split.rows, split.order) for split in calls}
    used = {id(split): _used(splits, split.call) for split in calls if split.call is not None}
    for first in calls:
        for second in calls:
            one, other = first.call, second.call
            if first is second or one is None or other is None or sources[id(first)] != sources[id(second)]:
                continue
            if used[id(first)] == {Side.TRAIN} and used[id(second)] == {Side.TEST} and not _same_chance(one, other):
                yield other.cell


def _source(splits: Splits, rows: tuple[Value, ...], order: int) -> object:
    """Return what rows come from: tables, or a folder that several readers go through."""
    program = splits.program
    found = tables(splits.whole(*rows[:1], before=order))
    calls = (program.flow.call_of(value) for value in found)
    read = {(call.name, text) for call in calls if call is not None and (text := call.text(0, "root", "path"))}
    return frozenset(read) or frozenset(map(id, found))


def _used(splits: Splits, call: Call) -> set[Side]:
    """Return the sides of a split that somebody does something with; the rest is thrown away as ``_``."""
    targets = call.targets
    return {side for name, side in splits.bound(call) if not name.startswith("_")} if len(targets) > 1 else set()


def _same_chance(one: Call, other: Call) -> bool:
    """Tell whether two splits leave the same rows to the same sides: the same seed, and nothing in between."""
    first, second = one.value(None, *_SEEDS), other.value(None, *_SEEDS)
    if isinstance(first, Const) and isinstance(second, Const):
        return first.value == second.value and first.value is not None
    nodes = [each.argument(None, *_SEEDS) for each in (one, other)]
    if one.constant("shuffle") is False and other.constant("shuffle") is False:
        return True
    if first is None or second is None:
        return False
    written = [ast.dump(node) for node in nodes if isinstance(node, ast.Call)]
    return first is not second and (len(set(written)) == 1 or len(written) < len(nodes))


def _folders(program: Program) -> Iterator[CellRef]:
    """Yield where a folder is split once more by another seed: ``image_dataset_from_directory(…, seed=2)``."""
    read: dict[str, list[Call]] = {}
    for call in program.calls:
        if call.method in _FOLDERS and call.constant("subset") in {"training", "validation"} and call.text(0):
            read.setdefault(call.text(0) or "", []).append(call)
    for calls in read.values():
        for one in calls:
            for other in calls:
                if one.constant("subset") == "training" and other.constant("subset") == "validation":
                    told = [(each.constant("seed"), each.constant("validation_split")) for each in (one, other)]
                    if told[0] != told[1] and ... not in (told[0] + told[1]) and len(calls) == len((one, other)):
                        yield other.cell
