from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jupyter_mlsec.errors import UnreadableError
from jupyter_mlsec.lifecycle.collect import collect
from jupyter_mlsec.model.checklist import Cost, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.budget import checkpoint

BINDS = {"data:df": "sha256:" + "0" * 64}
GOOD = Observation(status=Status.PASS, summary="Seen.")


def look(_: object) -> Observation:
    return GOOD


def leak(subject: object) -> Observation:
    raise ValueError(f"could not convert {subject!r}")


def refuse(_: object) -> Observation:
    raise UnreadableError("train.csv is gone", help="restore it")


def overreach(_: object) -> Observation:
    return Observation(status=Status.WAIVED, summary="Fine by me.")


def test_one_piece_of_evidence_per_probe_and_item(now: datetime) -> None:
    probe = Probe(name="two", items=("COL-01", "COL-02"), run=look, version=4)
    first, second = collect((probe,), "data", binds=BINDS, now=now, name="df")
    assert (first.item, second.item) == ("COL-01", "COL-02")
    assert (first.probe, first.version, first.subject, first.observation) == ("two", 4, "df", GOOD)
    assert (first.collected, dict(first.binds)) == (now, BINDS)
    assert (first.expires, second.expires) == (now + timedelta(days=180), None)
    assert first.duration == second.duration >= 0


def test_a_probe_that_raises_is_not_evidence_and_reveals_nothing(now: datetime) -> None:
    probes = (Probe(name="leaky", items=("COL-02",), run=leak), Probe(name="good", items=("COL-02",), run=look))
    first, second = collect(probes, "4111 1111 1111 1111", binds=BINDS, now=now)
    assert first.observation == Observation(
        status=Status.ERROR, summary="the probe leaky could not look: ValueError", next_step="Report this as a bug."
    )
    assert second.observation == GOOD


def test_an_error_of_ours_speaks_for_itself(now: datetime) -> None:
    (found,) = collect((Probe(name="strict", items=("COL-02",), run=refuse),), "x", binds=BINDS, now=now)
    assert found.observation == Observation(status=Status.ERROR, summary="train.csv is gone", next_step="restore it")


@pytest.mark.parametrize(
    ("name", "binds", "said", "told"),
    [
        ("df", BINDS, "Name it: %mlsec data NAME --target COLUMN.", "Name it: %mlsec data df --target COLUMN."),
        ("df", BINDS, "%mlsec declare dataset NAME source=…", "%mlsec declare dataset df source=…"),
        ("df", BINDS, "%mlsec model NAME --x-train X, %mlsec limits NAME<=1", None),  # other names than the table's
        ('te["x"]', {'data:te["x"]': "sha256:0"}, "%mlsec data NAME", '%mlsec data te["x"]'),
        ("m", {"model:m": "0", **BINDS}, "%mlsec model NAME, %mlsec data NAME", "%mlsec model m, %mlsec data NAME"),
        ("", {"notebook": "sha256:0"}, "%mlsec data NAME", None),
    ],
)  # fmt: skip
def test_a_command_has_the_name_that_it_is_about(
    now: datetime, name: str, binds: dict[str, str], said: str, told: str | None
) -> None:
    seen = Observation(status=Status.OPEN, summary="Look.", next_step=said)
    probe: Probe[str] = Probe(name="asking", items=("COL-02",), run=lambda _: seen)
    (found,) = collect((probe,), "x", binds=binds, now=now, name=name)
    assert found.observation.next_step == (told or said)


def test_a_probe_cannot_waive(now: datetime) -> None:
    (found,) = collect((Probe(name="bold", items=("COL-02",), run=overreach),), "x", binds=BINDS, now=now)
    assert found.observation.status is Status.ERROR


def test_what_has_no_fingerprint_is_not_evidence(now: datetime) -> None:
    (found,) = collect((Probe(name="good", items=("COL-02",), run=look),), "x", binds={}, now=now)
    assert found.observation.status is Status.ERROR
    assert (
        found.observation.summary == "what was looked at has no fingerprint, so nothing could tell when this goes stale"
    )


def test_heavy_probes_run_only_when_asked_for(now: datetime) -> None:
    heavy = Probe(name="heavy", items=("EVA-08",), run=look, cost=Cost.HEAVY)
    assert collect((heavy,), "x", binds=BINDS, now=now) == ()
    assert len(collect((heavy,), "x", binds=BINDS, now=now, costs=frozenset(Cost))) == 1


def test_an_incidental_probe_that_does_not_apply_is_not_told(now: datetime) -> None:
    absent = Observation(status=Status.NOT_APPLICABLE, summary="Nothing of the kind.")
    told: Probe[object] = Probe(name="told", items=("COL-02",), run=lambda _: absent)
    aside: Probe[object] = Probe(name="aside", items=("COL-02",), run=lambda _: absent, incidental=True)
    seen: Probe[object] = Probe(name="seen", items=("COL-02",), run=look, incidental=True)
    assert [each.probe for each in collect((told, aside, seen), "x", binds=BINDS, now=now)] == ["told", "seen"]


def test_a_heavy_probe_ends_with_its_budget(now: datetime) -> None:
    rounds = []

    def search(_: object) -> Observation:
        while True:
            rounds.append(1)
            checkpoint()

    heavy = Probe(name="heavy", items=("EVA-08",), run=search, cost=Cost.HEAVY)
    (found,) = collect((heavy,), "x", binds=BINDS, now=now, costs=frozenset(Cost), budget=0.01)
    assert rounds
    assert found.observation == Observation(
        status=Status.ERROR,
        summary="it took longer than its budget of 0.01 s",
        next_step="Give it more time, or fewer rows: --budget SECONDS",
    )


def test_quick_probes_have_no_budget(now: datetime) -> None:
    def quick(_: object) -> Observation:
        checkpoint()
        return GOOD

    (found,) = collect((Probe(name="quick", items=("EVA-08",), run=quick),), "x", binds=BINDS, now=now, budget=-1.0)
    assert found.observation == GOOD


def test_an_interrupt_keeps_what_was_seen(now: datetime) -> None:
    def interrupted(_: object) -> Observation:
        raise KeyboardInterrupt

    ran = []
    probes = (
        Probe(name="one", items=("COL-02",), run=look),
        Probe(name="two", items=("COL-02",), run=interrupted),
        Probe(name="three", items=("COL-02",), run=look),
    )
    found = collect(probes, "x", binds=BINDS, now=now, progress=lambda *told: ran.append(told))
    said = "it was interrupted before it was done"
    assert [each.observation.summary for each in found] == ["Seen.", said, said]
    assert ran == [("one", 0, 3), ("two", 1, 3)]
