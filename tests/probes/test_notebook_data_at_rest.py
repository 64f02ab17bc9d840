from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import ChecklistSettings, Config
from jupyter_mlsec.probes import notebook_data_at_rest as probe

Ask = Callable[..., tuple[str, str]]
READ = "import pandas as pd\ndf = pd.read_csv('d.csv')"
ASKED = Config(checklist=ChecklistSettings(profile="production"))


def ask(ask_notebook: Ask, config: Config = ASKED) -> tuple[str, str]:
    return ask_notebook("data_at_rest", READ, config=config)


def test_a_clear_copy_beside_an_encrypted_file(ask_notebook: Ask, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("a\n1\n")
    (tmp_path / "d.csv.gpg").write_bytes(b"\x85\x02")
    assert ask(ask_notebook) == ("fail", "d.csv lies in the clear beside its encrypted copy.")


@pytest.mark.parametrize("first", [b"Salted__" + bytes(20), b"age-encryption.org/v1\n", b"PAR" + b"E" + bytes(9)])
def test_a_file_that_is_encrypted_by_itself(ask_notebook: Ask, tmp_path: Path, first: bytes) -> None:
    (tmp_path / "d.csv").write_bytes(first)
    assert ask(ask_notebook) == ("pass", "1 data file encrypted at rest.")


@pytest.mark.parametrize(("kind", "status"), [("fuse.gocryptfs", "pass"), ("ext4", "open")])
def test_the_mount_that_it_lies_on(
    ask_notebook: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, status: str
) -> None:
    (tmp_path / "d.csv").write_text("a\n1\n")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / xfs rw 0 0\n/dev/sdb {tmp_path} {kind} rw 0 0\n/dev/sdc /else ecryptfs rw 0 0\n")
    monkeypatch.setattr(probe, "_MOUNTS", mounts)
    monkeypatch.setattr(probe, "_DEVICES", tmp_path / "none")
    assert ask(ask_notebook)[0] == status


def test_an_encrypted_device(ask_notebook: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    path = tmp_path / "d.csv"
    path.write_text("a\n1\n")
    device = path.stat().st_dev
    uuid = tmp_path / "dev" / f"{os.major(device)}:{os.minor(device)}" / "dm" / "uuid"
    uuid.parent.mkdir(parents=True)
    uuid.write_text("CRYPT-LUKS2-x")
    monkeypatch.setattr(probe, "_MOUNTS", tmp_path / "none")
    monkeypatch.setattr(probe, "_DEVICES", tmp_path / "dev")
    assert ask(ask_notebook) == ("pass", "1 data file encrypted at rest.")


def test_what_cannot_be_seen_is_said(ask_notebook: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_MOUNTS", tmp_path / "none")
    monkeypatch.setattr(probe, "_DEVICES", tmp_path / "none")
    assert ask(ask_notebook) == ("error", "Not evidence: d.csv is not here.")
    (tmp_path / "d.csv").write_text("a\n1\n")
    assert ask(ask_notebook) == ("open", "It cannot be seen from here whether d.csv is encrypted at rest.")
    assert ask(ask_notebook, Config()) == (
        "not-applicable",
        "Does not apply: what a disk does to protect its files is asked when a notebook goes into production.",
    )
