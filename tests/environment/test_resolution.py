"""The smallest upgrades that fit together, found by uv among wheels that the tests make."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.environment.export import Member
from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind
from jupyter_mlsec.environment.resolution import Change, Resolution, resolve
from jupyter_mlsec.environment.store import AdvisoryStore
from jupyter_mlsec.environment.upgrades import Upgrade

Offer = Callable[..., None]


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Return a function (name, version, *requirements) that puts a wheel where uv finds it, and nothing else."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name, value in (
        ("UV_FIND_LINKS", str(wheels)),
        ("UV_NO_INDEX", "1"),
        ("UV_CACHE_DIR", str(tmp_path / "cache")),
    ):
        monkeypatch.setenv(name, value)

    def make(name: str, version: str, *requirements: str) -> None:
        folder = f"{name}-{version}.dist-info"
        needs = "".join(f"Requires-Dist: {each}\n" for each in requirements)
        with zipfile.ZipFile(wheels / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}")
            wheel.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{folder}/RECORD", "")

    return make


def environment(**versions: str) -> Environment:
    found = tuple(Distribution(name=name, version=version) for name, version in sorted(versions.items()))
    ours = Distribution(name="ours", version="0.1", origin=Origin(kind=OriginKind.FOLDER))
    return Environment(python="3", distributions=(*found, ours))


def step(name: str, version: str, to: str | None) -> Upgrade:
    return Upgrade(name=name, version=version, to=to, resolves=("X-1",) if to else ())


def faults(**spans: tuple[str, str]) -> AdvisoryStore:
    members = []
    for name, (low, high) in spans.items():
        events = [{"introduced": low}, {"fixed": high}]
        affected = [
            {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        ]
        record = {"id": f"X-{name}", "modified": "2026-01-01T00:00:00Z", "affected": affected}
        members.append(Member(f"{name}.json", json.dumps(record).encode()))
    return AdvisoryStore.of_members(members, source="test")


def test_only_what_has_to_change_changes(offer: Offer) -> None:
    for version in ("1.0", "1.1", "1.2"):
        offer("a", version, "b>=1" if version == "1.0" else "b>=2")
        offer("c", version)
    for version in ("1.0", "2.0", "3.0"):
        offer("b", version)
    found = resolve(environment(a="1.0", b="1.0", c="1.0"), (step("a", "1.0", "1.1"),))
    changes = (Change(name="a", version="1.0", to="1.1"), Change(name="b", version="1.0", to="2.0"))
    assert found == Resolution(changes=changes, verified=True)


def test_what_is_new_and_what_is_local(offer: Offer) -> None:
    offer("a", "2.0", "new")
    offer("new", "0.9")
    offer("new", "1.0")
    offer("b", "1.0")
    found = resolve(environment(a="1.0", b="1.0+cpu"), (step("a", "1.0", "2.0"),))
    changes = (Change(name="a", version="1.0", to="2.0"), Change(name="new", version=None, to="1.0"))
    assert found == Resolution(changes=changes, verified=True)


def test_an_upgrade_does_not_walk_into_another_fault(offer: Offer) -> None:
    for version in ("1.0", "1.1"):
        offer("a", version, "b>=1" if version == "1.0" else "b>=2")
    for version in ("1.0", "2.0", "2.5", "3.0"):
        offer("b", version)
    found = resolve(environment(a="1.0", b="1.0"), (step("a", "1.0", "1.1"),), faults(b=("2.0", "2.5")))
    changes = (Change(name="a", version="1.0", to="1.1"), Change(name="b", version="1.0", to="2.5"))
    assert found == Resolution(changes=changes, verified=True)


def test_what_does_not_fit_together_is_said(offer: Offer) -> None:
    offer("a", "1.0")
    offer("a", "2.0", "b<1")
    offer("b", "1.0")
    plain = (Change(name="a", version="1.0", to="2.0"),)
    found = resolve(environment(a="1.0", b="1.0"), (step("a", "1.0", "2.0"),), online=True)
    assert found == Resolution(changes=plain, problem="uv found no versions that fit together")
    found = resolve(environment(a="1.0", b="1.0"), (step("a", "1.0", "2.0"),))
    assert found.problem == "uv found no versions that fit together; allow it to ask the index: --online"


def test_without_uv_nobody_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.environment.resolution.find_uv", lambda: None)
    found = resolve(environment(a="1.0"), (step("a", "1.0", "2.0"),))
    assert found.problem == "uv is not installed, so nobody looked whether they fit together"
    assert resolve(environment(a="1.0"), (step("a", "1.0", None),)) == Resolution(verified=True)
    assert resolve(environment(a="1.0"), (step("a", "1.0", "2.0"),), uv="/nowhere/uv").problem.startswith(
        "uv could not be started (FileNotFoundError)"
    )
