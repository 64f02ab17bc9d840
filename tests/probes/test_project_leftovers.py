from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Ask = Callable[..., tuple[str, str]]
GONE = {"deletion__data/old.csv": {"sha256": "a" * 64}}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"serve.py": "open('old.csv')"}, ("fail", "serve.py still uses what was deleted.")),
        ({"conf/app.yml": "data: s3://b/old.csv\n"}, ("fail", "conf/app.yml still uses what was deleted.")),
        ({"other.ipynb": '{"a": "old.csv"}'}, ("fail", "other.ipynb still uses what was deleted.")),
        (
            {".ipynb_checkpoints/train-checkpoint.ipynb": '{"a": "old.csv"}'},
            ("warn", ".ipynb_checkpoints/train-checkpoint.ipynb still holds what was deleted."),
        ),
        ({"train.mlrun/data/old.csv": "x"}, ("warn", "train.mlrun/data/old.csv still holds what was deleted.")),
        ({"serve.py": "open('very-old.csv')"}, ("pass", "Nothing in 1 file speaks of 1 deleted file.")),
        ({"train.ipynb": "old.csv"}, ("pass", "Nothing in 1 file speaks of 1 deleted file.")),
    ],
)
def test_leftovers(ask_project: Ask, files: dict[str, str], said: tuple[str, str]) -> None:
    assert ask_project("leftovers", files, declare=GONE) == said


def test_the_members_of_a_run(ask_project: Ask, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "train.mlrun.zip", "w") as stream:
        stream.writestr("inputs/old.csv", "x")
    assert ask_project("leftovers", {}, declare=GONE) == ("warn", "train.mlrun.zip still holds what was deleted.")


def test_without_a_deletion_it_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("leftovers", {}) == ("not-applicable", "Does not apply: no deletion is recorded.")
