"""Questions about tables: what ``%mlsec data`` was told, so that what had to stay open can be asked again.

A table is often measured before it is split and before a model is fitted on it; which rows judge the model and which
columns it uses is known only afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.magic.evidence import bindings
from jupyter_mlsec.magic.parted import parts_of
from jupyter_mlsec.model.checklist import Evidence, Ground, Status

if TYPE_CHECKING:
    from jupyter_mlsec.magic.session import Session
    from jupyter_mlsec.model.probe import Probe
    from jupyter_mlsec.probes._tables.frames import FrameSubject


@dataclass(frozen=True, slots=True, kw_only=True)
class TableQuestion:
    """The names of a table and of those beside it, and of the columns that a person told about; no values.

    ``without``: items that are asked of another table, or were answered already.
    """

    name: str
    target: str | None
    groups: tuple[str, ...]
    entities: tuple[str, ...]
    time: str | None
    quasi_identifiers: tuple[str, ...]
    sensitive: tuple[str, ...]
    train: str | None
    test: str | None
    reference: str | None
    without: frozenset[str] = frozenset()

    def ask(self, session: Session, probes: Iterable[Probe[FrameSubject]], now: datetime) -> tuple[Evidence, ...]:
        """Run probes on the table as it is now. UsageError where a variable is gone."""
        from jupyter_mlsec.lifecycle.collect import collect
        from jupyter_mlsec.magic.limits import limits
        from jupyter_mlsec.magic.origins import files_read_into
        from jupyter_mlsec.magic.pins import pins
        from jupyter_mlsec.magic.shapes import frozen_shape
        from jupyter_mlsec.probes._ground.fingerprint import file_digest
        from jupyter_mlsec.probes._tables.frames import FrameSubject

        files = files_read_into(self.name, session.sources(), session.shell.user_ns)
        subject = FrameSubject(
            name=self.name,
            frame=session.value(self.name),
            target=self.target,
            groups=self.groups,
            entities=self.entities,
            time=self.time,
            quasi_identifiers=self.quasi_identifiers,
            sensitive=self.sensitive,
            limits=limits(session),
            files=files,
            declared=session.declared("dataset", self.name),
            train=session.value(self.train) if self.train else None,
            test=session.value(self.test) if self.test else None,
            reference=session.value(self.reference) if self.reference else None,
            schema=frozen_shape(session, self.name),
            pins=pins(session.notebook_path(), self.name, files, now=now),
            used=session.moments.used(self.name) or session.moments.used_by_value(self.name, session.shell.user_ns),
            lineage=session.moments.lineage(self.train or self.name),
            at_load=session.moments.at_load(self.train or self.name),
            at_fit=session.moments.at_fit(self.train or self.name),
            as_of=now,
        )
        tables = {"train": self.train, "test": self.test, "reference": self.reference}
        binds = bindings(session, Ground.DATA, self.name, **tables)
        binds |= {f"{Ground.FILES}:{path}": file_digest(path) for path in files}
        asked = [probe for probe in probes if not self.without.issuperset(probe.items)]
        return collect(asked, subject, binds=binds, now=now, name=self.name)


def no_longer_open(session: Session, now: datetime) -> Iterator[Evidence]:
    """Yield evidence about tables that was open when they were measured, and can be had now that a model is fitted.

    A table that is gone or can no longer be measured stays as it was told.
    """
    from jupyter_mlsec.lifecycle.discovery import probes_for
    from jupyter_mlsec.probes._tables.frames import FrameSubject

    last = {(each.subject, each.probe): each for each in session.records if isinstance(each, Evidence)}
    for name, question in list(session.questions.items()):
        waiting = {probe for (of, probe), each in last.items() if of == name and each.observation.status is Status.OPEN}
        probes = [probe for probe in probes_for(FrameSubject) if probe.name in waiting]
        if not probes:
            continue
        try:
            found = _with_parts(session, question).ask(session, probes, now)
        except (MlsecError, OSError):
            continue
        yield from (each for each in found if each.observation.status is not Status.OPEN)


def _with_parts(session: Session, question: TableQuestion) -> TableQuestion:
    """Return the question with the two sides of a split that came after it was first asked."""
    if question.train or question.test:
        return question
    train, test = parts_of(session, question.name)
    return replace(question, train=train, test=test)
