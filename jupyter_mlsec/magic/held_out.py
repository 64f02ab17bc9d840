"""Which rows were held out for a model: those that cells judge it on, or else the other side of its split."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.judges import Judge, judges_in
from jupyter_mlsec.magic.parted import sides_of
from jupyter_mlsec.magic.paths import root
from jupyter_mlsec.probes._ground.packages import package_of
from jupyter_mlsec.probes._notebook.sides import Side

if TYPE_CHECKING:
    from jupyter_mlsec.magic.models_here import Model
    from jupyter_mlsec.magic.moments import Moments
    from jupyter_mlsec.magic.session import Session

_SAMPLE = 20  # rows that are looked for among those of the fit


class HeldOut:
    """Knows the splits of a session and what its cells score; ``retold`` is what happened to its tables."""

    def __init__(self, session: Session, retold: Moments) -> None:
        self._session, self._retold = session, retold
        self._judges, self._sides = judges_in(session.sources()), sides_of(session)

    def of(self, model: Model, x_train: str | None, y_train: str | None) -> Judge | None:
        """Return where a model's held-out rows and their answers are; None where nothing says so."""
        told: list[Judge] = [*self._judges.get(model.fitted_as, ()), *self._judges.get(model.path, ())]
        found = [judge for judge in told if self._can_judge(judge, x_train)]
        if found:
            return found[-1]  # what was said last: validation comes before the test
        if x_train is None or y_train is None:
            return None
        return next(self._across(x_train, y_train), None)

    def _can_judge(self, judge: Judge, x_train: str | None) -> bool:
        """Tell whether rows and answers are there, belong together, and are not those of the fit."""
        try:
            rows, answers = self._session.value(judge[0]), self._session.value(judge[1])
        except UsageError:
            return False
        if not 0 < length_of(rows) == length_of(answers):
            return False
        if x_train is None:
            return True
        if _wide(rows) != _wide(self._session.value(x_train)):
            return False  # what the names hold by now is of another model
        ours, theirs = root(judge[0]), root(x_train)
        if ours != theirs and ours in self._above(theirs):
            return False  # the whole that the rows of the fit were taken from
        related = ours == theirs or theirs in self._above(ours)
        return not (related and _overlap(rows, self._session.value(x_train)))

    def _above(self, name: str) -> set[str]:
        return {step.name for step in self._retold.lineage(name)}

    def _across(self, x_train: str, y_train: str) -> Iterator[Judge]:
        """Yield the rows and answers on the other side of the splits that the rows of a fit are one side of."""
        for side in self._sides:
            if root(x_train) not in side[Side.TRAIN]:
                continue
            for names in (*self._parted_again(side[Side.TEST]), side[Side.TEST]):
                x = self._counterpart(x_train, names)
                y = self._counterpart(y_train, names) if x else None
                if x and y and length_of(self._session.value(x)) == length_of(self._session.value(y)):
                    yield x, y

    def _parted_again(self, names: list[str]) -> Iterator[list[str]]:
        """Yield the test sides of later splits of a test side: what was left of it is for validation."""
        for side in self._sides:
            above = {step for name in side[Side.TEST] for step in self._above(name)}
            if above & set(names) and not set(side[Side.TEST]) & set(names):
                yield from self._parted_again(side[Side.TEST])
                yield side[Side.TEST]

    def _counterpart(self, path: str, names: Iterable[str]) -> str | None:
        """Return which of ``names`` is on the other side what ``path`` is on its own: of its shape, named like it."""
        model, start = _shape(self._session.value(path)), root(path)
        found: dict[str, float] = {}
        for name in names:
            try:
                value = self._session.value(_renamed(path, start, name))
            except UsageError:
                continue
            if _shape(value) == model:
                found[name] = SequenceMatcher(None, name, start.replace("train", "test")).ratio()
        best = max(found, key=lambda name: found[name], default=None)
        return None if best is None else _renamed(path, start, best)


def columns_of(value: Any) -> tuple[object, ...]:  # noqa: ANN401 - whatever cells made
    """Return the names of a table's columns; none for what has no names."""
    columns = getattr(value, "columns", None)
    return () if columns is None or callable(columns) else tuple(columns)


def _renamed(path: str, old: str, new: str) -> str:
    """Return a path with another variable wherever it names one."""
    if path == old:
        return new
    tree = ast.parse(path, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == old:
            node.id = new
    return ast.unparse(tree)


def _shape(value: Any) -> tuple[object, ...]:  # noqa: ANN401 - as above
    """Return what a counterpart must have in common: the dimensions beside the rows, and the columns' names."""
    return (*_wide(value), *columns_of(value))


def _wide(value: Any) -> tuple[int, ...]:  # noqa: ANN401 - as above
    sizes = getattr(value, "shape", None)
    return tuple(sizes[1:]) if isinstance(sizes, tuple) else ()


def length_of(value: Any) -> int:  # noqa: ANN401 - as above
    """Return how many rows something holds; -1 where it has no length."""
    sizes = getattr(value, "shape", None)
    if isinstance(sizes, tuple) and sizes:
        return int(sizes[0])
    return len(value) if hasattr(value, "__len__") else -1


def _overlap(one: Any, other: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether rows of a table are rows of one that it is related to, by their labels or else by their values."""
    packages = {package_of(one), package_of(other)}
    if packages == {"pandas"}:
        return bool(one.index.isin(other.index).any())
    if packages == {"numpy"} and one.shape[1:] == other.shape[1:] and one.dtype == other.dtype != object:
        sample = one[:: max(1, len(one) // _SAMPLE)][:_SAMPLE].reshape(-1, *other.shape[1:])
        return all((other == row).reshape(len(other), -1).all(axis=1).any() for row in sample)
    return one is other
