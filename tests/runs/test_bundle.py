"""Bundles are published in one step: two runs at once, a kill between two steps, a file system without an exchange."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import bundle as bundles
from jupyter_mlsec.runs.bundle import publish, sweep
from jupyter_mlsec.runs.exchange import exchange

Make = Callable[[str], Path]
SUFFIXES = [".mlrun", ".mlrun.zip"]


@pytest.fixture
def made(tmp_path: Path) -> Make:
    """Return a function that makes a folder with one file of this content."""

    def make(content: str) -> Path:
        folder = tmp_path / f"made-{content}"
        (folder / "deep").mkdir(parents=True)
        (folder / "deep/file").write_text(content)
        return folder

    return make


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def content(target: Path) -> bytes:
    return (target / "deep/file").read_bytes() if target.is_dir() else target.read_bytes()


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_bundle_replaces_another_one(
    made: Make, out: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(bundles, "exchange", lambda _one, _other: False)
    target = out / f"x{suffix}"
    publish(made("old"), target)
    before = content(target)
    publish(made("new"), target, overwrite=True)
    assert before != content(target)
    assert b"new" in content(target)
    assert [entry.name for entry in out.iterdir()] == [target.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_bundle_that_came_to_be_meanwhile_stays(made: Make, out: Path, suffix: str) -> None:
    target = out / f"x{suffix}"
    publish(made("first"), target, overwrite=False)
    first = content(target)
    with pytest.raises(BundleError, match=r"^x\.mlrun(\.zip)? exists already$"):
        publish(made("second"), target, overwrite=False)
    assert content(target) == first
    assert [entry.name for entry in out.iterdir()] == [target.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_slower_of_two_runs_does_not_replace_the_other(
    made: Make, out: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    target, first = out / f"x{suffix}", made("first")
    place = bundles._place

    def late(partial: Path, target: Path, *, overwrite: bool) -> None:
        monkeypatch.setattr(bundles, "_place", place)
        publish(first, target, overwrite=False)
        place(partial, target, overwrite=overwrite)

    monkeypatch.setattr(bundles, "_place", late)
    with pytest.raises(BundleError, match=r"exists already$"):
        publish(made("second"), target, overwrite=False)
    assert b"first" in content(target)
    assert [entry.name for entry in out.iterdir()] == [target.name]


def test_an_old_bundle_returns_after_a_kill_between_two_renames(made: Make, out: Path) -> None:
    target = out / "x.mlrun"
    gone = dead_process()
    made("old").rename(out / f".x.mlrun.{gone}-00000000-old.partial")
    made("new").rename(out / f".x.mlrun.{gone}-00000000.partial")
    (out / f".x.mlrun.{os.getpid()}-11111111.partial").mkdir()  # somebody alive
    sweep(target)
    assert content(target) == b"old"
    assert sorted(entry.name for entry in out.iterdir()) == [f".x.mlrun.{os.getpid()}-11111111.partial", "x.mlrun"]
    (out / f".x.mlrun.{gone}-22222222-old.partial").mkdir()
    sweep(target)
    assert content(target) == b"old"
    assert sorted(entry.name for entry in out.iterdir()) == [f".x.mlrun.{os.getpid()}-11111111.partial", "x.mlrun"]


def test_an_exchange_is_one_step_or_none(made: Make, tmp_path: Path) -> None:
    one, other = made("one"), made("other")
    if exchange(one, other):
        assert (content(one), content(other)) == (b"other", b"one")
    assert not exchange(one, tmp_path / "nowhere")
