"""What else is said about an environment."""

from __future__ import annotations

from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind
from jupyter_mlsec.environment.remarks import remarks
from jupyter_mlsec.model.audit import RemarkKind, Tier


def said(**fields: object) -> list[tuple[RemarkKind, str]]:
    item = Distribution(**{"name": "demo", "version": "1", "licence": "MIT", **fields})  # type: ignore[arg-type]
    found = remarks(Environment(python="3", distributions=(item,)), {item.name: Tier.IMPORTED})
    *about, general = found
    assert (general.kind, general.name) == (RemarkKind.NOT_CHECKED, "")
    assert {(one.name, one.version, one.tier) for one in about} <= {(item.name, item.version, Tier.IMPORTED)}
    return [(one.kind, one.message) for one in about]


def test_nothing_is_said_of_an_ordinary_one() -> None:
    assert said() == []


def test_direct_urls() -> None:
    url = "https://x.example/y"
    kind = RemarkKind.DIRECT_URL
    assert said(origin=Origin(kind=OriginKind.FOLDER)) == [(kind, "installed from a folder")]
    assert said(origin=Origin(kind=OriginKind.FOLDER, editable=True)) == [(kind, "installed from a folder, editable")]
    assert said(origin=Origin(kind=OriginKind.VCS, url=url, commit="ab")) == [(kind, f"installed from {url}")]
    assert said(origin=Origin(kind=OriginKind.ARCHIVE, url=url)) == [
        (kind, f"installed from {url}, and not pinned by a hash")
    ]
    assert said(origin=Origin(kind=OriginKind.ARCHIVE, digest="sha256:ab")) == [
        (kind, "installed from a URL that cannot be shown")
    ]


def test_near_misses_and_licences() -> None:
    assert said(name="reqeusts") == [(RemarkKind.SIMILAR_NAME, "its name is one slip away from requests")]
    licence = RemarkKind.LICENCE
    assert said(licence=None) == [(licence, "no SPDX licence follows from its metadata")]
    assert said(licence=None, declared_licence="BSD") == [(licence, "no SPDX licence follows from its metadata (BSD)")]
    assert said(licence=None, problem="its metadata is gone") == []
