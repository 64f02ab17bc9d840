"""What people decided, and whose signatures bear it out, in words for the page."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Checklist, ItemState, Part
from jupyter_mlsec.reports.counting import counted

_WANTED = {"answer": Part.ANSWERED, "waiver": Part.APPROVED}


def signed_words(state: ItemState, kind: str) -> str:
    """Return whose signature makes an item's answer or waiver count, or why there is none; "" without a decision."""
    if getattr(state, kind) is None:
        return ""
    part = _WANTED[kind]
    good = [seal for seal in state.seals if seal.part is part and not seal.problem]
    if good:
        return f"signed by {good[0].identity}, key {good[0].key}"
    ours = [seal for seal in state.seals if seal.part is part or (kind == "waiver" and seal.part is Part.REQUESTED)]
    problem = next((seal.problem for seal in (*ours, *state.seals) if seal.problem), "")
    return f"its signature does not count: {problem}" if problem else "not signed"


def forged(state: ItemState) -> bool:
    """Whether a signature under an item's decision is about something else, and none makes up for it."""
    return any(seal.forged for seal in state.seals) and any(
        words.startswith("its signature") for words in (signed_words(state, "answer"), signed_words(state, "waiver"))
    )


def decision_line(checklist: Checklist) -> str:
    """Return how many decisions the page shows and how many of them are signed; "" where nobody decided anything."""
    said = [words for state in checklist.states for kind in _WANTED if (words := signed_words(state, kind))]
    if not said:
        return ""
    signed = sum(words.startswith("signed by ") for words in said)
    bad = sum(words.startswith("its signature") for words in said)
    left = len(said) - signed - bad
    parts = (f"{signed} signed" * bool(signed), f"{bad} with a signature that does not count" * bool(bad))
    rest = f"{left} not signed" * bool(left) if signed or bad else "none signed"
    told = ", ".join(part for part in (*parts, rest) if part)
    return f"{counted(len(said), 'answer or waiver', 'answers and waivers')}: {told}."
