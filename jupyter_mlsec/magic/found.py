"""The models and tables that a kernel's cells made, and which rows judge and feed which: what there is to measure.

Nothing is guessed from values: which rows a model was fitted on is what cells say and the kernel confirms, which were
held out is what they say about the split, and a counterpart must have the shape of what it stands for. Cells that ran
before the extension was loaded are read again for names alone: no digest of what was then can be had now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jupyter_mlsec.magic.held_out import HeldOut, columns_of
from jupyter_mlsec.magic.model_questions import ModelQuestion
from jupyter_mlsec.magic.models_here import models_here
from jupyter_mlsec.magic.moments import Moments
from jupyter_mlsec.magic.open_tables import TableQuestion
from jupyter_mlsec.magic.parted import parts_of
from jupyter_mlsec.magic.paths import last_key, root

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
    held_out = HeldOut(session, retold)
    models, unjudged = list[ModelQuestion](), list[str]()
    for model in models_here(retold, namespace):
        x_train, y_train = (
            retold.fitted_on(model.fitted_as, namespace, certain=False) if model.fitted_as else (None, None)
        )
        judges = held_out.of(model, x_train, y_train)
        if judges is None:
            unjudged.append(model.path)
            continue
        x, y = judges
        known = columns_of(session.value(x))
        chosen = tuple(group for group in groups if group in known)
        models.append(ModelQuestion(name=model.path, x=x, y=y, x_train=x_train, y_train=y_train, groups=chosen))
    return Found(tuple(models), tuple(_tables(session, retold, models, groups)), tuple(unjudged))


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
            yield _question(session, retold, name, groups, _target(session, name, model.y_train or model.y))
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
    columns = columns_of(session.value(name))
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
    columns = columns_of(session.value(table))
    if answers is None:
        return None
    named = (getattr(session.value(answers), "name", None), last_key(answers))
    return next((name for name in named if isinstance(name, str) and name in columns), None)
