"""A bundle's checklist as its reader sees it: what could not be known before it was signed is looked at again.

When a run is described it is not signed yet, so that it calls itself unsigned for ever; who verifies it knows better.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.lifecycle import coverage as covered
from jupyter_mlsec.model.checklist import Checklist, ItemState, Observation, Status
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.run import Verification
from jupyter_mlsec.probes import notebook_saved_models, project_signed_run
from jupyter_mlsec.probes._ground.base import ProjectSubject

_META = covered.PROBE.items[0]


def verified_again(checklist: Checklist, notebook: Notebook, verification: Verification, now: datetime) -> Checklist:
    """Return the checklist with the verdict on its own bundle, and what follows from it for coverage."""
    subject = ProjectSubject(
        folder=Path(),
        files=None,
        root=Path(),
        notebook=notebook,
        config=Config(),
        now=now,
        verification=verification,
    )
    seen = project_signed_run.PROBE.run(subject)
    if verification.verified and verification.signers:
        checklist = replace(checklist, states=tuple(map(_exported, checklist.states)))
    return counted_again(_replaced(checklist, project_signed_run.PROBE.name, seen))


def counted_again(checklist: Checklist) -> Checklist:
    """Return the checklist with both figures, and the item about them, counted from its other items."""
    others = tuple(state for state in checklist.states if state.item.id != _META)
    seen = covered.PROBE.run(covered.CoverageSubject(others, checklist.profile))
    checklist = _replaced(checklist, covered.PROBE.name, seen)
    states = checklist.states
    return replace(checklist, coverage=covered.coverage(states), conformance=covered.conformance(states))


def _exported(state: ItemState) -> ItemState:
    """Return an item whose next step is no longer the export of a run that was exported."""
    evidence = tuple(
        replace(each, observation=replace(each.observation, next_step=_once_exported(each.observation.next_step)))
        for each in state.evidence
    )
    return replace(state, evidence=evidence, next_step=_once_exported(state.next_step))


def _once_exported(step: str) -> str:
    return notebook_saved_models.EXPORTED if step == notebook_saved_models.EXPORT else step


def _replaced(checklist: Checklist, probe: str, seen: Observation) -> Checklist:
    return replace(checklist, states=tuple(_state(state, probe, seen) for state in checklist.states))


def _state(state: ItemState, probe: str, seen: Observation) -> ItemState:
    """Return an item that this one probe decides, as it decides now; others stay. A waiver still covers a failure."""
    if {each.probe for each in state.evidence} != {probe}:
        return state
    evidence = tuple(replace(each, observation=seen) for each in state.evidence)
    waived = state.status is Status.WAIVED and seen.status is not Status.PASS
    if waived:
        return replace(state, evidence=evidence, computed=seen.status)
    step = "" if seen.status is Status.PASS else seen.next_step
    return replace(state, evidence=evidence, computed=seen.status, status=seen.status, next_step=step)
