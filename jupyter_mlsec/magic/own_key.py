"""Decisions signed in a kernel: with the person's own key where there is one, by another process, without a prompt."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from jupyter_mlsec.errors import MlsecError
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Answer, Part, Waiver
from jupyter_mlsec.model.people import named

if TYPE_CHECKING:
    from jupyter_mlsec.decisions import Signing

DecisionT = TypeVar("DecisionT", bound="Answer | Waiver")


def own_key(session: Session, key: Path | None = None) -> tuple[Signing | None, str]:
    """Return the person's key for this kernel's notebook, and why it cannot be used; ("None", "") where there is none.

    An export's kernel has no key: what is decided there was decided before, or is not signed.
    """
    from jupyter_mlsec.decisions import signing

    if session.is_running:
        return None, "an export signs nothing but itself"
    try:
        return signing(session.notebook()[0], now=datetime.now(UTC), key=key), ""
    except MlsecError as error:
        if key is not None:
            raise
        return None, "; ".join((error.message, *error.help))


def person_of(found: Signing | None, other: str) -> str:
    """Return who decides where nobody says: whose key it is, else the configuration's author.

    The author's own spelling counts where it means the same person: ``Ada <ada@example.org>``.
    """
    if found is None or named(other) == named(found.identity):
        return other
    return found.identity


def given_before(session: Session, record: DecisionT, unsaid: frozenset[str]) -> DecisionT | None:
    """Return the signed copy of this very decision that the notebook or the kernel has already.

    A cell that is run again decides nothing new: without this, a run of the notebook would replace what a person
    signed by something that nobody did. ``unsaid`` are fields that the cell leaves to what is usual.
    """
    from jupyter_mlsec.lifecycle.state import merge, read_state

    stored = merge([*read_state(session.notebook()[0]).records, *session.records])
    same = [name for name in type(record).__slots__ if name not in unsaid | {"signatures", "time"}]
    for old in (*stored.answers, *stored.waivers):
        if not isinstance(old, type(record)) or not old.signatures:
            continue
        lasts = old.expires is not None and old.expires > record.time
        if lasts and all(getattr(old, name) == getattr(record, name) for name in same):
            return old
    return None


def sign(found: Signing | None, problem: str, record: DecisionT) -> tuple[DecisionT, str]:
    """Return the decision, signed where that is possible, and what is to be said about it."""
    if found is None:
        return record, f"; not signed: {problem}" if problem else ""
    part = _part(record, found.identity)
    try:
        signed = found.sign(record, part, datetime.now(UTC))
    except MlsecError as error:
        return record, f"; not signed: {'; '.join((error.message, *error.help))}"
    told = f"; signed by {found.identity}"
    if part is Part.REQUESTED and isinstance(record, Waiver):
        told += f". {record.approver} approves it: mlsec waive NOTEBOOK {record.item} --approve"
    return signed, told


def _part(record: Answer | Waiver, identity: str) -> Part:
    if isinstance(record, Answer):
        return Part.ANSWERED
    return Part.APPROVED if named(record.approver) == named(identity) else Part.REQUESTED
