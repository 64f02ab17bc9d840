"""The models and tables that a kernel's cells made, and which rows judge and feed which: what there is to measure.

Nothing is guessed from values: which rows a model was fitted on is what cells say and the kernel confirms, which were
held out is what they say about the split, and a counterpart must have the shape of what it stands for. Cells that ran
before the extension was loaded are read again for names alone: no digest of what was then can be had now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.model_questions import ModelQuestion
from jupyter_mlsec.magic.moments import Moments
from jupyter_mlsec.magic.open_tables import TableQuestion
from jupyter_mlsec.magic.parted import parts_of, sides_of
from jupyter_mlsec.magic.paths import last_key, root
from jupyter_mlsec.probes._notebook.sides import Side

if TYPE_CHECKING:
    from jupyter_mlsec.lifecycle.collect import Heard, Progress
    from jupyter_mlsec.magic.session import Session
    from jupyter_mlsec.model.checklist import Evidence

_MOST_TABLES = 8  # of those that no model was fitted on


@dataclass(frozen=True, slots=True)
class Found:
    """What can be measured, and the models of which nobody knows which rows judge them."""

    models: tuple[ModelQuestion, ...]
    tables: tuple[TableQuestion, ...]
    unjudged: tuple[str, ...]

    def ask(
        self,
        session: Session,
        *,
        heavy: bool,
        budget: float,
        progress: Progress | None = None,
        heard: Heard | None = None,
    ) -> list[Evidence]:
        """Return what all probes see; ``budget`` is in seconds, for each of those that take long (``heavy``)."""
        from jupyter_mlsec.lifecycle.discovery import probes_for
        from jupyter_mlsec.probes._tables.frames import FrameSubject

        evidence: list[Evidence] = []
        for model in self.models:
            evidence += model.ask(session, heavy=heavy, budget=budget, progress=progress, heard=heard)
        for table in self.tables:  # after the models: which columns are used is known by then
            session.questions[table.name] = table
            evidence += table.ask(session, probes_for(FrameSubject), datetime.now(UTC))
        return evidence


def found_here(session: Session, groups: tuple[str, ...] = ()) -> Found:
    """Return what this kernel's cells made; ``groups`` are taken where a table has such columns."""
    namespace, retold = session.shell.user_ns, Moments()
    for source in session.sources():
        retold.ran(source, namespace)
    sides = sides_of(session)
    models, unjudged, seen = list[ModelQuestion](), list[str](), set[int]()
    for name in retold.models(namespace):
        if id(namespace[name]) in seen:
            continue
        seen.add(id(namespace[name]))
        x_train, y_train = retold.fitted_on(name, namespace)
        judges = _held_out(session, sides, x_train, y_train) if x_train and y_train else None
        if judges is None:
            unjudged.append(name)
            continue
        x, y = judges
        known = _columns(session.value(x))
        chosen = tuple(group for group in groups if group in known)
        models.append(ModelQuestion(name=name, x=x, y=y, x_train=x_train, y_train=y_train, groups=chosen))
    return Found(tuple(models), tuple(_tables(session, retold, models, groups)), tuple(unjudged))


def _held_out(
    session: Session, sides: Iterable[dict[Side, list[str]]], x_train: str, y_train: str
) -> tuple[str, str] | None:
    """Return where the rows that were held out and their answers are; None where nothing says so."""
    for side in sides:
        if root(x_train) in side[Side.TRAIN]:
            x = _counterpart(session, x_train, side[Side.TEST])
            y = _counterpart(session, y_train, side[Side.TEST]) if x else None
            if x and y and _length(session.value(x)) == _length(session.value(y)):
                return x, y
    return None


def _counterpart(session: Session, path: str, names: Iterable[str]) -> str | None:
    """Return which of ``names`` is on the other side what ``path`` is on its own: of its shape, and named like it."""
    model, start = _shape(session.value(path)), root(path)
    found: dict[str, float] = {}
    for name in names:
        try:
            value = session.value(name + path[len(start) :])
        except UsageError:
            continue
        if _shape(value) == model:
            found[name] = SequenceMatcher(None, name, start.replace("train", "test")).ratio()
    best = max(found, key=lambda name: found[name], default=None)
    return None if best is None else best + path[len(start) :]


def _tables(
    session: Session, retold: Moments, models: Iterable[ModelQuestion], groups: tuple[str, ...]
) -> Iterator[TableQuestion]:
    """Yield the tables that models' rows were taken from, each once, then those that were only loaded."""
    told: set[str] = set()
    for model in models:
        above = retold.frames_above(root(model.x_train or model.x), session.shell.user_ns)
        split = (name for name in above if all(parts_of(session, name, retold)))
        name = next(split, next(iter(above), None))
        if name and name not in told:
            told.update(above)
            yield _question(session, retold, name, groups, _target(session, name, model.y_train))
    others = [name for name in retold.loaded(session.shell.user_ns) if name not in told]
    for name in others[:_MOST_TABLES]:
        yield _question(session, retold, name, groups, None)


def _question(
    session: Session, retold: Moments, name: str, groups: tuple[str, ...], target: str | None
) -> TableQuestion:
    """Return the question about a table; what somebody said of it before (``%mlsec data df --entities id``) stands."""
    if name in session.questions:
        return session.questions[name]
    train, test = parts_of(session, name, retold)
    columns = _columns(session.value(name))
    return TableQuestion(
        name=name,
        target=target,
        groups=tuple(group for group in groups if group in columns),
        entities=(),
        time=None,
        quasi_identifiers=(),
        sensitive=(),
        train=train,
        test=test,
        reference=None,
    )


def _target(session: Session, table: str, answers: str | None) -> str | None:
    """Return the column of a table that a model's answers are, by the name that they carry or were taken by."""
    columns = _columns(session.value(table))
    if answers is None:
        return None
    named = (getattr(session.value(answers), "name", None), last_key(answers))
    return next((name for name in named if isinstance(name, str) and name in columns), None)


def _shape(value: Any) -> tuple[object, ...]:  # noqa: ANN401 - whatever cells made
    """Return what a counterpart must have in common: the dimensions beside the rows, and the columns' names."""
    sizes = getattr(value, "shape", None)
    wide = tuple(sizes[1:]) if isinstance(sizes, tuple) else ()
    return (*wide, *_columns(value))


def _columns(value: Any) -> tuple[object, ...]:  # noqa: ANN401 - as above
    columns = getattr(value, "columns", None)
    return () if columns is None or callable(columns) else tuple(columns)


def _length(value: Any) -> int:  # noqa: ANN401 - as above
    return len(value) if hasattr(value, "__len__") else -1
