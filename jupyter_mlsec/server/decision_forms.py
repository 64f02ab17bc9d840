"""What the forms of the checklist send: an answer to an item, or a waiver of it."""

from __future__ import annotations

import msgspec


class AnswerForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="answer"):
    """An answer; ``until`` is a date, empty for as long as the item allows."""

    item: str
    text: str
    person: str
    until: str = ""


class WaiverForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="waiver"):
    """An accepted risk."""

    item: str
    reason: str
    approver: str
    author: str
    until: str = ""


class DecisionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of ``POST decisions``: the notebook as the front end holds it, and what was decided about it."""

    path: str
    notebook: msgspec.Raw
    decision: AnswerForm | WaiverForm
