"""Every distribution gets an answer from the store, or a reason why there is none."""

from __future__ import annotations

import json
from datetime import date

import pytest

from jupyter_mlsec.environment.answers import Silence
from jupyter_mlsec.environment.export import Member
from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind
from jupyter_mlsec.environment.offline import ask_store
from jupyter_mlsec.environment.store import AdvisoryStore
from jupyter_mlsec.model.audit import Advisories, Vulnerability

TODAY = date(2026, 11, 20)


def advisory(number: int, package: str, *events: dict[str, str], modified: str = "2026-11-19T00:00:00Z") -> Member:
    record = {
        "id": f"PYSEC-2026-{number}",
        "modified": modified,
        "summary": "A fault",
        "affected": [
            {"package": {"name": package, "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        ],
    }
    return Member(f"{number}.json", json.dumps(record).encode())


def store(*members: Member) -> AdvisoryStore:
    return AdvisoryStore.of_members(members, source="test")


BELOW_2 = ({"introduced": "0"}, {"fixed": "2.0"})
FOLDER, VCS = Origin(kind=OriginKind.FOLDER), Origin(kind=OriginKind.VCS, url="https://x.example/y")


def dist(
    version: str = "1.0", *, name: str = "demo", origin: Origin | None = None, problem: str | None = None
) -> Distribution:
    return Distribution(name=name, version=version, origin=origin or Origin(), problem=problem)


def ask(item: Distribution, *members: Member) -> tuple[Vulnerability, ...] | Silence:
    known = store(*(members or [advisory(1, "demo", *BELOW_2)]))
    answers = ask_store(Environment(python="3", distributions=(item,)), known, max_age=30, today=TODAY)
    assert answers.gaps == ()
    assert {*answers.vulnerabilities, *answers.silences} == {item.name}
    return answers.silences.get(item.name) or answers.vulnerabilities[item.name]


FOUND = (Vulnerability(id="PYSEC-2026-1", summary="A fault", fix_versions=("2.0",)),)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (dist("1.0"), FOUND),
        (dist("2.0"), ()),
        (dist("1.0", origin=FOLDER), FOUND),
        (
            dist("2.0", origin=FOLDER),
            Silence(reason="installed from a folder: its version does not say which code it is"),
        ),
        (dist("2.0", origin=VCS), Silence(reason="installed from a URL: its version does not say which code it is")),
        (
            dist("9", name="own", origin=FOLDER),
            Silence(reason="installed from a folder, and no advisory has its name", excused=True),
        ),
        (
            dist("9", name="own", origin=VCS),
            Silence(reason="installed from a URL: its version does not say which code it is"),
        ),
        (dist("9", name="other"), ()),
        (dist("1.0-build-x"), Silence(reason="whether PYSEC-2026-1 applies cannot be told from its version")),
        (
            dist("1.0-build-x", name="other"),
            Silence(reason="its version is not one that advisories can be compared with"),
        ),
        (dist("", problem="its metadata is gone"), Silence(reason="its metadata is gone")),
    ],
)
def test_answers(item: Distribution, expected: object) -> None:
    assert ask(item) == expected


def test_an_advisory_that_cannot_be_evaluated_is_a_doubt() -> None:
    odd = advisory(1, "demo", {"introduced": "0"}, {"fixed": "2019-09-12"})
    assert ask(dist(), odd) == Silence(reason="whether PYSEC-2026-1 applies cannot be told from its version")


def test_an_unreadable_advisory_about_a_package_is_a_doubt_about_it_alone() -> None:
    broken = advisory(2, "demo", {"until": "1"})
    good = advisory(1, "demo", *BELOW_2)
    assert ask(dist("2.0"), good, broken) == Silence(reason="an advisory about it could not be read")
    assert ask(dist("1.0"), good, broken) == FOUND
    assert ask(dist("2.0", name="other"), good, broken) == ()


def test_gaps_of_the_whole_store() -> None:
    known = store(
        advisory(1, "demo", *BELOW_2, modified="2026-10-01T00:00:00Z"), Member("x.json", b"{"), Member("y.json", b"{")
    )
    answers = ask_store(Environment(python="3"), known, max_age=30, today=TODAY)
    assert answers.gaps == (
        "the newest advisory is 50 days old (2026-10-01), more than the 30 that are allowed",
        "2 advisories could not be read",
    )
    assert answers.advisories == Advisories(source="test (offline)", date=date(2026, 10, 1), digest=known.status.digest)
    assert ask_store(Environment(python="3"), known, max_age=50, today=TODAY).gaps == (
        "2 advisories could not be read",
    )
