"""The lifecycle checklist for a terminal: the two figures, every item by stage, and the next step of what is open."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.model.checklist import Checklist, ItemState, Stage, Status
from jupyter_mlsec.reports.counting import tally
from jupyter_mlsec.reports.ink import Ink, Style
from jupyter_mlsec.reports.status_words import RISKS, STAGES, STYLES, SYMBOLS, UNSETTLED, WORDS, settled_words

_NAMES = max(len(word) for word in WORDS.values())


def checklist_text(checklist: Checklist, *, color: bool = False) -> str:
    """Return the whole checklist as text: coverage and conformance, then each stage, then what to do next."""
    ink = Ink()
    ink.write(checklist.notebook, Style.STRONG).line(f" (profile {checklist.profile})")
    ink.line(f"  coverage    {percent(checklist.coverage):>4}  of what applies has fresh evidence or an answer")
    ink.line(f"  conformance {percent(checklist.conformance):>4}  of the risk weight with fresh evidence passes")
    ink.line(f"  {tally((state.status for state in checklist.states), Status)}")
    for stage in Stage:
        states = [state for state in checklist.states if state.item.stage is stage]
        if states:
            _stage(ink, stage, states)
    _next_steps(ink, checklist)
    return ink.page(color=color)


def percent(share: float) -> str:
    """Return a share of 1 in whole percent, rounded down, so that 99.9 % is never told as all of it."""
    return f"{int(share * 100 + 1e-9)}%"


def open_states(checklist: Checklist) -> list[ItemState]:
    """Return the items that ask for work: by risk, then the worst state, then id."""
    unsettled = (state for state in checklist.states if state.status in UNSETTLED)
    return sorted(
        unsettled,
        key=lambda state: (RISKS.index(state.item.risk), UNSETTLED.index(state.status), state.item.id),
    )


def summary_of(state: ItemState) -> str:
    """Return the one sentence that says most about an item: what changed, what was decided, or what was seen."""
    if state.status is Status.STALE and state.changed:
        return "; ".join(state.changed)
    if state.status is Status.WAIVED and state.waiver:
        return f"accepted by {state.waiver.approver} until {state.waiver.expires.date()}: {state.waiver.reason}"
    if state.evidence:
        # what waits for a declaration is not what a settled item stands on
        behind = [each for each in state.evidence if each.observation.status is state.status] or state.evidence
        worst = max(behind, key=lambda evidence: _BADNESS.index(evidence.observation.status))
        return worst.observation.summary
    return state.answer.text if state.answer else ""


_BADNESS = (
    Status.NOT_APPLICABLE,
    Status.PASS,
    Status.WAIVED,
    Status.OPEN,
    Status.STALE,
    Status.WARN,
    Status.ERROR,
    Status.FAIL,
)


def _stage(ink: Ink, stage: Stage, states: Sequence[ItemState]) -> None:
    ink.line().line(f"{STAGES[stage]} ({settled_words(states)})", Style.STRONG)
    unspoken = [state for state in states if _is_unspoken(state)]
    for state in states:
        if state in unspoken:
            continue
        ink.write(f"  {SYMBOLS[state.status]} {WORDS[state.status]:<{_NAMES}} ", STYLES[state.status])
        ink.line(f" {state.item.id}  {state.item.title}")
        if summary := summary_of(state):
            ink.line(f"{'':<{_NAMES + len(state.item.id) + 8}}{summary}", Style.DIM)
    if unspoken:
        mark = f"  {SYMBOLS[Status.NOT_APPLICABLE]} {WORDS[Status.NOT_APPLICABLE]:<{_NAMES}}  "
        ink.line(mark + " ".join(state.item.id for state in unspoken), Style.DIM)


def _is_unspoken(state: ItemState) -> bool:
    """Whether an item does not apply and there is nothing more to say: the profile leaves it out."""
    return state.status is Status.NOT_APPLICABLE and not summary_of(state)


def _next_steps(ink: Ink, checklist: Checklist) -> None:
    todo = [state for state in open_states(checklist) if state.next_step]
    if not todo:
        return
    ink.line().line("next steps, by risk:", Style.STRONG)
    for state in todo:
        ink.write(f"  {state.item.id}", STYLES[state.status]).line(f" ({state.item.risk}): {state.next_step}")
