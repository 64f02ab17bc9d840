"""The audit trail survives crashes and concurrent writers, and tells about every change."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_mlsec.errors import StateError
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import GENESIS, TrailEntry, TrailEvent, TrailKind
from jupyter_mlsec.lifecycle.trail_report import trail_json

MOMENT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DIGEST = "sha256:" + "ab" * 32


def event(subject: str = "train.ipynb", outcome: str = "completed") -> TrailEvent:
    return TrailEvent(
        kind=TrailKind.RUN, subject=subject, outcome=outcome, person="ada", digests={"notebook": DIGEST}, time=MOMENT
    )


def filled(root: Path, number: int = 3) -> Trail:
    trail = Trail(root)
    for index in range(number):
        trail.append(event(f"n{index}.ipynb"))
    return trail


def failures(trail: Trail, *anchors: str) -> list[tuple[str, str]]:
    return [(one.code, one.path.rpartition(":")[2]) for one in trail.verify(anchors).failures]


def test_an_entry_is_one_readable_line_that_names_the_one_before(tmp_path: Path) -> None:
    trail = filled(tmp_path, 2)
    first, second = (json.loads(line) for line in trail.path.read_text().splitlines())
    assert first == {
        "format": "mlsec-trail/1",
        "sequence": 0,
        "time": "2026-11-20T12:00:00.000Z",
        "kind": "run",
        "subject": "n0.ipynb",
        "outcome": "completed",
        "person": "ada",
        "digests": {"notebook": DIGEST},
        "previous": GENESIS,
        "digest": first["digest"],
    }
    assert (second["sequence"], second["previous"]) == (1, first["digest"])
    assert trail.path == tmp_path / ".mlsec" / "trail.jsonl"
    if os.name == "posix":
        assert trail.path.stat().st_mode & 0o777 == 0o600


def test_the_digest_can_be_recomputed_with_the_standard_library(tmp_path: Path) -> None:
    import hashlib

    entry = json.loads(filled(tmp_path, 1).path.read_text())
    digest = entry.pop("digest")
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_no_trail_is_an_empty_one(tmp_path: Path) -> None:
    report = Trail(tmp_path).verify()
    assert (report.entries, report.head, report.failures) == (0, None, ())
    assert Trail(tmp_path).entries() == ()
    assert not (tmp_path / ".mlsec").exists()


def test_json_of_an_intact_trail(tmp_path: Path) -> None:
    trail = filled(tmp_path, 1)
    head = trail.entries()[-1].digest
    assert json.loads(trail_json(trail.verify())) == {
        "format": "mlsec-trail/1",
        "verdict": "intact",
        "entries": 1,
        "head": head,
        "repaired": [],
        "failures": [],
    }


def test_json_of_a_broken_trail(tmp_path: Path) -> None:
    trail = filled(tmp_path, 2)
    trail.path.write_bytes(trail.path.read_bytes().replace(b"n0.ipynb", b"n9.ipynb"))
    assert json.loads(trail_json(trail.verify()))["failures"] == [
        {
            "code": "altered-entry",
            "path": ".mlsec/trail.jsonl:1",
            "message": "line 1 was changed after it was written",
        }
    ]


def lines(trail: Trail) -> list[bytes]:
    return trail.path.read_bytes().splitlines(keepends=True)


def test_a_removed_line_breaks_the_chain(tmp_path: Path) -> None:
    trail = filled(tmp_path)
    first, _, third = lines(trail)
    trail.path.write_bytes(first + third)
    assert failures(trail) == [("broken-chain", "2")]


def test_swapped_lines_break_the_chain(tmp_path: Path) -> None:
    trail = filled(tmp_path)
    first, second, third = lines(trail)
    trail.path.write_bytes(second + first + third)
    assert failures(trail) == [("broken-chain", "1"), ("broken-chain", "2"), ("broken-chain", "3")]


def test_a_doubled_line_breaks_the_chain(tmp_path: Path) -> None:
    trail = filled(tmp_path, 2)
    first, second = lines(trail)
    trail.path.write_bytes(first + second + second)
    assert failures(trail) == [("broken-chain", "3")]


def test_lines_cut_off_the_end_are_missed(tmp_path: Path) -> None:
    trail = filled(tmp_path)
    trail.path.write_bytes(b"".join(lines(trail)[:-1]))
    assert failures(trail) == [("missing-entries", ".mlsec/trail.jsonl")]


def test_writing_on_does_not_cover_up_that_lines_were_cut_off(tmp_path: Path) -> None:
    trail = filled(tmp_path)
    trail.path.write_bytes(lines(trail)[0])
    trail.append(event("later.ipynb"))
    assert failures(trail) == [("missing-entries", ".mlsec/trail.jsonl")]
    assert [json.loads(line)["kind"] for line in lines(trail)] == ["run", "repair", "run"]


def test_a_removed_trail_is_missed(tmp_path: Path) -> None:
    trail = filled(tmp_path)
    trail.path.unlink()
    assert failures(trail) == [("missing-entries", ".mlsec/trail.jsonl")]


def test_a_head_known_from_elsewhere_must_be_in_the_trail(tmp_path: Path) -> None:
    trail = filled(tmp_path)
    heads = [entry.digest for entry in trail.entries()]
    assert failures(trail, *heads) == []
    assert failures(trail, DIGEST) == [("missing-entries", ".mlsec/trail.jsonl")]


def test_a_trail_rewritten_with_its_head_is_found_by_an_anchor(tmp_path: Path) -> None:
    head = filled(tmp_path / "real").entries()[-1].digest
    forged = filled(tmp_path / "forged", 2)
    assert failures(forged) == []
    assert failures(forged, head) == [("missing-entries", ".mlsec/trail.jsonl")]


@pytest.mark.parametrize(
    "line",
    [b"{}\n", b"not json\n", b"\xff\xfe\n", b"\n", b"[1]\n"],
    ids=["empty object", "text", "no UTF-8", "empty line", "list"],
)
def test_a_foreign_line_is_named(tmp_path: Path, line: bytes) -> None:
    trail = filled(tmp_path)
    first, *rest = lines(trail)
    trail.path.write_bytes(first + line + b"".join(rest))
    assert failures(trail) == [("malformed-line", "2")]


def test_doubled_keys_are_not_read_in_one_of_two_ways(tmp_path: Path) -> None:
    trail = filled(tmp_path, 1)
    trail.path.write_bytes(trail.path.read_bytes().replace(b'"kind":', b'"kind":"waiver","kind":'))
    assert [code for code, _ in failures(trail)] == ["malformed-line", "missing-entries"]


def test_a_half_line_is_reported_then_accounted_for_at_every_length(tmp_path: Path) -> None:
    trail = filled(tmp_path, 2)
    whole = trail.path.read_bytes()
    first = whole.splitlines(keepends=True)[0]
    head = json.loads(first)["digest"]
    for end in sorted({*range(len(first) + 1, len(whole) - 1, 9), len(whole) - 2}):
        trail.path.write_bytes(whole[:end])
        trail.path.with_name("trail.head").write_text(head)  # what a crash within a line leaves
        assert failures(trail) == [("torn-line", "2")]
        trail.append(event("after.ipynb"))
        report = trail.verify()
        assert (report.failures, report.repaired, report.entries) == ((), (2,), 3)
        assert trail.path.read_bytes().startswith(whole[:end] + b"\n")  # nothing is lost


def test_a_line_that_lacks_only_its_end_is_whole(tmp_path: Path) -> None:
    trail = filled(tmp_path, 2)
    trail.path.write_bytes(trail.path.read_bytes()[:-1])
    assert failures(trail) == []
    trail.append(event("after.ipynb"))
    report = trail.verify()
    assert (report.entries, report.failures, report.repaired) == (3, (), ())


def test_a_crash_within_a_repair_is_accounted_for_as_well(tmp_path: Path) -> None:
    trail = filled(tmp_path, 1)
    good = trail.path.read_bytes()
    trail.path.write_bytes(good + b'{"format":"mlsec-tr\n{"format":"mls')
    assert failures(trail) == [("torn-line", "3"), ("malformed-line", "2")]
    trail.append(event("after.ipynb"))
    report = trail.verify()
    assert (report.failures, report.repaired, report.entries) == ((), (2, 3), 3)


def test_a_crash_before_the_head_is_remembered_is_no_loss(tmp_path: Path) -> None:
    trail = filled(tmp_path, 2)
    older = json.loads(lines(trail)[0])["digest"]
    trail.path.with_name("trail.head").write_text(older)
    assert failures(trail) == []
    trail.append(event("after.ipynb"))
    assert (failures(trail), len(trail.entries())) == ([], 3)


def test_long_trails_are_read_back_in_blocks(tmp_path: Path) -> None:
    trail = filled(tmp_path, 2)
    whole = trail.path.read_bytes()
    trail.path.write_bytes(whole + b"x" * 200_000)
    trail.append(event("after.ipynb"))
    report = trail.verify()
    assert (report.failures, report.repaired, report.entries) == ((), (3,), 4)


def test_threads_wait_for_each_other(tmp_path: Path) -> None:
    trail = Trail(tmp_path)
    threads = [
        threading.Thread(target=lambda n=number: [trail.append(event(f"{n}-{i}")) for i in range(10)])
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures(trail) == []
    assert {entry.subject for entry in trail.entries()} == {f"{n}-{i}" for n in range(4) for i in range(10)}


WRITER = """
import sys
from pathlib import Path
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
trail = Trail(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    trail.append(TrailEvent(kind=TrailKind.GUARD, subject=f"{sys.argv[2]}-{number}", outcome="blocked"))
"""


def writer(root: Path, name: str, number: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WRITER, str(root), name, str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - this interpreter, our own script


def test_processes_wait_for_each_other(tmp_path: Path) -> None:
    processes = [writer(tmp_path, name, 20) for name in "abc"]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    trail = Trail(tmp_path)
    assert failures(trail) == []
    assert {entry.subject for entry in trail.entries()} == {f"{name}-{i}" for name in "abc" for i in range(20)}


@pytest.mark.skipif(os.name != "posix", reason="the signal does not exist elsewhere")
def test_killed_writers_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    trail = Trail(tmp_path)
    for turn in range(4):
        with writer(tmp_path, str(turn), 100_000) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(0.02 * (turn + 1))
            process.send_signal(signal.SIGKILL)
        assert {code for code, _ in failures(trail)} <= {"torn-line"}
        before = trail.verify().entries
        trail.append(event(f"after-{turn}"))
        report = trail.verify()
        assert report.failures == ()
        assert report.entries >= before + 1
    subjects = [entry.subject for entry in trail.entries() if entry.kind == "run"]
    assert subjects == [f"after-{turn}" for turn in range(4)]


TELLING_WRITER = WRITER.replace(
    'outcome="blocked"))', 'outcome="blocked"))\n    print(f"{sys.argv[2]}-{number}", flush=True)'
)


@pytest.mark.skipif(os.name != "posix", reason="the signal does not exist elsewhere")
def test_many_writers_killed_at_random_leave_one_chain_with_all_that_they_were_told_is_in_it(tmp_path: Path) -> None:
    chance = random.Random(20261121)
    trail = Trail(tmp_path)
    told: list[bytes] = []
    for turn in range(4):
        names = [f"{turn}{letter}" for letter in "abcdef"]
        command = [sys.executable, "-c", TELLING_WRITER, str(tmp_path)]
        writers = [
            subprocess.Popen([*command, name, "100000"], stdout=subprocess.PIPE)  # noqa: S603 - our own script
            for name in names
        ]
        for process in writers:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
        chance.shuffle(writers)
        for process in writers:
            time.sleep(chance.random() * 0.06)
            process.send_signal(signal.SIGKILL)
        for process in writers:
            told += [
                line for line in process.communicate(timeout=60)[0].splitlines(keepends=True) if line[-1:] == b"\n"
            ]
        trail.append(event(f"after-{turn}"))
        report = trail.verify()
        assert report.failures == ()
    written = {entry.subject for entry in trail.entries()}
    assert {line.decode().strip() for line in told} <= written
    assert len(told) > 20
    assert trail.entries()[-1].digest == report.head


def test_where_it_stands_can_be_signed(tmp_path: Path) -> None:
    assert Trail(tmp_path).head_json() == {"entries": 0, "head": None}
    trail = filled(tmp_path)
    head = trail.entries()[-1].digest
    assert trail.head_json() == {"entries": 3, "head": head}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_byte_stays_unnoticed(tmp_path: Path, data: st.DataObject) -> None:
    trail = Trail(tmp_path)
    if not trail.path.exists():
        filled(tmp_path)
        (tmp_path / "good").write_bytes(trail.path.read_bytes())
    good = (tmp_path / "good").read_bytes()
    place = data.draw(st.integers(0, len(good) - 2))  # the last line end alone carries nothing
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != good[place]))
    trail.path.write_bytes(good[:place] + bytes([byte]) + good[place + 1 :])
    assert failures(trail) != []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subject": ""}, "a trail entry needs a subject, and an outcome of one kebab-case word"),
        ({"outcome": "It went well"}, "a trail entry needs a subject, and an outcome of one kebab-case word"),
        ({"subject": "a\nb"}, "a trail entry names its subject and person in one short line"),
        ({"person": "x" * 301}, "a trail entry names its subject and person in one short line"),
        ({"digests": {"value": "4111 1111"}}, "a trail entry holds digests (sha256:…) and nothing else"),
        ({"digests": {"A B": DIGEST}}, "a trail entry holds digests (sha256:…) and nothing else"),
        ({"time": datetime(2026, 1, 1)}, "a trail entry's time needs a time zone"),  # noqa: DTZ001 - the case under test
    ],
)
def test_what_could_carry_a_value_is_refused(change: dict[str, object], message: str) -> None:
    fields: dict[str, object] = {"kind": TrailKind.ANSWER, "subject": "GOV-08", "outcome": "given", **change}
    with pytest.raises(StateError) as caught:
        TrailEvent(**fields)  # type: ignore[arg-type]
    assert caught.value.message == message


def test_nobody_else_records_repairs(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"^repairs are recorded by the trail itself$"):
        Trail(tmp_path).append(TrailEvent(kind=TrailKind.REPAIR, subject="x", outcome="kept"))


def test_entries_of_a_broken_trail_are_not_handed_out(tmp_path: Path) -> None:
    trail = filled(tmp_path)
    trail.path.write_bytes(b"".join(lines(trail)[1:]))
    with pytest.raises(StateError, match=r"^the audit trail is not intact: line 1 does not follow"):
        trail.entries()


@pytest.mark.skipif(os.name != "posix", reason="links need a right elsewhere")
def test_links_are_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / ".mlsec").symlink_to(elsewhere)
    with pytest.raises(StateError, match="is a link"):
        Trail(tmp_path / "a").append(event())
    (tmp_path / "b" / ".mlsec").mkdir(parents=True)
    (tmp_path / "b" / ".mlsec" / "trail.jsonl").symlink_to(elsewhere / "x")
    with pytest.raises(StateError, match="could not be opened"):
        Trail(tmp_path / "b").append(event())
    assert list(elsewhere.iterdir()) == []


def test_an_unreadable_trail_is_a_failure(tmp_path: Path) -> None:
    trail = Trail(tmp_path)
    trail.path.mkdir(parents=True)
    assert [code for code, _ in failures(trail)] == ["unreadable"]
    assert isinstance(filled(tmp_path / "other", 1).entries()[0], TrailEntry)
