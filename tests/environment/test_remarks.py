"""What else is said about an environment."""

from __future__ import annotations

from datetime import date

from jupyter_mlsec.config.settings import AuditSettings
from jupyter_mlsec.environment.index import IndexFacts
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


def test_an_allow_list_leaves_nothing_unknown_unsaid() -> None:
    settings = AuditSettings(allow_licences=("MIT",), excuse_licences={"Known_Well": "asked its author", "lazy": " "})
    refused, kind = RemarkKind.LICENCE_NOT_ALLOWED, RemarkKind.LICENCE

    def judged(**fields: object) -> list[tuple[RemarkKind, str]]:
        item = Distribution(**{"name": "demo", "version": "1", "licence": "MIT", **fields})  # type: ignore[arg-type]
        found = remarks(Environment(python="3", distributions=(item,)), {item.name: Tier.IMPORTED}, settings)
        return [(one.kind, one.message) for one in found[:-1]]

    assert judged() == []
    assert judged(licence="MIT OR GPL-3.0-only") == []
    assert judged(licence="GPL-3.0-only") == [(refused, "its licence GPL-3.0-only is not an allowed one")]
    assert judged(licence=None) == [(refused, "its licence is not known, and so not an allowed one")]
    assert judged(licence=None, name="known-well") == [(kind, "no SPDX licence follows from its metadata")]
    assert judged(licence="GPL-3.0-only", name="known-well") == []
    assert judged(licence="GPL-3.0-only", name="lazy") == [(refused, "its licence GPL-3.0-only is not an allowed one")]


def test_what_was_given_up_and_what_was_yanked() -> None:
    today = date(2026, 11, 21)

    def told(facts: IndexFacts, **fields: object) -> list[tuple[RemarkKind, str]]:
        item = Distribution(**{"name": "demo", "version": "1", "licence": "MIT", **fields})  # type: ignore[arg-type]
        environment = Environment(python="3", distributions=(item,))
        found = remarks(environment, {item.name: Tier.IMPORTED}, None, {item.name: facts}, today)
        return [(one.kind, one.message) for one in found]

    yanked, given_up = RemarkKind.YANKED, RemarkKind.UNMAINTAINED
    fresh = date(2026, 1, 1)
    assert told(IndexFacts(newest=fresh)) == []
    assert told(IndexFacts(newest=fresh, yanked="")) == [(yanked, "this release was yanked")]
    assert told(IndexFacts(newest=fresh, yanked="broken")) == [(yanked, "this release was yanked: broken")]
    assert told(IndexFacts(newest=fresh, status="archived")) == [
        (given_up, "its project is archived: nobody maintains it")
    ]
    assert told(IndexFacts(newest=date(2020, 1, 2))) == [(given_up, "its newest release is 2515 days old")]
    assert told(IndexFacts(newest=fresh), inactive=True) == [(given_up, "its own metadata say that it is inactive")]
    unknown = "how old the newest releases are is not known: the index does not tell when files were uploaded"
    assert told(IndexFacts()) == [(RemarkKind.NOT_CHECKED, unknown)]
    assert told(IndexFacts(problem="the index answered 404")) == [
        (RemarkKind.NOT_CHECKED, "whether they were yanked or abandoned is not known of demo: the index answered 404")
    ]
