"""Answers given in the widget: kept for this kernel, shown at once, carried into the document by the cell's output."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.magic.decisions import remember_decision
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown

if TYPE_CHECKING:
    from IPython.display import DisplayHandle

    from jupyter_mlsec.model.checklist import Answer
    from jupyter_mlsec.widget.checklist import ChecklistWidget


def record_answer(
    session: Session, item: str, text: str, person: str, *, until: datetime | None = None, key: Path | None = None
) -> tuple[Answer, str]:
    """Return a person's answer, bound to the notebook as it is now, and what is to be said about its signature.

    One that was given and signed before is returned as it was. Raises ``UsageError`` where it is none.
    """
    from jupyter_mlsec.lifecycle.answers import answer
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.magic.own_key import given_before, own_key, person_of, sign

    assessment, _ = assess_session(session)
    found, problem = own_key(session, key)
    record = answer(
        item,
        text,
        person=person or person_of(found, session.config().checklist.author),
        now=datetime.now(UTC),
        fingerprints=assessment.checklist.fingerprints,
        expires=until,
    )
    unsaid = {"person": person, "expires": until}
    before = given_before(session, record, frozenset(name for name, said in unsaid.items() if not said))
    return (before, "; signed before") if before is not None else sign(found, problem, record)


def take_answers(session: Session, widget: ChecklistWidget) -> None:
    """Let ``widget`` ask for answers.

    They come when no cell runs, so that no output of theirs would be kept. An empty output stands beside the widget
    instead, and is given the records as they come: it is saved with the notebook like any other.
    """
    from IPython.display import display

    from jupyter_mlsec.lifecycle.records import encode_record
    from jupyter_mlsec.magic.assessment import assess_observed

    kept: list[Answer] = []
    carrier: DisplayHandle = display(Shown(""), display_id=True)  # type: ignore[no-untyped-call]

    def keep(item: str, text: str, person: str) -> str | None:
        try:
            record, note = record_answer(session, item, text, person)
            session.keep([record])
            remember_decision(session, record)
            kept.append(record)
            told = f"{', '.join(each.item for each in kept)} answered{note}; save the notebook to keep it"
            assessment, _, observed = assess_observed(session)
            records = [*map(encode_record, kept), *map(encode_record, observed)]
            carrier.update(Shown(told, records=records))  # type: ignore[no-untyped-call]
            widget.update(assessment.checklist)
        except MlsecError as error:
            return ": ".join((error.message, *error.help))
        return None

    widget.on_answer(keep)
