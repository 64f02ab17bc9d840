"""The models and tables that a kernel's cells made, and which rows judge and feed which: what there is to measure.

Nothing is guessed from values: which rows a model was fitted on is what cells say and the kernel confirms, which were
held out is what they say about the split, and a counterpart must have the shape of what it stands for. Cells that ran
before the extension was loaded are read again for names alone: no digest of what was then can be had now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jupyter_mlsec.magic.held_out import HeldOut, columns_of, length_of
from jupyter_mlsec.magic.model_questions import ModelQuestion
from jupyter_mlsec.magic.models_here import models_here
from jupyter_mlsec.magic.moments import Moments
from jupyter_mlsec.magic.open_tables import TableQuestion
from jupyter_mlsec.magic.parted import parts_of
from jupyter_mlsec.magic.paths import last_key, root
from jupyter_mlsec.model.checklist import Evidence, Status

if TYPE_CHECKING:
    from jupyter_mlsec.lifecycle.collect import Heard, Progress
    from jupyter_mlsec.magic.session import Session

_MOST_TABLES = 8  # of those that no model was fitted on
_FEWEST_ROWS = 30  # of such a table: fewer are results that somebody wrote down
_MASKED = frozenset({"PRE-01", "PRE-02"})  # items about what becomes of a table, and not about where it began
_DRIFT = frozenset({"DEP-07"})


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


@dataclass(frozen=True, slots=True)
class _Said:
    """Columns that a person told about, taken where a table has them."""

    groups: tuple[str, ...]
    target: str | None


def found_here(session: Session, groups: tuple[str, ...] = (), target: str | None = None) -> Found:
    """Return what this kernel's cells made; ``groups`` and ``target`` are taken where a table has such columns."""
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
    return Found(tuple(models), tuple(_tables(session, retold, models, _Said(groups, target))), tuple(unjudged))


def _tables(session: Session, retold: Moments, models: Sequence[ModelQuestion], said: _Said) -> Iterator[TableQuestion]:
    """Yield the tables that models' rows were taken from, each once, then those that no model was fitted on."""
    told: set[str] = set()
    namespace = session.shell.user_ns
    for model in models:
        above = retold.frames_above(root(model.x_train or model.x), namespace)
        split = [name for name in above if all(parts_of(session, name, retold))]
        name = _whole(session, model, (*split, *above))
        if name and name not in told:
            told.update(above)
            target = _target(session, name, model.y_train or model.y)
            yield _question(session, retold, name, replace(said, target=target or said.target))
    others = [name for name in retold.first_frames(namespace) if name not in told and _is_large(session, name)]
    for name in others[:_MOST_TABLES]:
        question = _question(session, retold, name, said)
        fitted = next((model for model in models if _is_batch_of(session, name, model)), None)
        if fitted is not None and question.reference is None:
            yield replace(question, reference=fitted.x_train)
            continue
        last = None if question.train else _became(session, retold, name)  # parts of a split are looked at with it
        yield replace(question, without=question.without | _MASKED) if last else question
        if last:
            yield _question(session, retold, last, said)


def _whole(session: Session, model: ModelQuestion, tables: Sequence[str]) -> str | None:
    """Return the first table that can hold all rows of a model, or at least those of its fit; None without a table.

    What was put in beside it, an export of some days or rows made anew, stands above the rows of the fit as well.
    """
    parts = [length_of(session.value(path)) for path in (model.x_train, model.x) if path]
    for least in (sum(parts), *parts[:1], 0):
        for name in tables:
            if length_of(session.value(name)) >= least:
                return name
    return None


def _is_large(session: Session, name: str) -> bool:
    return len(session.value(name)) >= _FEWEST_ROWS


def _is_batch_of(session: Session, name: str, model: ModelQuestion) -> bool:
    """Tell whether a table has all the columns that a model was fitted on: rows for it that came later."""
    needed = columns_of(session.value(model.x_train)) if model.x_train else ()
    return len(needed) > 1 and set(needed) <= set(columns_of(session.value(name)))


def _became(session: Session, retold: Moments, name: str) -> str | None:
    """Return what a table became last: people are masked and left out on the way to it."""
    least = len(session.value(name)) / 2
    below = retold.frames_below(name, session.shell.user_ns)
    large = [each for each in below if len(session.value(each)) >= least and len(columns_of(session.value(each))) > 1]
    return large[-1] if large else None


def _question(session: Session, retold: Moments, name: str, said: _Said) -> TableQuestion:
    """Return the question about a table; what somebody said of it before (``%mlsec data df --entities id``) stands."""
    without = _DRIFT if _was_held_against(session, name) else frozenset[str]()
    if name in session.questions:
        return replace(session.questions[name], without=without)
    train, test = parts_of(session, name, retold)
    columns = columns_of(session.value(name))
    return TableQuestion(
        name=name,
        target=said.target if said.target in columns else None,
        groups=tuple(group for group in said.groups if group in columns),
        entities=(),
        time=None,
        quasi_identifiers=(),
        sensitive=(),
        train=train,
        test=test,
        reference=None,
        without=without,
    )


def _was_held_against(session: Session, name: str) -> bool:
    """Tell whether ``%mlsec drift`` has answered already what nothing but a reference can answer."""
    return any(
        isinstance(record, Evidence)
        and record.item in _DRIFT
        and record.subject == name
        and record.observation.status is not Status.OPEN
        for record in session.records
    )


def _target(session: Session, table: str, answers: str | None) -> str | None:
    """Return the column of a table that a model's answers are, by the name that they carry or were taken by."""
    columns = columns_of(session.value(table))
    if answers is None:
        return None
    named = (getattr(session.value(answers), "name", None), last_key(answers))
    return next((name for name in named if isinstance(name, str) and name in columns), None)
