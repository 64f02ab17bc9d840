"""The index of an export: what is in it, what was wrong with it, and that it is replaced in one step."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jupyter_mlsec.environment.export import Member
from jupyter_mlsec.environment.ranges import AffectedVersions, Event, EventKind
from jupyter_mlsec.environment.store import AdvisoryStore, StoredAdvisory, Unreadable, build_store
from jupyter_mlsec.errors import AuditError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def advisory(number: int, package: str = "demo", **changes: object) -> Member:
    record = {
        "id": f"PYSEC-2026-{number}",
        "modified": f"2026-11-{number:02}T08:00:00Z",
        "aliases": [f"CVE-2026-{number}"],
        "summary": "A fault",
        "affected": [
            {
                "package": {"name": package, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2"}]}],
            }
        ],
        **changes,
    }
    return Member(f"{number}.json", json.dumps(record).encode())


STORED = StoredAdvisory(
    id="PYSEC-2026-1",
    aliases=("CVE-2026-1",),
    summary="A fault",
    entries=(AffectedVersions(ranges=((Event(EventKind.INTRODUCED, "0"), Event(EventKind.FIXED, "2")),)),),
)


def test_what_was_put_in_comes_out(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.sqlite"
    build_store([advisory(1), advisory(2, "other")], path, source="test", now=NOW)
    store = AdvisoryStore(path)
    assert store.lookup(["demo", "unknown"]) == {"demo": (STORED,)}
    assert store.unreadable() == ()
    assert list(path.parent.iterdir()) == [path]


def test_status_counts_everything(tmp_path: Path) -> None:
    members = [
        advisory(1),
        advisory(2, withdrawn="2026-11-02T00:00:00Z"),
        advisory(3, affected=[{"package": {"name": "x", "ecosystem": "npm"}}]),
        advisory(4, modified="never"),
        Member("torn.json", b"{"),
        Member("big.json", None, "is larger than any advisory"),
    ]
    path = tmp_path / "store.sqlite"
    status = build_store(members, path, source="test", now=NOW)
    assert (status.advisories, status.packages, status.withdrawn) == (1, 1, 1)
    assert (status.malformed, status.other_ecosystems) == (3, 1)
    assert (status.source, status.imported, status.date) == ("test", NOW, date(2026, 11, 2))
    store = AdvisoryStore(path)
    assert store.status == status
    assert store.unreadable() == (
        Unreadable("", "big.json", "is larger than any advisory"),
        Unreadable("", "torn.json", "is not JSON (DecodeError)"),
        Unreadable("demo", "4.json", "has no readable time of modification"),
    )
    assert [one.id for one in store.lookup(["demo"])["demo"]] == ["PYSEC-2026-1"]


def test_a_date_in_the_future_does_not_keep_a_store_fresh(tmp_path: Path) -> None:
    members = [advisory(1), advisory(2, modified="2099-01-01T00:00:00Z")]
    assert build_store(members, tmp_path / "s", source="test", now=NOW).date == date(2026, 11, 1)
    with pytest.raises(AuditError, match=r"^every advisory of test is dated in the future$"):
        build_store(members[1:], tmp_path / "t", source="test", now=NOW)


def test_the_digest_depends_on_the_content_alone(tmp_path: Path) -> None:
    def digest(*members: Member) -> str:
        return build_store(members, tmp_path / "s", source="test", now=NOW).digest

    first = digest(advisory(1), advisory(2))
    assert digest(advisory(2), advisory(1)) == first
    assert digest(advisory(1), advisory(2), advisory(2)) == first
    assert digest(advisory(1), advisory(2, "another")) != first
    assert digest(advisory(1)) != first
    assert first.startswith("sha256:")


def test_of_two_records_with_one_id_the_newer_counts(tmp_path: Path) -> None:
    newer = advisory(1, "renamed", modified="2026-11-09T00:00:00Z")
    for order in ([advisory(1), newer], [newer, advisory(1)]):
        build_store(order, tmp_path / "s", source="test", now=NOW)
        assert set(AdvisoryStore(tmp_path / "s").lookup(["demo", "renamed"])) == {"renamed"}


def test_an_export_without_advisories_does_not_replace_a_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    build_store([advisory(1)], path, source="test", now=NOW)
    for nothing in ([], [Member("a.json", b"{")]):
        with pytest.raises(AuditError, match=r"^empty holds no advisory about a Python package$"):
            build_store(nothing, path, source="empty", now=NOW)
    assert AdvisoryStore(path).status.source == "test"


def test_a_reader_keeps_what_it_opened_through_a_replacement(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    build_store([advisory(1)], path, source="test", now=NOW)
    held = AdvisoryStore.of_members([advisory(1)], source="memory")
    build_store([advisory(2, "other")], path, source="test", now=NOW)
    assert held.lookup(["demo"]) == {"demo": (STORED,)}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"SQLite format 3\x00" + b"\x00" * 200, "the advisory store s is damaged"),
        (b"hello", "the advisory store s is damaged"),
        (b"", "the advisory store s is damaged"),
    ],
)
def test_what_is_no_store_is_said_to_be_none(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(AuditError) as caught:
        AdvisoryStore(tmp_path / "s")
    assert caught.value.message == message


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "s"
    build_store([advisory(1)], path, source="test", now=NOW)
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE meta SET value = 'mlsec-advisories/9' WHERE key = 'format'")
    connection.close()
    with pytest.raises(AuditError, match=r"^s is not an advisory store of this version$"):
        AdvisoryStore(path)


def test_a_missing_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"^there is no advisory store gone$"):
        AdvisoryStore(tmp_path / "gone")
