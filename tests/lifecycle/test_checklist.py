from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import ChecklistSettings, Config
from jupyter_mlsec.errors import ConfigError, StateError
from jupyter_mlsec.lifecycle import checklist as engine
from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.discovery import every_probe
from jupyter_mlsec.lifecycle.fingerprint import environment_fingerprint, notebook_fingerprint, policy_fingerprint
from jupyter_mlsec.lifecycle.records import encode_record
from jupyter_mlsec.model.checklist import (
    Answer,
    Checklist,
    Declaration,
    Evidence,
    ItemState,
    Observation,
    Status,
    Waiver,
)
from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import file_fingerprint

Write = Callable[..., Notebook]
Fill = Callable[..., Checklist]

DIGEST = "sha256:" + "0" * 64
OTHER = "sha256:" + "1" * 64
REASON = "The limit was agreed with the owner for the pilot phase."


def state_of(checklist: Checklist, item: str) -> ItemState:
    return next(state for state in checklist.states if state.item.id == item)


def by_status(checklist: Checklist, status: Status) -> set[str]:
    return {state.item.id for state in checklist.states if state.status is status}


@pytest.fixture
def seen(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Evidence]:
    """Return evidence of a made-up probe that may speak about every item."""
    every = tuple(item.id for item in catalogue().items)
    fake: Probe[object] = Probe(name="made-up", items=every, run=lambda _: Observation(status=Status.PASS, summary="."))
    known = {**every_probe(), "made-up": fake, "made-up-too": replace(fake, name="made-up-too", version=2)}
    monkeypatch.setattr(engine, "every_probe", lambda: known)

    def make(item: str, status: Status = Status.PASS, **fields: object) -> Evidence:
        values = {"item": item, "probe": "made-up", "collected": now, "binds": {"data:df": DIGEST}} | fields
        return Evidence(observation=Observation(status=status, summary="Seen."), **values)  # type: ignore[arg-type]

    return make


def test_all_62_items_are_there_in_order(write: Write, fill: Fill) -> None:
    filled = fill(write("x = 1"))
    assert [state.item for state in filled.states] == list(catalogue().items)
    assert filled.profile == "exploration"


def test_an_empty_notebook_is_not_praised(write: Write, fill: Fill) -> None:
    filled = fill(write())
    statuses = {
        state.item.id: state.status.value for state in filled.states if state.status is not Status.NOT_APPLICABLE
    }
    assert statuses == {
        "GOV-08": "warn",
        "COL-01": "open",
        "COL-02": "open",
        "PRE-07": "pass",
        "TRN-03": "open",
        "TRN-06": "pass",
        "EVA-01": "open",
        "EVA-02": "open",
        "DEP-06": "open",
        "MNT-04": "open",
    }


@pytest.mark.parametrize(
    ("profile", "status"), [("exploration", "warn"), ("production", "fail"), ("regulated", "fail")]
)
def test_a_stage_that_nothing_is_known_about_is_a_failure_once_it_matters(
    write: Write, fill: Fill, profile: str, status: str
) -> None:
    filled = fill(write("x = 1"), config=Config(checklist=ChecklistSettings(profile=profile)))
    (state,) = (each for each in filled.states if each.item.id == "GOV-08")
    assert state.status.value == status
    assert state.evidence[0].observation.next_step.startswith("Begin with ")


def test_what_probes_say_of_waivers_is_said_with_the_coverage(write: Write, fill: Fill, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.mlsec]\n")
    row = "waivers:\n  - item: EVA-06\n    reason: measured by hand\n    approver: k.mori\n    expires: never\n"
    (tmp_path / "waivers.yaml").write_text(row)
    state = state_of(fill(write("x = 1")), "GOV-08")
    said = {each.probe: each.observation.status.value for each in state.evidence}
    assert (state.status, said["waiver-record"], said["stage-coverage"]) == (Status.FAIL, "fail", "warn")


def test_every_open_item_says_the_next_step(write: Write, fill: Fill) -> None:
    for profile in ("exploration", "production", "regulated"):
        filled = fill(write("x = 1"), config=Config(checklist=ChecklistSettings(profile=profile)))
        for state in filled.states:
            settled = state.status in {Status.PASS, Status.NOT_APPLICABLE}
            assert bool(state.next_step) is not settled, state.item.id


@pytest.mark.parametrize(
    ("item", "step"),
    [
        ("COL-02", "Measure it in the notebook: %mlsec measure"),
        ("DEP-04", "Measure it in the notebook: %mlsec measure"),
        ("EVA-01", "Measure it in the notebook: %mlsec measure"),
        ("MNT-02", "Make one: mlsec run NOTEBOOK -o BUNDLE"),
        ("RET-04", "Declare it: %mlsec declare withdrawal keys=… endpoints=… users=… licences=…"),
    ],
)
def test_the_first_step(write: Write, fill: Fill, item: str, step: str) -> None:
    filled = fill(write("x = 1"), config=Config(checklist=ChecklistSettings(profile="regulated")))
    assert state_of(filled, item).next_step == step


def test_fresh_evidence_decides_an_item(write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
    state = state_of(fill(write(), [seen("COL-02")]), "COL-02")
    assert (state.status, state.computed, state.changed, state.next_step) == (Status.PASS, Status.PASS, (), "")


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ("pass fail error warn open not-applicable", "fail"),
        ("pass error warn open not-applicable", "error"),
        ("pass warn open not-applicable", "warn"),
        ("pass open not-applicable", "open"),
        ("pass not-applicable", "pass"),
        ("not-applicable", "not-applicable"),
    ],
)
def test_the_worst_of_several_probes_counts(
    write: Write, fill: Fill, seen: Callable[..., Evidence], statuses: str, expected: str
) -> None:
    evidence = [seen("COL-02", Status(status), subject=f"df{place}") for place, status in enumerate(statuses.split())]
    assert state_of(fill(write(), evidence), "COL-02").computed is Status(expected)


@pytest.mark.parametrize(
    ("seen_first", "subject", "expected"),
    [
        (("misleading-probabilities", Status.PASS), "clf", Status.OPEN),
        (("misleading-probabilities", Status.WARN), "clf", Status.WARN),
        (("misleading-probabilities", Status.FAIL), "clf", Status.FAIL),
        (("misleading-probabilities", Status.OPEN), "clf", Status.ERROR),  # nothing was measured
        (("misleading-probabilities", Status.PASS), "other", Status.ERROR),  # of another model
        (("accuracy-alone", Status.PASS), "clf", Status.ERROR),  # it sees a part of the item only
    ],
)
def test_a_further_look_that_needs_more_rows_does_not_undo_the_measurement(
    write: Write,
    fill: Fill,
    seen: Callable[..., Evidence],
    seen_first: tuple[str, Status],
    subject: str,
    expected: Status,
) -> None:
    measured = seen("EVA-01", seen_first[1], probe=seen_first[0], subject=subject)
    unable = seen("EVA-01", Status.ERROR, probe="weak-slices", subject="clf")
    state = state_of(fill(write(), [measured, unable]), "EVA-01")
    assert (state.computed, state.evidence[-1].observation.status) == (expected, Status.ERROR)


def test_a_forged_record_is_not_evidence_whatever_else_was_seen(
    write: Write, fill: Fill, seen: Callable[..., Evidence]
) -> None:
    evidence = [seen("EVA-01", probe="misleading-probabilities"), seen("EVA-01", Status.WAIVED, probe="weak-slices")]
    assert state_of(fill(write(), evidence), "EVA-01").status is Status.ERROR


def test_what_was_left_out_because_it_takes_long_is_the_next_step(
    write: Write, fill: Fill, seen: Callable[..., Evidence]
) -> None:
    config = Config(checklist=ChecklistSettings(profile="regulated"))
    steps = {
        subject: state_of(
            fill(write(), [seen("EVA-08", probe="unlike-refit", subject=subject)], config=config), "EVA-08"
        )
        for subject in ("clf", "")
    }
    assert {each: state.next_step for each, state in steps.items()} == {
        "clf": "Measure it in the notebook: %mlsec measure --heavy",
        "": "Measure it in the notebook: %mlsec measure",
    }


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.OPEN, Status.NOT_APPLICABLE),
        (Status.ERROR, Status.NOT_APPLICABLE),
        (Status.PASS, Status.PASS),
        (Status.WARN, Status.WARN),
        (Status.FAIL, Status.FAIL),
    ],
)
def test_what_the_profile_does_not_ask_applies_once_something_was_settled_or_found(
    write: Write, fill: Fill, seen: Callable[..., Evidence], status: Status, expected: Status
) -> None:
    state = state_of(fill(write(), [seen("COL-07", status, probe="columns-nobody-uses")]), "COL-07")
    assert (state.status, state.computed) == (expected, expected)
    assert state.evidence, "what was measured is shown all the same"


def test_where_to_begin_lies_in_the_stage_of_which_nothing_is_known(
    write: Write, fill: Fill, seen: Callable[..., Evidence]
) -> None:
    state = state_of(fill(write(), [seen("COL-01", probe="personal-data")]), "GOV-08")
    assert "Begin with EVA-01: nothing at all is known about evaluation" in state.next_step


def test_probes_that_see_a_part_do_not_settle_an_item(write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
    """That no transformer was fitted before the split says nothing about rows that stand on both sides of it."""
    split = write("from sklearn.model_selection import train_test_split\na, b = train_test_split(X, random_state=0)")
    state = state_of(fill(split), "PRE-06")
    assert (state.status, state.next_step) == (Status.OPEN, "Measure it in the notebook: %mlsec measure")
    assert {each.observation.status for each in state.evidence} == {Status.PASS}
    assert state_of(fill(split, [seen("PRE-06")]), "PRE-06").status is Status.PASS


def test_one_table_of_which_it_can_be_measured_speaks_for_the_notebook(
    write: Write, fill: Fill, seen: Callable[..., Evidence]
) -> None:
    """The split is made once, of a table that others were made from; limits are for each table."""

    def status(item: str, probe: str) -> Status:
        waits = seen(item, Status.OPEN, probe=probe, subject="df")
        measured = seen(item, probe=probe, subject="train")
        return state_of(fill(write("x"), [waits, measured]), item).computed

    assert status("PRE-06", "rows-in-both-splits") is Status.PASS
    assert status("COL-02", "bad-values") is Status.OPEN


def test_what_settles_does_not_wait_for_a_declaration(write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
    """What an accountant in the kernel says about the budget counts, although the code did not say it."""
    source = write("from opacus import PrivacyEngine\nengine = PrivacyEngine()")
    config = Config(checklist=ChecklistSettings(profile="regulated"))
    assert state_of(fill(source, config=config), "TRN-09").computed is Status.OPEN
    live = seen("TRN-09", probe="privacy-budget")
    assert state_of(fill(source, [live], config=config), "TRN-09").computed is Status.PASS


class TestRecordsThatAreNotEvidence:
    def test_an_unknown_probe(self, write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
        state = state_of(fill(write(), [seen("COL-02", probe="magic-eye")]), "COL-02")
        assert state.status is Status.ERROR
        assert state.evidence[0].observation.summary == "Not evidence: there is no probe 'magic-eye'."

    def test_a_probe_of_another_item(self, write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
        state = state_of(fill(write(), [seen("COL-02", probe="unsafe-code")]), "COL-02")
        assert state.evidence[0].observation.summary == "Not evidence: unsafe-code says nothing about COL-02."

    def test_nothing_it_is_bound_to(self, write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
        state = state_of(fill(write(), [seen("COL-02", binds={})]), "COL-02")
        assert state.evidence[0].observation.summary == "Not evidence: it is not bound to what was looked at."

    def test_a_status_that_no_probe_may_say(self, write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
        assert state_of(fill(write(), [seen("COL-02", Status.WAIVED)]), "COL-02").status is Status.ERROR

    def test_a_record_never_replaces_what_was_computed_just_now(
        self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime
    ) -> None:
        source = "import pickle\nwith open('m.pkl', 'wb') as file:\n    pickle.dump(model, file)"
        forged = seen("TRN-07", probe="saved-models", collected=now + timedelta(days=900))
        assert state_of(fill(write(source), [forged]), "TRN-07").status is Status.FAIL

    def test_a_record_from_the_future(
        self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime
    ) -> None:
        state = state_of(fill(write(), [seen("COL-02", collected=now + timedelta(hours=1))]), "COL-02")
        assert (state.status, state.changed) == (Status.STALE, ("its time lies in the future",))


class TestStaleness:
    """Evidence on every ground; one thing changes; exactly what is bound to it is stale, and says what changed."""

    @pytest.fixture
    def evidence(
        self, seen: Callable[..., Evidence], write: Write, now: datetime, tmp_path: Path
    ) -> dict[str, Evidence]:
        (tmp_path / "train.csv").write_text("a,b\n1,2\n")
        (tmp_path / "test.csv").write_text("a,b\n3,4\n")
        binds = {
            "COL-02": {"data:df": DIGEST, "policy": policy_fingerprint(Config())},
            "COL-05": {"files:train.csv": file_fingerprint(tmp_path / "train.csv")},
            "COL-01": {"files:test.csv": file_fingerprint(tmp_path / "test.csv")},
            "EVA-01": {"model:clf": DIGEST, "data:X_test": DIGEST},
            "EVA-02": {"model:other": DIGEST},
            "PRE-06": {"notebook": notebook_fingerprint(write("x = 1"))},
            "TRN-02": {"env": environment_fingerprint({"numpy": "2.4.6"})},
        }
        return {item: seen(item, binds=each, collected=now - timedelta(days=1)) for item, each in binds.items()}

    def stale(self, filled: Checklist) -> dict[str, tuple[str, ...]]:
        return {state.item.id: state.changed for state in filled.states if state.status is Status.STALE}

    def test_nothing_changed(self, write: Write, fill: Fill, evidence: dict[str, Evidence]) -> None:
        assert self.stale(fill(write("x = 1  # one"), [*evidence.values()])) == {}

    def test_a_cell(self, write: Write, fill: Fill, evidence: dict[str, Evidence]) -> None:
        filled = fill(write("x = 2"), [*evidence.values()])
        assert self.stale(filled) == {"PRE-06": ("cells changed since 2026-11-20",)}

    def test_a_file(self, write: Write, fill: Fill, evidence: dict[str, Evidence], tmp_path: Path) -> None:
        (tmp_path / "train.csv").write_text("a,b\n1,3\n")
        filled = fill(write("x = 1"), [*evidence.values()])
        assert self.stale(filled) == {"COL-05": ("train.csv changed since 2026-11-20",)}

    def test_a_file_that_is_gone(self, write: Write, fill: Fill, evidence: dict[str, Evidence], tmp_path: Path) -> None:
        (tmp_path / "test.csv").unlink()
        filled = fill(write("x = 1"), [*evidence.values()])
        assert self.stale(filled) == {"COL-01": ("test.csv cannot be read any more",)}

    def test_a_file_replaced_by_a_pipe_is_not_waited_for(
        self, write: Write, fill: Fill, evidence: dict[str, Evidence], tmp_path: Path
    ) -> None:
        import os

        (tmp_path / "test.csv").unlink()
        os.mkfifo(tmp_path / "test.csv")
        assert set(self.stale(fill(write("x = 1"), [*evidence.values()]))) == {"COL-01"}

    def test_a_package(self, write: Write, fill: Fill, evidence: dict[str, Evidence]) -> None:
        filled = fill(write("x = 1"), [*evidence.values()], packages={"numpy": "2.4.7"})
        assert self.stale(filled) == {"TRN-02": ("packages changed since 2026-11-20",)}

    def test_the_policy(self, write: Write, fill: Fill, evidence: dict[str, Evidence]) -> None:
        config = Config(checklist=ChecklistSettings(limits={"missing": "<= 5%"}))
        filled = fill(write("x = 1"), [*evidence.values()], config=config)
        assert self.stale(filled) == {"COL-02": ("the checklist's configuration changed since 2026-11-20",)}

    def test_a_frame_that_the_kernel_still_has(self, write: Write, fill: Fill, evidence: dict[str, Evidence]) -> None:
        filled = fill(write("x = 1"), [*evidence.values()], fingerprints={"data:df": OTHER, "model:clf": DIGEST})
        assert self.stale(filled) == {"COL-02": ("df changed since 2026-11-20",)}

    def test_a_model_that_was_looked_at_again(
        self, write: Write, fill: Fill, evidence: dict[str, Evidence], seen: Callable[..., Evidence], now: datetime
    ) -> None:
        """The kernel is gone; the newest evidence says what the model is now."""
        newer = seen("EVA-03", binds={"model:clf": OTHER}, collected=now)
        filled = fill(write("x = 1"), [*evidence.values(), newer])
        assert self.stale(filled) == {"EVA-01": ("clf changed since 2026-11-20",)}

    def test_time(self, write: Write, fill: Fill, evidence: dict[str, Evidence], now: datetime) -> None:
        filled = fill(write("x = 1"), [*evidence.values()], now=now + timedelta(days=31))
        assert self.stale(filled) == {"TRN-02": ("older than 30 days",)}

    def test_its_own_end(self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime) -> None:
        filled = fill(write(), [seen("COL-02", collected=now - timedelta(days=2), expires=now - timedelta(days=1))])
        assert self.stale(filled) == {"COL-02": ("expired on 2026-11-20",)}

    def test_a_better_probe(self, write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
        filled = fill(write(), [seen("COL-02", probe="made-up-too", version=1)])
        assert self.stale(filled) == {"COL-02": ("the probe made-up-too is another version now",)}

    def test_a_failure_seen_now_outweighs_what_is_stale(
        self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime
    ) -> None:
        old = seen("COL-02", subject="old", collected=now - timedelta(days=1), expires=now)
        filled = fill(write(), [old, seen("COL-02", Status.FAIL, subject="new")])
        assert state_of(filled, "COL-02").status is Status.FAIL


class TestPeople:
    PRODUCTION = Config(checklist=ChecklistSettings(profile="production"))

    def answer(self, now: datetime, **fields: object) -> Answer:
        values = {"item": "COL-01", "text": REASON, "person": "A. Ng", "time": now} | fields
        return Answer(**values)  # type: ignore[arg-type]

    def waiver(self, now: datetime, **fields: object) -> Waiver:
        values = {
            "item": "COL-02",
            "reason": REASON,
            "approver": "B. Roy",
            "author": "A. Ng",
            "time": now - timedelta(days=1),
            "expires": now + timedelta(days=30),
            "binds": {"data:df": DIGEST},
        } | fields
        return Waiver(**values)  # type: ignore[arg-type]

    def filled(
        self, write: Write, fill: Fill, record: Answer | Waiver, *evidence: Evidence, config: Config | None = None
    ) -> ItemState:
        carried = write(metadata={"mlsec": {"format": "mlsec-record/1", "records": [encode_record(record)]}})
        return state_of(fill(carried, evidence, config=config), record.item)

    def test_a_person_confirms_what_was_computed(
        self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime
    ) -> None:
        unanswered = state_of(fill(write(), [seen("COL-01")], config=self.PRODUCTION), "COL-01")
        assert (unanswered.status, unanswered.computed) == (Status.OPEN, Status.PASS)
        state = self.filled(write, fill, self.answer(now), seen("COL-01"), config=self.PRODUCTION)
        assert (state.status, state.computed) == (Status.PASS, Status.PASS)

    def test_a_person_explains_a_warning(
        self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime
    ) -> None:
        state = self.filled(write, fill, self.answer(now), seen("COL-01", Status.WARN), config=self.PRODUCTION)
        assert (state.status, state.computed) == (Status.PASS, Status.WARN)

    def test_a_person_cannot_answer_a_failure_away(
        self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime
    ) -> None:
        state = self.filled(write, fill, self.answer(now), seen("COL-01", Status.FAIL))
        assert (state.status, state.computed) == (Status.FAIL, Status.FAIL)
        assert state.answer == self.answer(now)

    def test_an_answer_without_evidence_is_a_warning(self, write: Write, fill: Fill, now: datetime) -> None:
        state = self.filled(write, fill, self.answer(now))
        assert (state.status, state.computed) == (Status.WARN, Status.OPEN)

    def test_only_a_person_decides_what_nothing_can_compute(self, write: Write, fill: Fill, now: datetime) -> None:
        state = self.filled(write, fill, self.answer(now, item="DEP-03"), config=self.PRODUCTION)
        assert state.status is Status.PASS

    def test_an_answer_to_what_the_tool_decides_changes_nothing(self, write: Write, fill: Fill, now: datetime) -> None:
        assert self.filled(write, fill, self.answer(now, item="COL-02")).status is Status.OPEN

    @pytest.mark.parametrize(
        ("fields", "changed"),
        [
            ({"binds": {"notebook": DIGEST}}, "the answer: cells changed since 2026-11-21"),
            ({"text": "Looks fine to me."}, "the answer: it has fewer than 30 characters"),
            ({"person": "  "}, "the answer: it names no person"),
        ],
    )
    def test_an_answer_goes_stale(
        self, write: Write, fill: Fill, now: datetime, fields: dict[str, object], changed: str
    ) -> None:
        state = self.filled(write, fill, self.answer(now, **fields))
        assert (state.status, state.changed) == (Status.STALE, (changed,))

    def test_an_accepted_risk(self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime) -> None:
        state = self.filled(write, fill, self.waiver(now), seen("COL-02", Status.FAIL))
        assert (state.status, state.computed) == (Status.WAIVED, Status.FAIL)
        assert state.next_step == "Mend it before 2026-12-21, when the waiver ends."

    def test_a_waiver_of_what_passes_is_not_needed(
        self, write: Write, fill: Fill, seen: Callable[..., Evidence], now: datetime
    ) -> None:
        assert self.filled(write, fill, self.waiver(now), seen("COL-02")).status is Status.PASS

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"reason": "   it is     fine     as it is   "}, "its reason has fewer than 30 characters"),
            ({"approver": ""}, "nobody approved it"),
            ({"approver": " a. ng "}, "its author approved it"),
            ({"author": ""}, "nobody asked for it"),
            ({"expires": datetime.fromisoformat("2027-05-20T09:14:00Z")}, "it lasts longer than 180 days"),
            ({"binds": {}}, "it is not bound to what it was given for"),
            ({"binds": {"data:df": OTHER}}, "df changed since 2026-11-20"),
            ({"expires": datetime.fromisoformat("2026-11-21T09:14:00Z")}, "it expired on 2026-11-21"),
            ({"time": datetime.fromisoformat("2026-11-22T09:14:00Z")}, "its time lies in the future"),
        ],
    )
    def test_a_waiver_that_does_not_count_reopens_the_item(
        self,
        write: Write,
        fill: Fill,
        seen: Callable[..., Evidence],
        now: datetime,
        fields: dict[str, object],
        problem: str,
    ) -> None:
        state = self.filled(write, fill, self.waiver(now, **fields), seen("COL-02", Status.FAIL))
        assert state.status is Status.FAIL
        assert state.changed == (f"the waiver does not count: {problem}",)


class TestScope:
    def test_items_of_later_stages_do_not_apply_yet(self, write: Write, fill: Fill, now: datetime) -> None:
        declared = Declaration(topic="profile", name="", fields={"stage": "preparation"}, time=now)
        carried = write(metadata={"mlsec": {"format": "mlsec-record/1", "records": [encode_record(declared)]}})
        stages = {s.item.stage.value for s in fill(carried).states if s.status is not Status.NOT_APPLICABLE}
        assert stages <= {"governance", "collection", "preparation"}

    def test_a_notebook_may_be_stricter_than_its_project_never_laxer(
        self, write: Write, fill: Fill, now: datetime
    ) -> None:
        def profile(own: str, project: str, locked: tuple[str, ...] = ()) -> str:
            declared = Declaration(topic="profile", name="", fields={"profile": own}, time=now)
            carried = write(metadata={"mlsec": {"format": "mlsec-record/1", "records": [encode_record(declared)]}})
            return fill(carried, config=Config(checklist=ChecklistSettings(profile=project), locked=locked)).profile

        assert profile("regulated", "exploration") == "regulated"
        assert profile("exploration", "production") == "production"
        assert profile("regulated", "production", ("checklist.profile",)) == "production"

    def test_a_profile_that_does_not_exist(self, write: Write, fill: Fill, now: datetime) -> None:
        with pytest.raises(ConfigError, match="there is no checklist profile 'casual'"):
            fill(write(), config=Config(checklist=ChecklistSettings(profile="casual")))
        declared = Declaration(topic="profile", name="", fields={"stage": "lunch"}, time=now)
        carried = write(metadata={"mlsec": {"format": "mlsec-record/1", "records": [encode_record(declared)]}})
        with pytest.raises(StateError, match="the notebook declares a stage 'lunch', which does not exist"):
            fill(carried)

    def test_what_was_measured_is_shown_whatever_the_profile(
        self, write: Write, fill: Fill, seen: Callable[..., Evidence]
    ) -> None:
        assert state_of(fill(write(), [seen("EVA-03", Status.FAIL)]), "EVA-03").status is Status.FAIL


def test_the_two_figures(write: Write, fill: Fill, seen: Callable[..., Evidence]) -> None:
    """Applicable: 10. Evidenced: GOV-08 (warn, 7.5), PRE-07 and TRN-06 (pass, 10 each), COL-02 (warn, 7.5)."""
    filled = fill(write(), [seen("COL-02", Status.WARN)])
    assert filled.coverage == 0.4
    assert filled.conformance == round(20 / 35, 4)
