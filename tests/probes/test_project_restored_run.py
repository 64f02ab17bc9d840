from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Ask = Callable[..., tuple[str, str]]
MEMBERS = {"run.json": b"{}", "notebook/executed.ipynb": b"{}"}
SUMS = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(MEMBERS.items()))


def archive(folder: Path, members: dict[str, bytes], sums: str = SUMS) -> None:
    with zipfile.ZipFile(folder / "train.mlrun.zip", "w") as stream:
        for name, data in members.items():
            stream.writestr(name, data)
        if sums:
            stream.writestr("SHA256SUMS", sums)


def test_a_run_that_restores(ask_project: Ask, tmp_path: Path) -> None:
    archive(tmp_path, MEMBERS)
    said = ("pass", "train.mlrun.zip was unpacked into an empty folder: 2 files, all as listed.")
    assert ask_project("restored_run", {}) == said


def test_a_folder(ask_project: Ask, tmp_path: Path) -> None:
    for name, data in MEMBERS.items():
        (tmp_path / "train.mlrun" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "train.mlrun" / name).write_bytes(data)
    (tmp_path / "train.mlrun" / "SHA256SUMS").write_text(SUMS)
    assert ask_project("restored_run", {})[0] == "pass"
    (tmp_path / "train.mlrun" / "run.json").unlink()
    assert ask_project("restored_run", {}) == ("fail", "train.mlrun does not restore: run.json is missing.")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({**MEMBERS, "run.json": b"{ }"}, "train.mlrun.zip does not restore: run.json changed."),
        ({"run.json": b"{}"}, "train.mlrun.zip does not restore: notebook/executed.ipynb is missing."),
        ({**MEMBERS, "../evil": b""}, "train.mlrun.zip cannot be unpacked (ValueError)."),
    ],
)
def test_runs_that_do_not(ask_project: Ask, tmp_path: Path, members: dict[str, bytes], said: str) -> None:
    archive(tmp_path, members)
    assert ask_project("restored_run", {}) == ("fail", said)
    assert not (tmp_path.parent / "evil").exists()


def test_what_is_no_archive(ask_project: Ask) -> None:
    assert ask_project("restored_run", {"train.mlrun.zip": "x"}) == (
        "fail",
        "train.mlrun.zip cannot be unpacked (BadZipFile).",
    )


def test_what_is_not_evidence(ask_project: Ask, tmp_path: Path) -> None:
    archive(tmp_path, {}, sums="\n")
    assert ask_project("restored_run", {}) == ("error", "Not evidence: train.mlrun.zip lists no files.")


def test_without_a_run(ask_project: Ask) -> None:
    assert ask_project("restored_run", {}) == (
        "not-applicable",
        "Does not apply: there is no signed run to restore.",
    )
