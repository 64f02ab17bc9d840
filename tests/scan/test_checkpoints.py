"""Jupyter keeps a copy of a notebook from before: what was taken out of the notebook may still be in there."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.scan.pool import scan_targets
from jupyter_mlsec.scan.targets import find_targets
from tests.scan.revisions.conftest import notebook


def test_a_token_that_only_the_copy_holds_is_found_under_the_copys_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hf_token: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / "train.ipynb").write_text(notebook("import os\nlogin(os.environ['HF_TOKEN'])"))
    (tmp_path / ".ipynb_checkpoints/train-checkpoint.ipynb").write_text(notebook(f"login('{hf_token}')"))
    reports = scan_targets(list(find_targets(["."], Config())), Config(), jobs=1)
    assert [(report.path, [finding.rule for finding in report.findings]) for report in reports] == [
        ("./train.ipynb", []),
        ("./.ipynb_checkpoints/train-checkpoint.ipynb", ["hugging-face-token"]),
    ]


def test_the_copy_may_be_left_out_by_name_alone(tmp_path: Path) -> None:
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / ".ipynb_checkpoints/train-checkpoint.ipynb").write_text(notebook("x = 1"))
    config = Config(root=tmp_path, exclude=("*.ipynb_checkpoints",))
    assert list(find_targets([str(tmp_path)], config)) == []
