"""Three verdicts: clean is only said where everything was looked up."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.config.settings import AuditSettings
from jupyter_mlsec.environment.answers import Answers, Silence
from jupyter_mlsec.environment.audit import audit, judge
from jupyter_mlsec.environment.export import Member
from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind
from jupyter_mlsec.environment.store import AdvisoryStore
from jupyter_mlsec.model.audit import (
    Advisories,
    AuditReport,
    AuditVerdict,
    Dependency,
    IgnoredVulnerability,
    SkippedDependency,
    Tier,
    Vulnerability,
)

TODAY = date(2026, 11, 20)
VULNERABLE, CLEAN, UNKNOWN = AuditVerdict.VULNERABLE, AuditVerdict.CLEAN, AuditVerdict.UNKNOWN


@pytest.fixture(autouse=True)
def no_own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSEC_DATA_DIR", str(tmp_path / "data"))


def store(modified: str = "2026-11-19T00:00:00Z", *more: Member) -> AdvisoryStore:
    record = {
        "id": "PYSEC-2026-1",
        "aliases": ["CVE-2026-1"],
        "modified": modified,
        "summary": "A fault",
        "affected": [
            {
                "package": {"name": "demo", "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}],
            }
        ],
    }
    return AdvisoryStore.of_members([Member("1.json", json.dumps(record).encode()), *more], source="test")


def world(*items: Distribution) -> Environment:
    return Environment(python="3.11.7", markers={"extra": ""}, distributions=items)


def dist(name: str, version: str = "1.0", *requires: str, origin: Origin | None = None) -> Distribution:
    return Distribution(name=name, version=version, requires=requires, modules=(name,), origin=origin or Origin())


def checked(
    *items: Distribution, known: AdvisoryStore | None = None, ignore: dict[str, str] | None = None
) -> AuditReport:
    settings = AuditSettings(ignore=ignore or {})
    return audit(world(*items), frozenset({"app"}), settings, known or store(), today=TODAY)


FOUND = Vulnerability(id="PYSEC-2026-1", aliases=("CVE-2026-1",), summary="A fault", fix_versions=("2.0",))


def test_vulnerable_in_its_tier() -> None:
    report = checked(dist("app", "1", "demo"), dist("demo"), dist("zlib-ng"))
    assert (report.verdict, report.reason, report.python) == (VULNERABLE, None, "3.11.7")
    assert report.dependencies == (
        Dependency(name="app", version="1", tier=Tier.IMPORTED),
        Dependency(name="demo", version="1.0", tier=Tier.REACHABLE, vulnerabilities=(FOUND,)),
        Dependency(name="zlib-ng", version="1.0", tier=Tier.INSTALLED),
    )
    assert (report.advisories.source, report.advisories.date) == ("test (offline)", date(2026, 11, 19))


def test_clean() -> None:
    report = checked(dist("app"), dist("demo", "2.0"))
    assert (report.verdict, report.reason, report.skipped, report.ignored) == (CLEAN, None, (), ())


def test_stale_advisories_are_no_ground_for_clean() -> None:
    old = store("2026-10-01T00:00:00Z")
    reason = "the newest advisory is 50 days old (2026-10-01), more than the 30 that are allowed"
    clean = checked(dist("demo", "2.0"), known=old)
    assert (clean.verdict, clean.reason) == (UNKNOWN, reason)
    found = checked(dist("demo"), known=old)
    assert (found.verdict, found.reason) == (VULNERABLE, reason)


def test_an_unreadable_advisory_is_no_ground_for_clean() -> None:
    report = checked(dist("demo", "2.0"), known=store("2026-11-19T00:00:00Z", Member("x.json", b"{")))
    assert (report.verdict, report.reason) == (UNKNOWN, "1 advisory could not be read")


def test_one_skipped_package_is_no_ground_for_clean() -> None:
    report = checked(dist("app"), dist("odd", "1-x"))
    assert (report.verdict, report.reason) == (UNKNOWN, "nothing is known about odd")
    assert report.skipped == (
        SkippedDependency(
            name="odd", version="1-x", reason="its version is not one that advisories can be compared with"
        ),
    )


def test_the_projects_own_code_is_skipped_and_excused() -> None:
    folder = Origin(kind=OriginKind.FOLDER, editable=True)
    report = checked(dist("app", origin=folder), dist("jupyter-mlsec", origin=folder), dist("other"))
    assert (report.verdict, report.reason) == (CLEAN, None)
    assert report.skipped == (
        SkippedDependency(
            name="app",
            version="1.0",
            reason="installed from a folder, and no advisory has its name",
            tier=Tier.IMPORTED,
            excused=True,
        ),
        SkippedDependency(name="jupyter-mlsec", version="1.0", reason="this project's own code", excused=True),
    )


def test_an_advisory_can_be_ignored_with_a_reason_and_stays_visible() -> None:
    for name in ("PYSEC-2026-1", "cve-2026-1"):
        report = checked(dist("demo"), ignore={name: "not reachable"})
        assert report.verdict is CLEAN
        assert report.dependencies == (Dependency(name="demo", version="1.0"),)
        assert report.ignored == (
            IgnoredVulnerability(name="demo", version="1.0", vulnerability=FOUND, reason="not reachable"),
        )


@pytest.mark.parametrize("ignore", [{"PYSEC-2026-1": " "}, {"PYSEC-2026-2": "another one"}])
def test_an_ignored_advisory_needs_its_id_and_a_reason(ignore: dict[str, str]) -> None:
    report = checked(dist("demo"), ignore=ignore)
    assert (report.verdict, report.ignored) == (VULNERABLE, ())


def test_an_empty_environment_is_not_clean() -> None:
    report = checked()
    assert (report.verdict, report.reason) == (UNKNOWN, "no installed package was found")


def test_without_advisories_and_without_leave_to_ask_the_verdict_is_unknown() -> None:
    report = audit(world(dist("demo")), command=("must", "not", "run"), today=TODAY)
    assert report.verdict is UNKNOWN
    assert report.reason == "there are no offline advisories, and nobody asked for a look-up on the network"
    assert report.advisories == Advisories(source="none")
    assert [item.reason for item in report.skipped] == ["nothing was asked about it"]


def test_a_damaged_store_is_unknown_and_does_not_fall_back_to_the_network(tmp_path: Path) -> None:
    (tmp_path / "s.sqlite").write_bytes(b"SQLite format 3\x00 but no more")
    report = audit(world(dist("demo")), frozenset(), None, tmp_path / "s.sqlite", online=True, command=("no",))
    assert (report.verdict, report.reason) == (UNKNOWN, "the advisory store s.sqlite is damaged")


@pytest.mark.parametrize(
    ("document", "verdict", "reason"),
    [
        ({"dependencies": [{"name": "demo", "version": "1.0", "vulns": []}]}, CLEAN, None),
        (
            {"dependencies": [{"name": "demo", "version": "1.0", "vulns": [{"id": "CVE-1"}]}]},
            VULNERABLE,
            None,
        ),
        (
            {"dependencies": [{"name": "demo", "skip_reason": "not found"}]},
            UNKNOWN,
            "pip-audit skipped every package",
        ),
        ({}, UNKNOWN, "pip-audit ended without an answer that can be read"),
    ],
)
def test_pip_audit_is_asked_where_the_network_is_allowed(
    tmp_path: Path, document: object, verdict: AuditVerdict, reason: str | None
) -> None:
    script = tmp_path / "fake.py"
    script.write_text(f"print({json.dumps(document)!r})")
    report = audit(world(dist("demo")), online=True, command=(sys.executable, "-I", str(script)), today=TODAY)
    assert (report.verdict, report.reason) == (verdict, reason)


NAMES = ["a", "b", "c", "d"]
ANSWER = st.one_of(
    st.just(None),
    st.just(()),
    st.just((FOUND,)),
    st.builds(lambda excused: Silence(reason="why", excused=excused), st.booleans()),
)


@given(answers=st.lists(ANSWER, max_size=4), gaps=st.lists(st.just("something is missing"), max_size=1))
def test_clean_means_complete(answers: list[object], gaps: list[str]) -> None:
    named = dict(zip(NAMES, answers, strict=False))
    report = judge(
        world(*(dist(name) for name in named)),
        dict.fromkeys(named, Tier.INSTALLED),
        Answers(
            advisories=Advisories(source="test"),
            vulnerabilities={name: one for name, one in named.items() if isinstance(one, tuple)},
            silences={name: one for name, one in named.items() if isinstance(one, Silence)},
            gaps=tuple(gaps),
        ),
        AuditSettings(),
        frozenset(),
    )
    complete = bool(named) and not gaps and all(one is not None for one in answers)
    complete = complete and all(one.excused for one in answers if isinstance(one, Silence))
    assert (report.reason is None) == complete
    assert (report.verdict is VULNERABLE) == ((FOUND,) in answers)
    assert (report.verdict is CLEAN) == (complete and (FOUND,) not in answers)
    assert len(report.dependencies) + len(report.skipped) == len(named)
