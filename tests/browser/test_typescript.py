"""The front end's own unit tests, and the build of its assets: both through the tools that the build requires."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import labextension

ROOT = Path(__file__).resolve().parents[2]


def jlpm(*arguments: str) -> str:
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join((beside, os.environ["PATH"]))
    command = shutil.which("jlpm", path=path)
    assert command is not None, "jupyter-builder brings jlpm"
    done = subprocess.run(  # noqa: S603 - our own scripts
        [command, *arguments],
        cwd=ROOT / "labextension",
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_front_ends_unit_tests_pass() -> None:
    if not (ROOT / "labextension" / "node_modules").is_dir():
        jlpm("install", "--immutable")
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
