from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

import pytest

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.lifecycle import deletion
from jupyter_mlsec.lifecycle.deletion import delete_file, medium_of
from jupyter_mlsec.lifecycle.trail import Trail

DATA = b"a,b\n1,2\n" * 1000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "old.csv"
    path.write_bytes(DATA)
    return path


def lies_on(monkeypatch: pytest.MonkeyPatch, folder: Path, kind: str, *, turns: bool | None) -> None:
    mounts = folder / "mounts"
    mounts.write_text(f"/dev/sda {folder} {kind} rw 0 0\n")
    monkeypatch.setattr(deletion, "_MOUNTS", mounts)
    monkeypatch.setattr(deletion, "_BLOCKS", folder / "blocks")
    if turns is not None:
        device = folder.stat().st_dev
        queue = folder / "blocks" / f"{os.major(device)}:{os.minor(device)}" / "queue"
        queue.mkdir(parents=True)
        (queue / "rotational").write_text("1\n" if turns else "0\n")


@pytest.mark.parametrize(
    ("kind", "turns", "words", "overwritten"),
    [
        ("ext4", True, "ext4 on a disk that turns", "yes"),
        ("ext4", False, "ext4 on solid-state storage: overwriting cannot be proven", "no"),
        ("xfs", None, "xfs on a device that cannot be seen: overwriting cannot be proven", "no"),
        ("btrfs", True, "btrfs, which writes changes elsewhere or keeps copies: overwriting cannot be proven", "no"),
        ("tmpfs", None, "memory (it is gone with the power)", "yes"),
    ],
)
def test_what_is_proven_and_what_is_not(  # noqa: PLR0917 - one argument a fact
    file: Path,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    turns: bool | None,  # noqa: FBT001 - a parameter of the case
    words: str,
    overwritten: str,
) -> None:
    lies_on(monkeypatch, file.parent, kind, turns=turns)
    written: list[int] = []
    monkeypatch.setattr(deletion, "_write_over", lambda _, size: written.append(size))
    record = delete_file(file, "data/old.csv", now=now, person="A. Ng")
    assert not file.exists()
    assert (record.topic, record.name) == ("deletion", "data/old.csv")
    assert record.fields == {
        "sha256": f"sha256:{hashlib.sha256(DATA).hexdigest()}",
        "date": "2026-11-21",
        "bytes": str(len(DATA)),
        "medium": words,
        "overwritten": overwritten,
        "person": "A. Ng",
    }
    assert written == ([len(DATA)] if overwritten == "yes" else [])


def test_the_bytes_themselves_are_written_over(file: Path) -> None:
    deletion._write_over(file, len(DATA))
    found = file.read_bytes()
    assert len(found) == len(DATA)
    assert found != DATA
    assert b"1,2\n1,2" not in found


def test_it_stands_in_the_trail(file: Path, now: datetime, tmp_path: Path) -> None:
    digest = f"sha256:{hashlib.sha256(DATA).hexdigest()}"
    delete_file(file, "old.csv", now=now, root=tmp_path)
    (entry,) = Trail(tmp_path).entries()
    assert (entry.kind, entry.subject, entry.digests) == ("deletion", "old.csv", {"content": digest})


def test_what_is_not_deleted(file: Path, now: datetime, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(file)
    for name, why in (("link", "not a regular file"), ("gone", "there is no file")):
        with pytest.raises(UsageError, match=why):
            delete_file(tmp_path / name, name, now=now)
    os.link(file, tmp_path / "other.csv")
    with pytest.raises(UsageError, match="2 names"):
        delete_file(file, "old.csv", now=now)
    assert file.read_bytes() == DATA


def test_a_medium_that_nobody_can_see(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(deletion, "_MOUNTS", tmp_path / "none")
    assert medium_of(file).words == (
        "an unknown file system, which writes changes elsewhere or keeps copies: overwriting cannot be proven"
    )
