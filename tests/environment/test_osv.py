"""One advisory's bytes become what it says, or a reason and the packages that are in doubt."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from jupyter_mlsec.environment.osv import Advisory, MalformedError, read_advisory
from jupyter_mlsec.environment.ranges import AffectedVersions, Event, EventKind


def record(**changes: object) -> dict[str, object]:
    return {
        "id": "PYSEC-2024-1",
        "modified": "2024-05-01T10:00:00Z",
        "aliases": ["CVE-2024-0001", "GHSA-aaaa-bbbb-cccc"],
        "details": "A  long\nstory.",
        "affected": [
            {
                "package": {"name": "Demo_Package", "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.10"}]}],
                "versions": ["1.0", "1.9", "2004d"],
            }
        ],
        **changes,
    }


def read(**changes: object) -> Advisory:
    return read_advisory("a.json", json.dumps(record(**changes)).encode())


def test_what_is_read_of_an_advisory() -> None:
    assert read() == Advisory(
        id="PYSEC-2024-1",
        modified=datetime(2024, 5, 1, 10, tzinfo=UTC),
        aliases=("CVE-2024-0001", "GHSA-aaaa-bbbb-cccc"),
        summary="A long story.",
        affected={
            "demo-package": (
                AffectedVersions(
                    versions=("2004d",),  # 1.0 and 1.9 lie in the range already
                    ranges=((Event(EventKind.INTRODUCED, "0"), Event(EventKind.FIXED, "1.10")),),
                ),
            )
        },
    )


def test_yaml_says_the_same_as_json() -> None:
    text = """\
id: PYSEC-2024-1
modified: 2024-05-01T10:00:00Z
aliases: [CVE-2024-0001, GHSA-aaaa-bbbb-cccc]
details: A long story.
affected:
- package: {name: Demo_Package, ecosystem: PyPI}
  ranges:
  - type: GIT
    repo: https://example.invalid/repo
    events: [{introduced: "0"}]
  - type: ECOSYSTEM
    events:
    - introduced: "0"
    - fixed: 1.10
  versions: [1.0, 1.9, 2004d]
"""
    assert read_advisory("a.yaml", text.encode()) == read()  # 1.10 is not 1.1 although nobody quoted it


def test_a_short_summary_is_kept_and_a_long_one_cut() -> None:
    assert read(summary="Short").summary == "Short"
    assert read(summary="x" * 300).summary == "x" * 199 + "…"


@pytest.mark.parametrize(("value", "expected"), [("2024-06-01T00:00:00Z", True), (None, False), ("", False)])
def test_withdrawn_ones_say_so(value: str | None, expected: bool) -> None:  # noqa: FBT001 - a parameter of the table
    assert read(withdrawn=value).withdrawn is expected


def test_other_ecosystems_are_left_out() -> None:
    affected = [{"package": {"name": "left-pad", "ecosystem": "npm"}, "versions": ["1"]}, *record()["affected"]]  # type: ignore[misc]
    assert set(read(affected=affected).affected) == {"demo-package"}
    assert read(affected=affected[:1]).affected == {}
    assert read(affected=[{"ranges": [{"type": "GIT", "events": []}]}]).affected == {}


def test_two_entries_for_one_package_stay_two() -> None:
    entry = {"package": {"name": "demo", "ecosystem": "PyPI"}}
    found = read(affected=[entry, {**entry, "versions": ["1.0"]}]).affected
    assert found == {"demo": (AffectedVersions(), AffectedVersions(versions=("1",)))}


def affected_by(*events: dict[str, str], kind: str = "ECOSYSTEM", name: str = "demo") -> list[dict[str, object]]:
    return [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [{"type": kind, "events": list(events)}]}]


@pytest.mark.parametrize(
    ("changes", "reason", "packages"),
    [
        ({"modified": "yesterday"}, "has no readable time of modification", {"demo-package"}),
        ({"schema_version": "2.0.0"}, "has OSV schema version 2.0.0, which is not 1.x", {"demo-package"}),
        ({"id": "../../x"}, "has no usable id", {"demo-package"}),
        (
            {"affected": affected_by({"introduced": "0", "fixed": "1"})},
            "has an event that is not exactly one of introduced, fixed …",
            {"demo"},
        ),
        ({"affected": affected_by({"until": "1"})}, "has an event of an unknown kind", {"demo"}),
        ({"affected": affected_by(kind="CALVER")}, "has a range of an unknown type", {"demo"}),
        ({"affected": affected_by(name="../x")}, "names a package that cannot exist", set()),
        ({"id": 7}, "is not in the OSV schema (Expected `str`, got `int` - at `$.id`)", {"demo-package"}),
        ({"affected": "all"}, "is not in the OSV schema (Expected `array | null`, got `str` - at `$.affected`)", set()),
    ],
)
def test_malformed_ones_name_their_reason_and_packages(
    changes: dict[str, object], reason: str, packages: set[str]
) -> None:
    with pytest.raises(MalformedError) as caught:
        read(**changes)
    assert caught.value.reason == reason
    assert set(caught.value.packages) == packages


@pytest.mark.parametrize(
    ("name", "data", "reason", "packages"),
    [
        ("a.json", b"{", "is not JSON (DecodeError)", set()),
        ("a.json", b"\xff", "is not JSON (DecodeError)", set()),
        ("a.json", b"[" * 100_000, "is not JSON (RecursionError)", set()),
        ("vulns/demo/PYSEC-1.yaml", b"a: [", "is not YAML (ValueError)", {"demo"}),
        ("db/vulns/Demo_X/PYSEC-1.yaml", b"\x00", "is not YAML (ValueError)", {"demo-x"}),
        ("a.yaml", b"a: &x [1]\nb: [*x, *x]", "is not YAML (ValueError)", set()),
        ("a.yaml", b"!!python/object/apply:os.getcwd []", "is not in the OSV schema", set()),
    ],
)
def test_files_that_are_no_document(name: str, data: bytes, reason: str, packages: set[str]) -> None:
    with pytest.raises(MalformedError) as caught:
        read_advisory(name, data)
    assert caught.value.reason.startswith(reason)
    assert caught.value.packages == packages
