"""OSV's evaluation rules, by example and as laws."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from jupyter_mlsec.environment.ranges import AffectedVersions, Event, EventKind, Match, canonical_versions, fixes, match

INTRODUCED, FIXED, LAST, LIMIT = EventKind.INTRODUCED, EventKind.FIXED, EventKind.LAST_AFFECTED, EventKind.LIMIT


def span(*events: tuple[EventKind, str]) -> AffectedVersions:
    return AffectedVersions(ranges=(tuple(Event(kind, version) for kind, version in events),))


def listed(*versions: str) -> AffectedVersions:
    return AffectedVersions(versions=canonical_versions(versions))


@pytest.mark.parametrize(
    ("affected", "yes", "no"),
    [
        (span((INTRODUCED, "1.0"), (FIXED, "1.5")), ["1.0", "1.4.9", "1.5rc1", "1.0.post1"], ["0.9", "1.0rc1", "1.5"]),
        (span((INTRODUCED, "0"), (FIXED, "2")), ["0", "0.dev0", "0a1", "1.9", "2.dev1"], ["2", "2.0.0", "2.post1"]),
        (span((INTRODUCED, "0")), ["0", "999!1"], []),
        (span((INTRODUCED, "1"), (LAST, "1.4")), ["1", "1.4", "1.4.0"], ["0.9", "1.4.post1", "1.4.1"]),
        (span((INTRODUCED, "2"), (LAST, "2")), ["2", "2.0"], ["1.9", "2.0.1"]),
        (span((INTRODUCED, "2"), (FIXED, "2")), [], ["1", "2", "3"]),
        (
            span((INTRODUCED, "4"), (FIXED, "4.3"), (INTRODUCED, "5"), (FIXED, "5.2")),
            ["4", "4.2", "5", "5.1"],
            ["3", "4.3", "4.9", "5.2", "6"],
        ),
        (span((FIXED, "5.2"), (INTRODUCED, "5"), (FIXED, "4.3"), (INTRODUCED, "4")), ["4.2", "5.1"], ["4.5", "5.2"]),
        (span((INTRODUCED, "1"), (FIXED, "2"), (INTRODUCED, "2"), (FIXED, "3")), ["1", "2", "2.9"], ["3"]),
        (
            span((INTRODUCED, "3.2"), (FIXED, "3.2.2"), (INTRODUCED, "3.1"), (FIXED, "3.2")),  # as in PYSEC-2023-72
            ["3.1", "3.2", "3.2.1"],
            ["3.0", "3.2.2"],
        ),
        (span((INTRODUCED, "1"), (FIXED, "2"), (INTRODUCED, "3"), (FIXED, "3")), ["1"], ["2", "3", "4"]),
        (span((INTRODUCED, "0"), (LIMIT, "2")), ["1"], ["2", "3"]),
        (span((INTRODUCED, "0"), (LIMIT, "*"), (FIXED, "3")), ["1", "2.9"], ["3"]),
        (listed("1.0", "1.1"), ["1", "1.0.0", "1.1"], ["1.2"]),
        (listed("2004d", "1.0"), ["2004d", "1.0"], ["2004.4"]),
        (span((INTRODUCED, "1.10"), (FIXED, "1.20")), ["1.10", "1.19"], ["1.9", "1.2", "1.20"]),
    ],
)
def test_a_version_lies_within_or_without(affected: AffectedVersions, yes: list[str], no: list[str]) -> None:
    assert {version: match(version, affected) for version in yes} == dict.fromkeys(yes, Match.AFFECTED)
    assert {version: match(version, affected) for version in no} == dict.fromkeys(no, Match.NOT_AFFECTED)


@pytest.mark.parametrize(
    ("affected", "version", "expected"),
    [
        (span((INTRODUCED, "0"), (LAST, "2.0.0")), "2.0.0+cpu", Match.AFFECTED),
        (span((INTRODUCED, "0"), (FIXED, "2.0.0")), "2.0.0+cpu", Match.NOT_AFFECTED),
        (span((INTRODUCED, "0"), (FIXED, "2.0.1")), "2.0.0+cpu", Match.AFFECTED),
        (listed("2.0.0"), "2.0.0+cu121", Match.AFFECTED),
        (listed("2.0.0+cu118"), "2.0.0+cu121", Match.NOT_AFFECTED),
        (listed("2.0.0+cu118"), "2.0+cu118", Match.AFFECTED),
        (span((INTRODUCED, "0"), (FIXED, "1.2+patch1")), "1.2+patch1", Match.NOT_AFFECTED),
        (span((INTRODUCED, "0"), (FIXED, "1.2+patch1")), "1.2", Match.AFFECTED),
    ],
)
def test_a_rebuild_is_judged_as_the_release_it_is_of(affected: AffectedVersions, version: str, expected: Match) -> None:
    assert match(version, affected) is expected


@pytest.mark.parametrize(
    ("affected", "version"),
    [
        (span((INTRODUCED, "0"), (FIXED, "2019-09-12")), "1.0"),
        (span((INTRODUCED, "0"), (FIXED, "0.2.0-n653")), "0.1"),
        (span((INTRODUCED, "0"), (FIXED, "2")), "my-build"),
        (AffectedVersions(), "1.0"),
    ],
)
def test_what_cannot_be_ordered_is_undetermined(affected: AffectedVersions, version: str) -> None:
    assert match(version, affected) is Match.UNDETERMINED


def test_a_listing_decides_where_a_range_cannot() -> None:
    odd = AffectedVersions(versions=("1",), ranges=((Event(INTRODUCED, "0"), Event(FIXED, "2019-09-12")),))
    assert match("1.0", odd) is Match.AFFECTED
    assert match("1.1", odd) is Match.UNDETERMINED


def test_fixes_are_later_than_the_installed_version_and_in_order() -> None:
    affected = span((INTRODUCED, "0"), (FIXED, "1.10"), (INTRODUCED, "2"), (FIXED, "2.1"), (FIXED, "not one"))
    assert fixes("1.9", affected) == (Version("1.10"), Version("2.1"))
    assert fixes("2.0", affected) == (Version("2.1"),)
    assert fixes("odd build", affected) == (Version("1.10"), Version("2.1"))


RELEASES = st.lists(st.integers(0, 12), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
SUFFIXES = st.sampled_from(["", "a1", "b2", "rc1", ".post1", ".dev3", "rc1.dev2", ".post2.dev1"])
VERSIONS = st.builds(lambda release, suffix: release + suffix, RELEASES, SUFFIXES)


@given(version=VERSIONS, introduced=VERSIONS, fixed=VERSIONS)
def test_a_range_agrees_with_packaging(version: str, introduced: str, fixed: str) -> None:
    """A specifier exempts pre- and post-releases of its bound; OSV's order does not, so versions are compared."""
    affected = match(version, span((INTRODUCED, introduced), (FIXED, fixed))) is Match.AFFECTED
    begun = introduced == "0" or Version(version) >= Version(introduced)  # OSV's "0" comes before every version
    if introduced != "0" and Version(fixed) < Version(introduced):  # ends before it begins: it was never fixed
        assert affected == begun
    else:
        assert affected == (begun and Version(version) < Version(fixed))


@given(version=RELEASES, introduced=RELEASES.filter(lambda text: text != "0"), fixed=RELEASES)
def test_a_range_of_releases_is_a_specifier_set(version: str, introduced: str, fixed: str) -> None:
    if Version(introduced) <= Version(fixed):
        expected = SpecifierSet(f">={introduced},<{fixed}").contains(version, prereleases=True)
        assert (match(version, span((INTRODUCED, introduced), (FIXED, fixed))) is Match.AFFECTED) == expected


@given(
    version=VERSIONS,
    events=st.lists(st.tuples(st.sampled_from([INTRODUCED, FIXED, LAST]), VERSIONS), max_size=6),
    data=st.data(),
)
def test_the_order_of_events_at_different_versions_does_not_matter(
    version: str, events: list[tuple[EventKind, str]], data: st.DataObject
) -> None:
    distinct = list({Version(one[1]): one for one in events}.values())
    shuffled = data.draw(st.permutations(distinct))
    if distinct:
        assert match(version, span(*distinct)) is match(version, span(*shuffled))


@given(
    version=VERSIONS,
    local=st.sampled_from(["cpu", "cu118", "1.ubuntu2"]),
    events=st.lists(VERSIONS, min_size=2, max_size=2),
)
def test_a_local_version_is_judged_like_its_public_one(version: str, local: str, events: list[str]) -> None:
    low, high = sorted(events, key=Version)
    for affected in (span((INTRODUCED, low), (FIXED, high)), span((INTRODUCED, low), (LAST, high)), listed(low, high)):
        assert match(f"{version}+{local}", affected) is match(version, affected)


@given(version=VERSIONS, bounds=st.lists(VERSIONS, min_size=2, max_size=7, unique_by=Version), data=st.data())
def test_spans_hold_in_any_order_touching_or_not(version: str, bounds: list[str], data: st.DataObject) -> None:
    ordered = sorted((bound for bound in bounds if bound != "0"), key=Version)
    pairs = [pair for pair in pairwise(ordered) if data.draw(st.booleans())]
    events = [event for low, high in data.draw(st.permutations(pairs)) for event in ((INTRODUCED, low), (FIXED, high))]
    expected = any(Version(low) <= Version(version) < Version(high) for low, high in pairs)
    if pairs:
        assert (match(version, span(*events)) is Match.AFFECTED) == expected


@given(version=VERSIONS, versions=st.lists(VERSIONS, min_size=1))
def test_a_listing_is_membership(version: str, versions: list[str]) -> None:
    expected = Version(version) in {Version(one) for one in versions}
    assert (match(version, listed(*versions)) is Match.AFFECTED) == expected
