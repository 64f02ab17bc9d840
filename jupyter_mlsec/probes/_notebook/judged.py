"""Figures: values in which answers of a model meet the truth about the same held back rows.

It is a figure whatever it is called: a metric of a library, a loss that a loop sums up, ``(model(x) == y).mean()``.
From a figure one can follow back what else went into it, up to an earlier figure on the same rows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from jupyter_mlsec.code.values import Arguments, Const, Map, Ref, Seq, Value
from jupyter_mlsec.probes._names.read import words
from jupyter_mlsec.probes._notebook.answers import answered, is_metric, method_of
from jupyter_mlsec.probes._notebook.attached import column_of
from jupyter_mlsec.probes._notebook.flow import inside
from jupyter_mlsec.probes._notebook.program import Call, Program
from jupyter_mlsec.probes._notebook.rows import FITS, is_about, tables
from jupyter_mlsec.probes._notebook.sides import Side
from jupyter_mlsec.probes._notebook.splits import Split, Splits
from jupyter_mlsec.probes._notebook.traced import Item

Held = tuple[Split, Side]  # rows that are held back from training

_PICKS = frozenset({
    "max", "min", "sorted", "argmax", "argmin", "argsort", "idxmax", "idxmin", "nanargmax", "nanargmin", "nlargest",
    "nsmallest", "sort_values", "sort", "top_k", "topk", "arg_max", "arg_min", "rank", "index", "searchsorted",
})  # fmt: skip
_CARRIES = frozenset({"DataFrame", "Series", "Dataset", "Table", "assign", "with_columns", "dict", "append", "concat",
                      "column_stack", "hstack", "stack", "merge", "join", "zip"})  # fmt: skip
_KEEPS = FITS - {"set_params"}
_VISITED = 1_500


@dataclass(frozen=True, slots=True)
class Made:
    """What a value is made of: answers about held back rows, such rows themselves, and earlier figures."""

    answers: frozenset[Held] = frozenset()
    rows: frozenset[Held] = frozenset()
    figures: tuple[Value, ...] = ()
    free: bool = False  # there are answers for which no rows are given: a forecast


@dataclass(eq=False)
class Judged:
    """The figures of a notebook, and the held back rows that each of them is about."""

    splits: Splits
    _about: dict[Value, frozenset[Held]] = field(default_factory=dict)
    _made: dict[Value, Made] = field(default_factory=dict)

    @cached_property
    def by_order(self) -> dict[int, Call]:
        """The calls by when they are made."""
        return {call.order: call for call in self.program.flow.made.values()}

    @property
    def program(self) -> Program:
        """The program that is looked at."""
        return self.splits.program

    def about(self, value: Value) -> frozenset[Held]:
        """Return the held back rows that a value is a figure about; nothing where it is none."""
        if not isinstance(value, Ref) or value.made is None:
            return frozenset()
        if value not in self._about:
            self._about[value] = frozenset()  # while it is looked at
            self._about[value] = self._figure(value)
        return self._about[value]

    def _figure(self, value: Ref) -> frozenset[Held]:
        if value.name == "?" or value.name.endswith("()"):
            return frozenset().union(*(self._meeting(group) for group in self._groups(value)))
        return frozenset()

    def _groups(self, value: Ref) -> Iterator[tuple[tuple[Value, ...], bool]]:
        """Yield what meets in a value, and whether it is called a metric."""
        written = self.program.written.get(value)
        if written is not None:
            if isinstance(written.node, ast.BinOp | ast.Compare):
                yield written.parts, False
        elif value.name != "?" and value.made is not None:
            method = method_of(value)
            if is_metric(method):
                yield operands(value, value.made), True
            elif method in words("choices", "meets") or _is_own(value):
                yield operands(value, value.made), False

    def _meeting(self, group: tuple[tuple[Value, ...], bool]) -> frozenset[Held]:
        parts, metric = group
        made = [self.made_of(part) for part in parts]
        answers = [each.answers for each in made]
        rows = [each.rows for each in made]
        if metric:
            return frozenset().union(*answers, *rows)
        found: set[Held] = set()
        for place, each in enumerate(answers):
            for other, truth in enumerate(rows):
                if other != place:
                    found |= truth if made[place].free and not each else each & truth
        return frozenset(found)

    def made_of(self, value: Value) -> Made:
        """Return what a value is made of, as far back as rows, answers and earlier figures."""
        if value not in self._made:
            self._made[value] = Made()  # while it is looked at
            self._made[value] = self._look(value)
        return self._made[value]

    def _look(self, value: Value) -> Made:
        answers: set[Held] = set()
        rows: set[Held] = set()
        figures: list[Value] = []
        free: list[Value] = []

        def edges(each: Value) -> tuple[Value, ...] | None:
            answer = part_of_answers(each) or self._part_of_figures(each)
            side = self.splits.side(each) if answer is None else None
            if side is not None:
                rows.update(held(side))
            elif self.about(each):
                figures.append(each)
            elif answer is None and isinstance(each, Ref) and (given := answered(each)) is not None:
                parts = self.splits.parts(*given)
                answers.update(held(*parts))
                if not parts and not any(map(self._is_table, given)):
                    free.append(each)
                for inner in given:
                    answers.update(self.made_of(inner).answers)
            elif not is_about(each):
                return (answer,) if answer is not None else self._computed(each)
            return ()

        self.program.flow.behind(value, edges=edges, without=FITS)
        return Made(frozenset(answers), frozenset(rows), tuple(figures), bool(free))

    def _part_of_figures(self, value: Value) -> Ref | None:
        """Return the figures about single rows that a value is some of: ``errors[mask]``."""
        owner = value.base if isinstance(value, Item) and not isinstance(value.key, Const) else None
        if isinstance(owner, Ref) and not self.splits.side(owner) and self.made_of(owner).figures:
            return owner
        return None

    def _computed(self, value: Value) -> tuple[Value, ...] | None:
        """Return what a value was computed from, where that is more exact than what it is made of."""
        column = column_of(value, self.program.flow.grown)
        written = self.program.written.get(value) if column is None else None
        return written.parts if written is not None else column

    def _is_table(self, value: Value) -> bool:
        found = tables(self.splits.whole(value))
        return any(
            not each.name.startswith("builtins.") and not _is_of_about(each) for each in found if isinstance(each, Ref)
        )

    def figures(self) -> Iterator[tuple[Ref, Call | None]]:
        """Yield all figures about held back rows, with the call that made them where one did."""
        for value, call in self._candidates():
            if self.about(value):
                yield value, call

    def _candidates(self) -> Iterator[tuple[Ref, Call | None]]:
        for call in self.program.flow.made.values():
            yield Ref(f"{call.name}()", call.arguments, call.base), call
        for value in self.program.written:
            if isinstance(value, Ref):
                yield value, None

    def leaned_on(self, value: Ref, on: frozenset[Held]) -> Iterator[tuple[Value, bool]]:
        """Yield the earlier figures about the same rows that decided what a figure is now.

        With each comes whether it decided which rows are left. A figure that only lies in the same table or dict as
        what is judged decided nothing.
        """
        yield from self.earlier(self._parts(value), on, value)

    def earlier(
        self, values: tuple[Value, ...], on: frozenset[Held], than: Value | None = None
    ) -> Iterator[tuple[Value, bool]]:
        """Yield the figures about held back rows that decided what values are now, as ``leaned_on`` does."""
        pending: list[tuple[Value, int, bool]] = [(each, 0, False) for each in values]
        seen: set[tuple[Value, int, bool]] = set()
        while pending and len(seen) < _VISITED:
            state = pending.pop()
            if state in seen:
                continue
            seen.add(state)
            each, how, left = state
            if each is not than and how != 1 and self.about(each) & on:
                yield each, left
                continue
            pending.extend(self._deeper(each, how, left))

    def _parts(self, value: Ref) -> tuple[Value, ...]:
        written = self.program.written.get(value)
        if written is not None:
            return written.parts
        return operands(value, value.made) if value.made is not None else ()

    def _deeper(self, value: Value, how: int, left: bool) -> Iterator[tuple[Value, int, bool]]:  # noqa: FBT001 - a state
        computed = self._computed(value)
        if computed is not None:
            for each in computed:
                yield each, how, left
            return
        if isinstance(value, Item):
            if value.base is not None:
                yield value.base, how, left
                made = self.made_of(value.base)
                left = left or bool(made.answers or made.rows)
            yield value.key, 2, left
            return
        if isinstance(value, Ref) and value.name.endswith("()") and method_of(value) in _PICKS:
            how = 2
        carries = isinstance(value, Map) or (isinstance(value, Seq) and not self._only_figures(value.items))
        if isinstance(value, Ref) and value.name.endswith("()") and method_of(value) in _CARRIES:
            carries = True
        for each in inside(value):
            yield each, 1 if carries and how == 0 else how, left
        grown = [what for _, what, by in self.program.flow.grown.get(value, ()) if by not in _KEEPS]
        alone = self._only_figures(tuple(grown))
        for what in grown:
            yield what, how if alone or how else 1, left

    def _only_figures(self, values: tuple[Value, ...]) -> bool:
        return bool(values) and all(self.about(each) or self.made_of(each).figures for each in values)


def held(*sides: Held) -> Iterator[Held]:
    """Yield those sides that are held back from training, in no cross validation."""
    for split, side in sides:
        if side is not Side.TRAIN and not split.folds:
            yield split, side


def _is_of_about(value: Value | None) -> bool:
    """Tell whether a value is taken from what is known of rows: ``test.index[0]``."""
    while isinstance(value, Ref):
        if is_about(value):
            return True
        value = value.base
    return False


def part_of_answers(value: Value) -> Ref | None:
    """Return the answers that a value is some of: ``model.predict_in_sample()[-12:]``."""
    owner = value.base if isinstance(value, Item) else None
    while isinstance(owner, Ref):
        if answered(owner) is not None:
            return owner
        if owner.name.endswith("()"):
            return None
        owner = owner.base
    return None


def _is_own(value: Ref) -> bool:
    """Tell whether a function of some module is called that is no part of a well known library."""
    root = value.name.partition(".")[0]
    plain = value.base is None and value.name.count("()") == 1 and "." in value.name
    return plain and root not in words("choices", "others") and not root.startswith("?") and answered(value) is None


def operands(value: Ref, made: Arguments) -> tuple[Value, ...]:
    """Return what a call is given, its receiver among it."""
    given = tuple(made.values())
    return given if value.base is None else (value.base, *given)


_last: Judged | None = None  # several probes ask in a row


def judged_rows(splits: Splits) -> Judged:
    """Return the figures of a notebook; what is found is kept until another reading is looked at."""
    global _last  # noqa: PLW0603 - a cache of one; replacing it is atomic
    last = _last
    if last is None or last.splits is not splits:
        _last = last = Judged(splits)
    return last
