"""Which files a scan looks at, in which order, and what it says of those it cannot open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.scan.targets import Target, find_targets


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "b.ipynb",
        "a.py",
        "notes.txt",
        ".ipynb_checkpoints/b-checkpoint.ipynb",
        ".git/hook.py",
        "node_modules/x.py",
        "env/pyvenv.cfg",
        "env/lib.py",
        "sub/c.ipynb",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def paths(*given: str, config: Config | None = None) -> list[str]:
    return [target.path for target in find_targets(given, config or Config())]


@pytest.mark.usefixtures("tree")
def test_a_folder_is_walked_in_order_with_checkpoints_and_without_environments() -> None:
    assert paths(".") == ["./a.py", "./b.ipynb", "./.ipynb_checkpoints/b-checkpoint.ipynb", "./sub/c.ipynb"]


@pytest.mark.usefixtures("tree")
def test_a_path_is_shown_as_given_and_looked_at_once() -> None:
    assert paths("sub/c.ipynb", "sub", "b.ipynb") == ["sub/c.ipynb", "b.ipynb"]


def test_excluded_paths_are_relative_to_the_configuration(tree: Path) -> None:
    assert paths(".", config=Config(root=tree, exclude=("sub/*", "*.py"))) == [
        "./b.ipynb",
        "./.ipynb_checkpoints/b-checkpoint.ipynb",
    ]


def test_what_is_not_there_or_no_file_has_a_problem(tree: Path) -> None:
    os.mkfifo(tree / "pipe.ipynb")
    assert list(find_targets(["gone.ipynb", "pipe.ipynb"], Config())) == [
        Target("gone.ipynb", TargetKind.NOTEBOOK, "cannot be opened: No such file or directory"),
        Target("pipe.ipynb", TargetKind.NOTEBOOK, "not a regular file"),
    ]
