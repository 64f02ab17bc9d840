"""Whether a decision counts as its person's own: what its signatures are worth, and whether it needs any."""

from __future__ import annotations

from collections.abc import Callable

from jupyter_mlsec.model.checklist import Answer, Part, Seal, Waiver

Witness = Callable[[Answer | Waiver], tuple[Seal, ...]]  # looks at the signatures of a decision

STEPS = {
    Part.ANSWERED: 'Its person signs it: %mlsec answer {item} "…" in a kernel that has the key',
    Part.APPROVED: "Its approver signs it: mlsec waive NOTEBOOK {item} --approve",
}


def nobody(_record: Answer | Waiver) -> tuple[Seal, ...]:
    """Look at no signature: every decision is an unsigned one."""
    return ()


def wanted(record: Answer | Waiver) -> Part:
    """Return whose signature makes a decision count: the answering person's, or the approver's."""
    return Part.APPROVED if isinstance(record, Waiver) else Part.ANSWERED


def refusal(record: Answer | Waiver, seals: tuple[Seal, ...], *, strict: bool) -> str:
    """Return why a decision is not its person's word; "" where it is. ``strict``: without a signature it never is.

    A signature that is about something else, or of a key that never counts, is worse than none. One that counts makes
    up for others that do not, as after a change of keys.
    """
    part = wanted(record)
    good = [seal for seal in seals if seal.part is part and not seal.problem]
    asked = {(seal.identity, seal.key) for seal in seals if seal.part is Part.REQUESTED}
    for seal in good:
        if all(seal.identity != identity and seal.key != key for identity, key in asked):
            return ""
    if good:
        return "its author approved it"
    forged = next((seal.problem for seal in seals if seal.forged), "")
    if forged or not strict:
        return forged
    unknown = next((seal.problem for seal in seals if seal.part is part and seal.problem), "")
    return unknown or f"{record.approver if isinstance(record, Waiver) else record.person} has not signed it"
