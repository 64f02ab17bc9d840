"""Laws of the state machine, over random sequences of what tools see, people decide, and grounds do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.grounds import Grounds
from jupyter_mlsec.lifecycle.judge import Judge
from jupyter_mlsec.lifecycle.records import Record
from jupyter_mlsec.lifecycle.state import merge
from jupyter_mlsec.model.checklist import Answer, ChecklistItem, Evidence, ItemState, Level, Observation, Status, Waiver
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.notebook.read import read_notebook

START = datetime(2026, 1, 1, tzinfo=UTC)
EMPTY: Notebook = read_notebook("x.ipynb", {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})
ITEMS = {item.id: item for item in catalogue().items}
CHOSEN = [ITEMS[name] for name in ("COL-02", "PRE-04", "GOV-04", "TRN-09", "EVA-03", "GOV-01")]
PROBES: dict[str, Probe[object]] = {
    name: Probe(
        name=name,
        items=tuple(ITEMS),
        run=lambda _: Observation(status=Status.PASS, summary="."),
        partial=name == "half",
        settles=name == "sure",
    )
    for name in ("whole", "half", "sure")
}
TEXT = "It was looked at by two people, who agreed on it in May."
SEEN = st.sampled_from([Status.PASS, Status.FAIL, Status.WARN, Status.OPEN, Status.ERROR, Status.NOT_APPLICABLE])


@dataclass
class World:
    """A clock, the digests of two grounds, and all records so far."""

    item: ChecklistItem
    now: datetime = START
    grounds: dict[str, int] = field(default_factory=lambda: {"notebook": 0, "data:df": 0})
    records: list[Record] = field(default_factory=list)

    def binds(self) -> dict[str, str]:
        return {key: f"sha256:{value:064x}" for key, value in self.grounds.items()}

    def state(self, *, answering: bool = True) -> ItemState:
        stored = merge(self.records)
        judge = Judge(grounds=Grounds(self.now, Path(), self.binds(), EMPTY), probes=PROBES, answering=answering)
        answer, waiver = next(iter(stored.answers), None), next(iter(stored.waivers), None)
        return judge.state(self.item, stored.evidence, answer, waiver)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = World(draw(st.sampled_from(CHOSEN)))
    for event in draw(st.lists(st.sampled_from(["see", "change", "answer", "waive", "wait"]), max_size=12)):
        world.now += timedelta(minutes=10)
        if event == "see":
            seen = Observation(status=draw(SEEN), summary="Seen.")
            name = draw(st.sampled_from(sorted(PROBES)))
            found = Evidence(item=world.item.id, probe=name, observation=seen, collected=world.now, binds=world.binds())
            world.records.append(found)
        elif event == "change":
            world.grounds[draw(st.sampled_from(sorted(world.grounds)))] += 1
        elif event == "answer":
            text, person = draw(st.sampled_from([TEXT, "Yes."])), draw(st.sampled_from(["A. Ng", " "]))
            world.records.append(
                Answer(item=world.item.id, text=text, person=person, time=world.now, binds=world.binds())
            )
        elif event == "waive":
            world.records.append(
                Waiver(
                    item=world.item.id,
                    reason=draw(st.sampled_from([TEXT, "Because."])),
                    approver=draw(st.sampled_from(["B. Li", "a. ng", ""])),
                    author="A. Ng",
                    time=world.now,
                    expires=world.now + timedelta(days=draw(st.sampled_from([1, 90, 180, 181]))),
                    binds=draw(st.sampled_from([world.binds(), {}])),
                )
            )
        else:
            world.now += timedelta(days=draw(st.sampled_from([1, 40, 200])))
    return world


LAW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def valid(world: World, waiver: Waiver | None) -> bool:
    """The rules for a waiver, written down a second time."""
    return (
        waiver is not None
        and len(waiver.reason) >= 30
        and waiver.approver.strip() != ""
        and waiver.approver.casefold() != waiver.author.casefold()
        and waiver.expires - waiver.time <= timedelta(days=180)
        and waiver.time <= world.now < waiver.expires
        and waiver.binds == world.binds()
    )


@LAW
@given(worlds(), st.booleans())
def test_a_person_never_overwrites_what_was_computed(world: World, answering: bool) -> None:  # noqa: FBT001 - drawn
    state = world.state(answering=answering)
    assert state.computed is not Status.WAIVED
    if state.computed in {Status.FAIL, Status.ERROR, Status.STALE}:
        assert state.status in {state.computed, Status.WAIVED}
    if world.item.level is Level.AUTO:
        assert state.status in {state.computed, Status.WAIVED}
    if state.status is Status.PASS and world.item.level is Level.AUTO:
        assert any(each.observation.status is Status.PASS for each in state.evidence)


@LAW
@given(worlds())
def test_waived_exactly_while_the_waiver_counts(world: World) -> None:
    state = world.state()
    counts = valid(world, state.waiver)
    without = replace(world, records=[each for each in world.records if not isinstance(each, Waiver)]).state()
    settled = without.status in {Status.PASS, Status.NOT_APPLICABLE}
    assert (state.status is Status.WAIVED) == (counts and not settled)
    assert state.computed is without.computed
    if state.waiver is not None and not counts:
        assert any(phrase.startswith("the waiver does not count") for phrase in state.changed)


@LAW
@given(worlds())
def test_what_was_seen_on_other_grounds_is_stale_and_says_so(world: World) -> None:
    state = world.state()
    old = [each for each in state.evidence if each.binds != world.binds()]
    if old:
        assert state.computed in {Status.STALE, Status.FAIL, Status.ERROR}
        assert any("changed since" in phrase for phrase in state.changed)
    fresh = [each for each in state.evidence if each not in old]
    if state.computed is Status.FAIL:
        assert any(each.observation.status is Status.FAIL for each in fresh)


@LAW
@given(worlds())
def test_a_change_that_is_taken_back_changes_nothing(world: World) -> None:
    before = world.state()
    world.grounds["data:df"] += 1
    world.grounds["data:df"] -= 1
    assert world.state() == before


@LAW
@given(worlds())
def test_whatever_is_not_settled_says_the_next_thing_to_do(world: World) -> None:
    state = world.state()
    settled = state.status in {Status.PASS, Status.NOT_APPLICABLE}
    assert bool(state.next_step) is not settled


@LAW
@given(worlds(), st.randoms())
def test_the_order_of_records_in_the_file_does_not_matter(world: World, random: object) -> None:
    before = world.state()
    random.shuffle(world.records)  # type: ignore[attr-defined]
    assert world.state() == before


@LAW
@given(worlds())
def test_time_alone_never_makes_anything_better(world: World) -> None:
    before = world.state()
    world.now += timedelta(days=4000)
    after = world.state()
    assert after.status is not Status.WAIVED
    if before.status not in {Status.PASS, Status.NOT_APPLICABLE, Status.WAIVED}:
        assert after.status not in {Status.PASS, Status.NOT_APPLICABLE}
