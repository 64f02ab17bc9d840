"""Splits: rows taken apart into what is learned from and what is judged on, by a library or by hand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.code.values import Const, Ref, Seq, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.by_hand import masked_middles, pairs
from jupyter_mlsec.probes._notebook.hand_splits import (
    first_names,
    is_by_values,
    is_drawn,
    is_meant,
    rows_given,
    told_apart,
)
from jupyter_mlsec.probes._notebook.named_parts import handed_out, judged_ends, middles, only_training
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import FITS, deeper
from jupyter_mlsec.probes._notebook.sides import Side, named
from jupyter_mlsec.probes._notebook.split_calls import (
    folds_rows,
    is_random,
    named_place,
    rows_of,
    side_of,
    told_sides,
)
from jupyter_mlsec.probes._notebook.traced import Item, Part
from jupyter_mlsec.probes._notebook.used_apart import used_apart

_ASKED = frozenset({"evaluate", "predict", "predict_proba", "score"})
_MAPPED = re.compile(r"\.(?:map|filter|shuffle|remove_columns|rename_columns?|with_format|cast_column|cast)\(\)$")
_SETS = frozenset({"load_dataset", "load_from_disk", "load", "DatasetDict"})  # parts by name: load_dataset(…)["test"]


_Asked = tuple[tuple[Value | None, ...], float]


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """One split of ``rows``; ``folds`` where a cross validation goes through several of them."""

    name: str
    order: int
    cell: CellRef
    rows: tuple[Value, ...]
    folds: bool = False
    call: Call | None = None
    random: bool = False  # each row may come on either side, whatever its neighbours do
    by_values: bool = False  # rows that have the same value of a column come on the same side


@dataclass(slots=True, eq=False)
class Splits:
    """All splits of a notebook, and which side of which a value is."""

    program: Program
    all: tuple[Split, ...] = ()
    _by_call: dict[int, Split] = field(default_factory=dict)  # by the order of the call
    _by_hand: dict[Value, tuple[Split, Side]] = field(default_factory=dict)
    _sets: dict[int, Split] = field(default_factory=dict)  # by the order of the call that reads several parts at once
    _given: dict[int, tuple[Split, Side]] = field(default_factory=dict)  # by the order of the call that reads
    _lone: frozenset[int] = frozenset()  # the calls of which only the part to train with is taken
    _parts: dict[_Asked, set[tuple[Split, Side]]] = field(default_factory=dict)  # what was asked before
    _whole: dict[_Asked, list[Value]] = field(default_factory=dict)
    _sides: dict[Value, tuple[Split, Side] | None] = field(default_factory=dict)

    def side(self, value: Value) -> tuple[Split, Side] | None:
        """Return which side of a split a value is, where it is itself one."""
        if not isinstance(value, Ref):
            return None
        if value not in self._sides:
            self._sides[value] = None  # while it is looked for
            self._sides[value] = self._side(value)
        return self._sides[value]

    def parts(self, *values: Value | None, before: float = float("inf")) -> set[tuple[Split, Side]]:
        """Return the nearest sides of splits that the rows of values come from."""
        key = (values, before)
        if key not in self._parts:
            self._parts[key] = self._nearest(values, before)
        return self._parts[key]

    def _nearest(self, values: tuple[Value | None, ...], before: float) -> set[tuple[Split, Side]]:
        found: set[tuple[Split, Side]] = set()

        def edges(value: Value) -> tuple[Value, ...] | None:
            side = self.side(value)
            if side is not None:
                found.add(side)
                return ()
            return deeper(value)

        self.program.flow.behind(*values, before=before, edges=edges, without=FITS)
        return found

    def whole(self, *values: Value | None, before: float = float("inf")) -> list[Value]:
        """Return the rows behind values as far as they were not split off yet."""
        key = (values, before)
        if key not in self._whole:
            self._whole[key] = self._unsplit(values, before)
        return self._whole[key]

    def _unsplit(self, values: tuple[Value | None, ...], before: float) -> list[Value]:
        def edges(value: Value) -> tuple[Value, ...] | None:
            return () if self.side(value) is not None else deeper(value)

        found = self.program.flow.behind(*values, before=before, edges=edges, without=FITS)
        return [value for value in found if self.side(value) is None]

    def sides(self, *values: Value | None, before: float = float("inf")) -> set[Side]:
        """Return the sides of ``parts``, without the folds of a cross validation."""
        return {side for split, side in self.parts(*values, before=before) if not split.folds}

    @property
    def learns(self) -> bool:
        """Whether there is anything in the notebook that may learn from rows, or answer."""
        return not {name.partition(".")[0] for name in self.program.modules}.isdisjoint(words("choices", "learners"))

    @property
    def apart(self) -> bool:
        """Whether rows are held back from what learns, other than by a cross validation."""
        if not self.learns:
            return False
        return any(not split.folds for split in self.all) or any(self.side(item) for _, _, item in self._named())

    def _named(self) -> Iterator[tuple[int, CellRef, Item]]:
        return (each for each in self.program.selections if isinstance(each[2].key, Const))

    def of_call(self, call: Call) -> Split | None:
        """Return the split that a call makes."""
        return self._by_call.get(call.order)

    def bound(self, call: Call) -> Iterator[tuple[str, Side]]:
        """Yield the names that the parts of a split are bound to."""
        split = self._by_call[call.order]
        for index, name in enumerate(call.targets if len(call.targets) > 1 else ()):
            yield name, self._again(split, side_of(split.name, index, len(call.targets)))

    def kept(self) -> dict[Value, tuple[Split, Side]]:
        """Return the values that are sides of splits by hand."""
        return self._by_hand

    def forget(self) -> None:
        """Forget what was asked while not all splits were known."""
        for asked in (self._parts, self._whole, self._sides):
            asked.clear()

    def _side(self, value: Ref) -> tuple[Split, Side] | None:
        known = self._by_hand.get(value)
        if known is None and self._given and type(value) is Ref:
            call = self.program.flow.call_of(value)
            known = None if call is None else self._given.get(call.order)
        if known is not None:
            return known
        if isinstance(value, Item) and isinstance(value.key, Ref):
            return self._of_index(value.key)
        if isinstance(value, Part):
            index, of = value.index, value.of
        elif isinstance(value, Item) and isinstance(value.key, Const) and isinstance(value.key.value, int | str):
            index, of = (named_place(value.key.value), 2) if isinstance(value.key.value, str) else (value.key.value, 0)
        else:
            return None
        call = self._origin(value.base)
        if call is not None and call.method in _SETS:
            return self._one_of_several(value, call)
        split = self._by_call.get(call.order) if call is not None else None
        if split is None or index < 0:
            return None
        return split, self._again(split, side_of(split.name, index, of))

    def _one_of_several(self, value: Ref, call: Call) -> tuple[Split, Side] | None:
        """Return the side of one of the parts that a call gives, by its name or by ``split=["train", "test"]``."""
        if isinstance(value, Item) and isinstance(value.key, Const):
            return self._told(call, str(value.key.value))
        if not isinstance(value, Part):
            return None
        asked = call.value(None, "split")
        name = asked.items[value.index] if isinstance(asked, Seq) and len(asked.items) == value.of else None
        if not isinstance(name, Const) or not isinstance(name.value, str):
            return None
        return self._told(call, name.value.partition("[")[0])

    def _told(self, call: Call, key: str) -> tuple[Split, Side] | None:
        told = named(key)
        if told is None or call.order in self._lone:
            return None
        return self._sets.setdefault(call.order, Split("given", call.order, call.cell, ())), told

    def _of_index(self, key: Ref) -> tuple[Split, Side] | None:
        """Return the side of rows that are chosen by a part of an index: ``X[order[:n]]``."""
        found = self.parts(key)
        if len({side for _, side in found}) != 1:
            return None
        return next(iter(found))

    def _origin(self, value: Value | None) -> Call | None:
        """Return the call that gave what is taken apart; the turns of a loop over it are taken apart once more."""
        while type(value) is Ref and (value.name.endswith("[]") or _MAPPED.search(value.name)):
            value = value.base
        return None if value is None else self.program.flow.call_of(value)

    def _again(self, split: Split, side: Side) -> Side:
        """Return what a side is there for where its rows were split off others before."""
        if split.folds:
            return side
        before = self.sides(*split.rows, before=split.order)
        if before == {Side.TRAIN}:
            return Side.VALID if side is Side.TEST else side
        if before and Side.TRAIN not in before:
            return Side.VALID if side is Side.TRAIN else side
        return side


_last: Splits | None = None  # several probes ask in a row


def find_splits(program: Program) -> Splits:
    """Find the splits of a notebook; what is found is kept until another reading is looked at."""
    global _last  # noqa: PLW0603 - a cache of one; replacing it is atomic
    last = _last
    if last is None or last.program is not program:
        _last = last = _find(program)
    return last


def _find(program: Program) -> Splits:
    splits = Splits(program, _lone=only_training(program))
    found: list[Split] = []
    for call in program.calls:
        rows = rows_of(call)
        if rows is not None:
            folds = folds_rows(call)
            split = Split(call.method, call.order, call.cell, rows, folds, call, is_random(call, program))
            splits._by_call[call.order] = split  # noqa: SLF001 - being built
            found.append(split)
    names, between = first_names(program), middles(program)
    learned, asked = rows_given(program, FITS), rows_given(program, _ASKED)
    ends = {item for _, item, _ in judged_ends(program)}
    for pair in pairs(program):
        if not ({pair.first, pair.second} & ends or is_meant(pair, names, learned, asked, program)):
            continue
        split = Split(
            pair.how,
            pair.order,
            pair.cell,
            (pair.rows,),
            random=is_drawn(pair, program),
            by_values=is_by_values(pair, program),
        )
        found.append(split)
        for value, side in told_apart(pair, names, learned):
            splits._by_hand.setdefault(value, (split, side))  # noqa: SLF001 - being built
            if value in between:
                splits._by_hand[value] = (split, Side.VALID)  # noqa: SLF001 - being built
    for middle, table in masked_middles(program):
        whole = next((each for each in found if each.rows == (table,) and each.call is None), None)
        splits.kept().update({} if whole is None or middle in splits.kept() else {middle: (whole, Side.VALID)})
    found.extend(_handed_out(program, splits))
    found.extend(_lone_ends(program, splits))
    found.extend(_lone_samples(program, splits, names))
    found.extend(_given_apart(program, splits, found))
    found.extend(_by_index(program, splits))
    splits.forget()
    splits.all = tuple(sorted(found, key=lambda split: split.order))
    return splits


def _handed_out(program: Program, splits: Splits) -> Iterator[Split]:
    """Yield the splits that a call brings with it whose parts are called so."""
    for order, sides in handed_out(program):
        if order not in splits._by_call and not any(map(splits.parts, sides)):  # noqa: SLF001 - being built
            call = next((each for each in program.calls if each.order == order), None)
            if call is not None:
                split = Split("given", order, call.cell, ())
                splits.kept().update({value: (split, side) for value, side in sides.items()})
                yield split


def _lone_ends(program: Program, splits: Splits) -> Iterator[Split]:
    """Yield the ends of tables that something is judged on although nobody takes the beginning."""
    for call, item, rows in judged_ends(program):
        if not splits.parts(item):
            split = Split("slice", call.order, call.cell, (rows,))
            splits.kept()[item] = (split, Side.TEST)
            yield split


def _lone_samples(program: Program, splits: Splits, names: dict[Value, str]) -> Iterator[Split]:
    """Yield the samples that are there to judge on although nothing was left out for them."""
    for value, name in names.items():
        call = program.flow.call_of(value)
        known = call is None or call.method != "sample" or value in splits.kept()
        if not known and call is not None and call.base is not None and named(name) is Side.TEST:
            split = Split("sample", call.order, call.cell, (call.base,))
            splits.kept()[value] = (split, Side.TEST)
            yield split


def _by_index(program: Program, splits: Splits) -> Iterator[Split]:
    """Yield the splits of rows that are chosen by the parts of an index: ``X[order[:n]]``.

    Rows of a part that are chosen by something about it (``clf.predict(X_test)[y_test == 1]``) are no split.
    """
    for order, cell, item in program.selections:
        looked_up = isinstance(item.key, Const) or (type(item.key) is Ref and item.key.name.endswith("[]"))
        if isinstance(item.base, Ref) and not looked_up and item.base not in splits.kept():
            for split, _ in () if _is_compared(item.node) else splits.parts(item.key, before=order):
                if item.base not in split.rows:
                    yield Split(split.name, order, cell, (item.base,), split.folds, split.call, split.random)
                    break


def _is_compared(key: ast.expr) -> bool:
    """Tell whether rows are chosen by a condition, in which a part stands for its values and not for places."""
    if isinstance(key, ast.UnaryOp):
        return _is_compared(key.operand)
    if isinstance(key, ast.BinOp):
        return _is_compared(key.left) and _is_compared(key.right)
    return isinstance(key, ast.Compare)


def _given_apart(program: Program, splits: Splits, known: list[Split]) -> Iterator[Split]:
    """Yield the split that the data come in: a file to train with and one to test with, or both from one call."""
    sides = told_sides(program)
    if not {Side.TRAIN, Side.TEST} <= set(sides.values()):
        sides = used_apart(program, {each for split in known if not split.folds for each in split.rows})
    if {Side.TRAIN, Side.TEST} <= set(sides.values()):
        first = min(sides)
        call = next(call for call in program.flow.made.values() if call.order == first)
        split = Split("given", call.order, call.cell, ())
        for order, side in sides.items():
            splits._given[order] = (split, side)  # noqa: SLF001 - being built
        yield split
