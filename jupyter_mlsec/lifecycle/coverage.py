"""Coverage: how much of the checklist stands on evidence, and how much of its risk conforms. Never one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.profile import PROFILES
from jupyter_mlsec.model.checklist import ItemState, Measurement, Observation, Stage, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, listed

_NO_EVIDENCE = frozenset({Status.OPEN, Status.STALE, Status.ERROR})


def coverage(states: Sequence[ItemState]) -> float:
    """Return the share of applicable items with fresh evidence or a fresh answer, 0 to 1."""
    applicable = [state for state in states if state.status is not Status.NOT_APPLICABLE]
    return round(sum(map(evidenced, applicable)) / len(applicable), 4) if applicable else 0.0


def conformance(states: Sequence[ItemState]) -> float:
    """Return the share of the risk weight of evidenced items that passes, 0 to 1; an accepted risk does not pass."""
    weights = catalogue().weights
    relevant = [state for state in states if state.status is not Status.NOT_APPLICABLE and evidenced(state)]
    total = sum(weights[state.item.risk] for state in relevant)
    passing = sum(weights[state.item.risk] for state in relevant if state.status is Status.PASS)
    return round(passing / total, 4) if total else 0.0


def evidenced(state: ItemState) -> bool:
    """Tell whether an item stands on something fresh: a computed result, or a person's answer that decided it."""
    return state.computed not in _NO_EVIDENCE | {Status.NOT_APPLICABLE} or (
        state.answer is not None and state.status in {Status.PASS, Status.WARN}
    )


@dataclass(frozen=True, slots=True)
class CoverageSubject:
    """The states of all other items, and the profile that chose them."""

    states: tuple[ItemState, ...]
    profile: str


def _observe(subject: CoverageSubject) -> Observation:
    states = subject.states
    applicable = [state for state in states if state.status is not Status.NOT_APPLICABLE]
    covered = [state for state in applicable if evidenced(state) or state.status is Status.WAIVED]
    invalid = [state.item.id for state in applicable if state.waiver is not None and state.status is not Status.WAIVED]
    invalid = [name for name in invalid if _waiver_refused(states, name)]
    bare = [stage for stage in Stage if _bare(stage, applicable, covered)]
    missing = [state.item.id for state in applicable if state not in covered]
    measurements = (
        Measurement(name="coverage", value=coverage(states), limit=">= 1"),
        Measurement(name="conformance", value=conformance(states)),
    )
    details = tuple(_line(stage, applicable, covered) for stage in Stage if _line(stage, applicable, covered))
    summary = f"{len(covered)} of {count(len(applicable), 'applicable item')} stand on evidence or an accepted risk."
    if invalid:
        status, step = Status.FAIL, f"Renew or remove the waivers of {listed(invalid)}."
        summary = f"{count(len(invalid), 'waiver')} no longer counts ({listed(invalid)}). {summary}"
    elif bare:
        # who tries something out has not failed because nothing is deployed yet
        status = Status.WARN if subject.profile == PROFILES[0] else Status.FAIL
        first = next(state.item.id for state in applicable if state.item.stage is bare[0])
        step = f"Begin with {first}: nothing at all is known about {listed(bare)}."
    elif missing:
        status, step = Status.WARN, f"Next is {missing[0]}."
    else:
        status, step = Status.PASS, ""
    return Observation(status=status, summary=summary, details=details, measurements=measurements, next_step=step)


def _waiver_refused(states: tuple[ItemState, ...], name: str) -> bool:
    changed = next(state.changed for state in states if state.item.id == name)
    return any(phrase.startswith("the waiver does not count") for phrase in changed)


def _bare(stage: Stage, applicable: list[ItemState], covered: list[ItemState]) -> bool:
    of_stage = [state for state in applicable if state.item.stage is stage]
    return bool(of_stage) and not any(state in covered for state in of_stage)


def _line(stage: Stage, applicable: list[ItemState], covered: list[ItemState]) -> str:
    of_stage = [state for state in applicable if state.item.stage is stage]
    if not of_stage:
        return ""
    return f"{stage.value}: {sum(state in covered for state in of_stage)} of {len(of_stage)}"


PROBE: Probe[CoverageSubject] = Probe(
    name="stage-coverage",
    items=("GOV-08",),
    run=_observe,
    docs="Every stage of the model's life stands on evidence, or on a waiver that still counts.",
)
