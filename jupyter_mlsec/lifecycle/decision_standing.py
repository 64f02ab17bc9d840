"""Whether a decision counts as its person's own: what its signatures are worth, and whether it needs any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from jupyter_mlsec.model.checklist import Answer, ItemState, Level, Part, Seal, Status, Waiver

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


_REFUSED = "the {kind} does not count: "


def refused(kind: str, problem: str) -> str:
    """Return how a checklist says that a decision ("answer", "waiver") does not count."""
    return _REFUSED.format(kind=kind) + problem


def judged_again(state: ItemState, witness: Witness, now: datetime, *, strict: bool) -> ItemState:
    """Return an item of a checklist from elsewhere, with its decisions as who reads it has to take them.

    The evidence stays as it was found. A decision that does not count here is as good as none; a waiver that only
    lacked a signature counts once it is there.
    """
    if state.answer is None and state.waiver is None:
        return state
    state = replace(state, seals=())
    if state.answer is not None:
        state = _answered(state, state.answer, witness(state.answer), strict=strict)
    if state.waiver is not None:
        state = _waived(state, state.waiver, witness(state.waiver), now, strict=strict)
    return state


def _answered(state: ItemState, answer: Answer, seals: tuple[Seal, ...], *, strict: bool) -> ItemState:
    state = replace(state, seals=(*state.seals, *seals))
    problem = refusal(answer, seals, strict=strict)
    said = refused("answer", problem)
    if not problem or said in state.changed:
        return state
    decided = state.item.level is not Level.AUTO and state.status in {Status.PASS, Status.WARN}
    if not decided or (state.item.level is Level.SEMI and state.status is Status.WARN is state.computed):
        return replace(state, changed=(*state.changed, said))
    step = STEPS[Part.ANSWERED].format(item=state.item.id)
    return replace(state, status=Status.OPEN, changed=(*state.changed, said), next_step=step)


def _waived(state: ItemState, waiver: Waiver, seals: tuple[Seal, ...], now: datetime, *, strict: bool) -> ItemState:
    state = replace(state, seals=(*state.seals, *seals))
    problem = refusal(waiver, seals, strict=strict)
    if state.status is Status.WAIVED and problem:
        before = Status.OPEN if state.computed is Status.PASS else state.computed
        step = STEPS[Part.APPROVED].format(item=state.item.id)
        return replace(state, status=before, changed=(*state.changed, refused("waiver", problem)), next_step=step)
    unsigned = refused("waiver", f"{waiver.approver} has not signed it")
    if not problem and unsigned in state.changed and waiver.expires > now:
        changed = tuple(phrase for phrase in state.changed if phrase != unsigned)
        step = f"Mend it before {waiver.expires:%Y-%m-%d}, when the waiver ends."
        return replace(state, status=Status.WAIVED, changed=changed, next_step=step)
    return state
