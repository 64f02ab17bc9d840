"""The front end's own unit tests, and the build of its assets: both through the tools that the build requires."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tools import labextension

ROOT = Path(__file__).resolve().parents[2]


def test_the_front_ends_unit_tests_pass(jlpm: Callable[..., str]) -> None:
    assert "fail 0" in jlpm("run", "test")


def test_the_assets_were_built_from_these_sources() -> None:
    assert labextension.is_fresh(labextension.sources_digest())


def test_the_lock_file_names_no_host() -> None:
    lock = (ROOT / "labextension" / "yarn.lock").read_text(encoding="utf-8")
    assert "://" not in lock


def test_all_javascript_is_small() -> None:
    import gzip

    scripts = sorted((labextension.BUILT / "static").glob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(path.read_bytes())) for path in scripts) <= 60 * 1024
