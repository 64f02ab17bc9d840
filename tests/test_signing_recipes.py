"""The blocks of docs/signing.md do what the page says, one after the other, as a person would type them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[1] / "docs/signing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?ms)^```(sh|toml)\n(.*?)^```$", PAGE)
CELL: dict[str, object] = {
    "cell_type": "code",
    "id": "a",
    "metadata": {},
    "execution_count": None,
    "outputs": [],
    "source": "print(1 + 1)",
}


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return an environment with our command, an ssh-agent of its own, and a folder of its own for keys."""
    program = shutil.which("ssh-agent")
    assert program is not None
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [CELL]}
    (tmp_path / "train.ipynb").write_text(json.dumps(notebook))
    (tmp_path / "mlsec.toml").write_text("")  # so that this folder is the project
    environment = {
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(tmp_path),
        "MLSEC_CONFIG_DIR": str(tmp_path / "own"),
        "MLSEC_KEY_PASSPHRASE": "correct horse",
        "SSH_AUTH_SOCK": str(tmp_path / "agent"),
    }
    process = subprocess.Popen([program, "-D", "-a", environment["SSH_AUTH_SOCK"]], stdout=subprocess.DEVNULL)  # noqa: S603
    while not (tmp_path / "agent").exists():
        assert process.poll() is None
    try:
        yield environment
    finally:
        process.terminate()
        process.wait(10)


def run(block: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = ["/bin/sh", "-e", "-c", block]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_page_from_the_first_block_to_the_last(shell: dict[str, str], tmp_path: Path) -> None:
    kinds = [kind for kind, _ in BLOCKS]
    assert kinds == ["sh", "sh", "sh", "toml", "sh"]
    first, team, decision, policy, receiver = (text for _, text in BLOCKS)
    assert run(first, tmp_path, shell).stdout.splitlines()[-4:-2] == [
        "verified: train.mlrun",
        "  trust level 1: signed by its author",
    ]
    assert run(team, tmp_path, shell).stderr == ""
    unmet = run("mlsec verify train.mlrun --signers team/.mlsec/allowed_signers", tmp_path, shell)
    assert unmet.returncode == 1
    assert re.findall(r"error\[([a-z-]+)\]", unmet.stdout) == ["role-missing", "too-few-signers"]
    decided = run(decision, tmp_path, shell)
    assert decided.stderr == ""
    assert (decided.returncode, decided.stdout.splitlines()[0]) == (
        0,
        "approved as reviewer by bob@example.org: train.mlrun",
    )
    assert [line for line in decided.stdout.splitlines() if "reviewer:" in line]
    assert decided.stdout.splitlines()[-2:] == ["the audit trail is intact: 2 entries", "  sign-offs: 1 signed"]
    (tmp_path / "policy.toml").write_text(policy)
    hub = shell | {"MLSEC_POLICY": str(tmp_path / "policy.toml"), "MLSEC_CONFIG_DIR": str(tmp_path / "nobody")}
    assert run("mlsec verify train.mlrun", tmp_path, hub).returncode == 0
    other = run("mlsec verify train.mlrun --signers own/allowed_signers", tmp_path, hub)
    assert re.findall(r"error\[([a-z-]+)\]", other.stdout) == ["signers-unreadable"]
    assert "signers is locked by the policy file" in other.stdout
    received = run(receiver, tmp_path, shell)
    assert (received.returncode, received.stdout.splitlines()[0]) == (0, "Signature Verified Successfully")
    assert received.stdout.splitlines()[1].startswith('Good "notebook-run@jupyter-mlsec" signature for ada@example.org')
