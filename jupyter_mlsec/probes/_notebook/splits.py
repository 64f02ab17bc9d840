"""Splits: rows taken apart into what is learned from and what is judged on, by a library or by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from jupyter_mlsec.code.values import AnyOf, Const, Ref, Value
from jupyter_mlsec.model.text import CellRef
from jupyter_mlsec.probes._notebook.by_hand import Pair, pairs
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import FITS, deeper, rows_behind
from jupyter_mlsec.probes._notebook.tracer import Item, Part


class Side(StrEnum):
    """What a part of the rows is there for."""

    TRAIN = "train"
    VALID = "validation"
    TEST = "test"


_ALTERNATES = frozenset({"train_test_split"})  # X_train, X_test, y_train, y_test
_PAIRWISE = frozenset({"iterative_train_test_split"})  # X_train, y_train, X_test, y_test
_IN_TURN = frozenset({
    "array_split", "dsplit", "partition_dataset", "randomSplit", "random_split", "random_split_by_group", "split",
    "split_by_ratio", "split_dataset", "stratified_split", "temporal_split", "train_valid_test_split", "vsplit",
    "train_test_split_df", "split_frame",
})  # fmt: skip
_SPLITTERS = re.compile(
    r"(?:Stratified|Repeated|Group|LeaveOne|LeaveP|TimeSeries|Predefined|Purged|Blocking|Shuffle|MultilabelStratified"
    r"|IterativeStrat)*(?:KFold|ShuffleSplit|Split|Out|GroupOut|GroupsOut|GroupKFold|GroupShuffleSplit|"
    r"Stratification)\(\)"
)
_FOLDS = re.compile(r"KFold|Out\(|TimeSeriesSplit|PurgedGroup")
_NUMPY = re.compile(r"(?:numpy|jax\.numpy|cupy|torch|tensorflow)\.(?:array_)?(?:v|d)?split")
_FRAMES = re.compile(r"(?:torch\.utils\.data|keras\.utils|lightning|pyspark|torchtext)")
_WORDS = re.compile(r"[A-Z]?[a-zà-ÿ]+|[A-Z]+(?![a-z])")
_DATA = re.compile(r"(?:read|load|scan|fetch|from)_?\w*|[A-Z]\w+|table|csv|parquet|json")
_TEST = frozenset({"test", "tests", "tst", "te", "holdout", "heldout", "hold", "unseen", "oos", "eval", "evaluation",
                   "pruef", "prüf", "essai", "prueba", "proef", "teste", "out", "after", "later", "future", "recent",
                   "apres", "nachher", "examen", "kontrolle", "hinten"})  # fmt: skip
_VALID = frozenset({"val", "valid", "validation", "dev", "wahl", "validacion", "validierung", "calib", "cal",
                    "calibration"})  # fmt: skip
_TRAIN = frozenset({"train", "tr", "trn", "training", "fit", "lern", "apprentissage", "entrenamiento", "past", "before",
                    "avant", "vorher", "learn", "treino"})  # fmt: skip
_THREE = 3
_LONG = 20  # characters of a split's name


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """One split of ``rows``; ``folds`` where a cross validation goes through several of them."""

    name: str
    order: int
    cell: CellRef
    rows: tuple[Value, ...]
    folds: bool = False
    call: Call | None = None


@dataclass(slots=True, eq=False)
class Splits:
    """All splits of a notebook, and which side of which a value is."""

    program: Program
    all: tuple[Split, ...] = ()
    _by_call: dict[int, Split] = field(default_factory=dict)  # by the order of the call
    _by_hand: dict[Value, tuple[Split, Side]] = field(default_factory=dict)
    _given: dict[int, tuple[Split, Side]] = field(default_factory=dict)  # by the order of the call that reads
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

        def edges(value: Value) -> tuple[Value, ...] | None:
            return () if self.side(value) is not None else deeper(value)

        found = self.program.flow.behind(*values, before=before, edges=edges, without=FITS)
        return [value for value in found if self.side(value) is None]

    def sides(self, *values: Value | None, before: float = float("inf")) -> set[Side]:
        """Return the sides of ``parts``, without the folds of a cross validation."""
        return {side for split, side in self.parts(*values, before=before) if not split.folds}

    def of_call(self, call: Call) -> Split | None:
        """Return the split that a call makes."""
        return self._by_call.get(call.order)

    def named(self, call: Call) -> Iterator[tuple[str, Side]]:
        """Yield the names that the parts of a split are bound to."""
        split = self._by_call[call.order]
        for index, name in enumerate(call.targets if len(call.targets) > 1 else ()):
            yield name, self._again(split, _side_of(split, index, len(call.targets)))

    def kept(self) -> dict[Value, tuple[Split, Side]]:
        """Return the values that are sides of splits by hand."""
        return self._by_hand

    def _side(self, value: Ref) -> tuple[Split, Side] | None:
        known = self._by_hand.get(value)
        if known is None and self._given and type(value) is Ref:
            call = self.program.flow.call_of(value)
            known = None if call is None else self._given.get(call.order)
        if known is not None:
            return known
        if isinstance(value, Part):
            index, of = value.index, value.of
        elif isinstance(value, Item) and isinstance(value.key, Const) and isinstance(value.key.value, int | str):
            index, of = (_key(value.key.value), 2) if isinstance(value.key.value, str) else (value.key.value, 0)
        else:
            return None
        call = self._origin(value.base)
        split = self._by_call.get(call.order) if call is not None else None
        if split is None or index < 0:
            return None
        return split, self._again(split, _side_of(split, index, of))

    def _origin(self, value: Value | None) -> Call | None:
        """Return the call that gave what is taken apart; the turns of a loop over it are taken apart once more."""
        while isinstance(value, Ref) and type(value) is Ref and value.name.endswith("[]"):
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
    splits = Splits(program)
    found: list[Split] = []
    for call in program.calls:
        rows = _rows(call)
        if rows is not None:
            folds = _SPLITTERS.search(call.name) is not None and _FOLDS.search(call.name) is not None
            split = Split(call.method, call.order, call.cell, rows, folds, call)
            splits._by_call[call.order] = split  # noqa: SLF001 - being built
            found.append(split)
    names = _names(program)
    for pair in pairs(program):
        split = Split(pair.how, pair.order, pair.cell, (pair.rows,))
        found.append(split)
        for value, side in _told_apart(pair, names, program):
            splits._by_hand.setdefault(value, (split, side))  # noqa: SLF001 - being built
    found.extend(_given_apart(program, splits))
    found.extend(_by_index(program, splits))
    splits.all = tuple(sorted(found, key=lambda split: split.order))
    return splits


def _by_index(program: Program, splits: Splits) -> Iterator[Split]:
    """Yield the splits of rows that are chosen by the parts of an index: ``X[order[:n]]``."""
    for order, cell, item in program.selections:
        if isinstance(item.base, Ref) and not isinstance(item.key, Const) and item.base not in splits.kept():
            for split, _ in splits.parts(item.key, before=order):
                if item.base not in split.rows:
                    yield Split(split.name, order, cell, (item.base,), split.folds, split.call)
                    break


def _given_apart(program: Program, splits: Splits) -> Iterator[Split]:
    """Yield the split that the data come in: a file to train with and one to test with, or both from one call."""
    sides = {call.order: side for call in program.calls if (side := told_side(call)) is not None}
    if {Side.TRAIN, Side.TEST} <= set(sides.values()):
        first = min(sides)
        call = next(call for call in program.calls if call.order == first)
        split = Split("given", call.order, call.cell, ())
        for order, side in sides.items():
            splits._given[order] = (split, side)  # noqa: SLF001 - being built
        yield split


def _rows(call: Call) -> tuple[Value, ...] | None:
    """Return what a call splits; None where it splits nothing."""
    owner = call.name.removesuffix(f".{call.method}")
    given = tuple(argument.value for argument in call.arguments.positional)
    if call.method in _ALTERNATES | _PAIRWISE:
        if isinstance(call.base, Ref) and call.base.name.endswith((")", "]")):
            return (call.base,)  # a data set's own method
        return given or tuple(
            call.arguments.keywords[name].value
            for name in ("X", "arrays", "data", "dataset", "df", "y")
            if name in call.arguments.keywords
        )
    if call.method == "split" and _SPLITTERS.search(f"{owner.rpartition('.')[2]}"):
        return given
    if call.method == "randomSplit" and isinstance(call.base, Ref):
        return (call.base,)
    if call.method in _IN_TURN and (_NUMPY.fullmatch(call.name) or _FRAMES.match(call.name)) and given:
        return given[:1]
    return given[:1] if call.method in _IN_TURN - {"split"} and given and not _NUMPY.match(call.name) else None


def _side_of(split: Split, index: int, of: int) -> Side:
    if split.name in _ALTERNATES:
        return Side.TRAIN if index % 2 == 0 else Side.TEST
    if split.name in _PAIRWISE:
        return Side.TRAIN if index < of / 2 else Side.TEST
    if index == 0:
        return Side.TRAIN
    return Side.VALID if of == _THREE and index == 1 else Side.TEST


def _key(key: str) -> int:
    """Return the place of a named part: ``parts["test"]``."""
    word = key.lower()
    return 0 if word.startswith("train") else 1 if word.startswith(("test", "val", "eval", "dev")) else -1


def _names(program: Program) -> dict[Value, str]:
    """Return the first name that each value was bound to."""
    found: dict[Value, str] = {}
    for name, value in program.names:
        for option in value.options if isinstance(value, AnyOf) else (value,):
            found.setdefault(option, name)
    return found


def _told_apart(pair: Pair, names: dict[Value, str], program: Program) -> Iterator[tuple[Value, Side]]:
    """Yield the two sides of a split by hand: told by their names, or by which of them is learned from."""
    first, second = (_named(names.get(value, "")) for value in (pair.first, pair.second))
    if first is None and second is None:
        learned = {
            value
            for call in program.calls
            if call.method in FITS
            for value in rows_behind(program.flow, *call.arguments.values(), before=call.order)
        }
        swapped = pair.second in learned and pair.first not in learned
        first, second = (Side.TEST, Side.TRAIN) if swapped else (Side.TRAIN, Side.TEST)
    other = {Side.TRAIN: Side.TEST, Side.TEST: Side.TRAIN, Side.VALID: Side.TRAIN}
    yield pair.first, first or other[second or Side.TEST]
    yield pair.second, second or other[first or Side.TRAIN]


def _named(name: str) -> Side | None:
    words = {word.lower() for word in _WORDS.findall(name)}
    for known, side in ((_VALID, Side.VALID), (_TEST, Side.TEST), (_TRAIN, Side.TRAIN)):
        if words & known:
            return side
    return None


def told_side(call: Call) -> Side | None:
    """Return which side of a split that was made elsewhere a call reads, as its path or its options say."""
    if not _DATA.fullmatch(call.method):
        return None
    if call.constant("train") in {True, False} and "." in call.name:
        return Side.TRAIN if call.constant("train") is True else Side.TEST
    told = call.text(None, "split", "subset") or call.text(1) or ""
    if _named(told.partition("[")[0]) is not None and len(told) < _LONG:
        return _named(told.partition("[")[0])
    path = call.text(0, "path", "filepath_or_buffer", "source", "io", "data_dir", "file", "directory", "root") or ""
    return _named(path.rstrip("/").rpartition("/")[2]) if path else None
