"""``mlsec scan --staged`` and ``--history`` as their users meet them: exit codes, formats, baselines, mistakes."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.cli import main

UNSAFE = "import pickle\npickle.load(open('m.pkl', 'rb'))"
Git = Callable[..., str]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A repository in the test's folder."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*arguments: str) -> str:
        person = ("-c", "user.name=Ana", "-c", "user.email=ana@clinic.example")
        done = subprocess.run(  # noqa: S603 - git itself
            ["git", *person, *arguments],  # noqa: S607 - as a person has it
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    run("init", "-q")
    return run


@pytest.fixture
def mlsec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: these tests are about what it says, not about how it starts."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr("sys.argv", ["mlsec", *arguments])
        with pytest.raises(SystemExit) as ended:
            main.main()
        code = ended.value.code
        assert isinstance(code, int)
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, said.out, said.err)

    return run


@pytest.fixture
def leak(git: Git, write_notebook: Callable[..., Path]) -> tuple[str, str]:
    """Two commits: one brings something, the next one takes it away again. Returns their ids."""
    ids = []
    for source in (UNSAFE, "x = 1"):
        write_notebook(source)
        git("add", "x.ipynb")
        git("commit", "-q", "-m", "change")
        ids.append(git("rev-parse", "HEAD"))
    return ids[0], ids[1]


def test_staged_has_the_codes_of_every_scan(mlsec: Run, git: Git, write_notebook: Callable[..., Path]) -> None:
    write_notebook(UNSAFE)
    assert mlsec("scan", "--staged", "--format", "json").returncode == 0
    git("add", "x.ipynb")
    write_notebook("x = 1")
    done = mlsec("scan", "--staged", "--format", "json")
    assert done.returncode == 1
    document: dict[str, Any] = json.loads(done.stdout)
    assert document["targets"] == [
        {"path": "x.ipynb", "kind": "notebook", "outcome": "checked", "reason": None, "cells": 1}
    ]
    assert [(found["path"], found["rule"], "commit" in found) for found in document["findings"]] == [
        ("x.ipynb", "unsafe-pickle-load", False)
    ]
    (write_notebook("x = 1").parent / "broken.ipynb").write_text("{")
    git("add", "broken.ipynb")
    assert mlsec("scan", "--staged").returncode == 2
    assert mlsec("scan", "--staged", "x.ipynb").returncode == 1
    assert mlsec("scan", "--staged", "x.ipynb", "--fail-on", "critical").returncode == 0


def test_a_history_names_commit_and_path(mlsec: Run, leak: tuple[str, str]) -> None:
    first, second = leak
    done = mlsec("scan", "--history", "HEAD", "--format", "json")
    assert (done.returncode, done.stderr) == (1, "2 commits, 2 versions of files\n")
    document = json.loads(done.stdout)
    assert [(target["path"], target["commit"]) for target in document["targets"]] == [
        ("x.ipynb", first),
        ("x.ipynb", second),
    ]
    assert [(found["path"], found["commit"]) for found in document["findings"]] == [("x.ipynb", first)]
    assert mlsec("scan", "--history", f"{first}..{second}").returncode == 0
    assert mlsec("scan", "--history", "--all").returncode == 1


def test_a_history_as_text(mlsec: Run, leak: tuple[str, str]) -> None:
    assert mlsec("scan", "--history", "HEAD").stdout.splitlines()[:2] == [
        "high[unsafe-pickle-load]: unpickling runs whatever code the file holds",
        f"  --> {leak[0][:12]}:x.ipynb: cell 1 (c0), line 2:1",
    ]


def test_a_history_for_github(mlsec: Run, leak: tuple[str, str]) -> None:
    (line,) = mlsec("scan", "--history", "HEAD", "--format", "github").stdout.splitlines()
    beginning = "::error file=x.ipynb,title=high[unsafe-pickle-load]::"
    assert line.startswith(f"{beginning}commit {leak[0][:12]}: cell 1 (c0), line 2:1: ")


def test_a_history_as_sarif(mlsec: Run, leak: tuple[str, str]) -> None:
    (run,) = json.loads(mlsec("scan", "--history", "HEAD", "--format", "sarif").stdout)["runs"]
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == ["x.ipynb"]
    (result,) = run["results"]
    assert result["properties"]["commit"] == result["partialFingerprints"]["mlsecCommit/v1"] == leak[0]
    assert result["message"]["text"].startswith(f"commit {leak[0]}: ")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["index"] == 0


def test_a_baseline_covers_the_history_of_a_file(mlsec: Run, leak: tuple[str, str], tmp_path: Path) -> None:
    assert mlsec("scan", "--history", leak[0], "--write-baseline", "base.json").returncode == 0
    assert len(json.loads((tmp_path / "base.json").read_text())["findings"]) == 1
    done = mlsec("scan", "--history", "HEAD", "--baseline", "base.json", "--format", "json")
    assert done.returncode == 0
    assert [found["suppressed"]["by"] for found in json.loads(done.stdout)["findings"]] == ["baseline"]


def test_suppressions_in_a_commit_and_the_work_trees_configuration_count(
    mlsec: Run, git: Git, write_notebook: Callable[..., Path], tmp_path: Path
) -> None:
    write_notebook(f"{UNSAFE}  # mlsec: allow[unsafe-pickle-load] made here")
    git("add", "x.ipynb")
    assert mlsec("scan", "--staged").returncode == 0
    write_notebook(UNSAFE)
    git("add", "x.ipynb")
    (tmp_path / "mlsec.toml").write_text('ignore = ["unsafe-load"]\n')
    assert mlsec("scan", "--staged").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--staged", "--history", "HEAD"), "error: --staged and --history look at different things"),
        (("--staged", "-"), "error: stdin is no file of a repository"),
        (("--history", "nosuch"), "error: there is no revision 'nosuch' in this repository"),
        (("--history", "--output=x"), "error: '--output=x' is no revision"),
        (("--history=-x",), "error: '-x' is no revision"),
        (("--staged", "gone.ipynb"), "error: there is no gone.ipynb, neither here nor in what was to be looked at"),
        (("--history",), "Error: Option '--history' requires an argument."),
    ],
)
def test_a_wrong_command_line_is_2_and_says_why(
    mlsec: Run, leak: tuple[str, str], arguments: tuple[str, ...], message: str
) -> None:
    done = mlsec("scan", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.splitlines()
    assert done.stdout == ""
    assert len(leak) == 2


def test_without_a_repository_it_is_2(mlsec: Run, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert git("status", "--short") == ""
    (tmp_path / ".git").rename(tmp_path / "elsewhere")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    done = mlsec("scan", "--staged")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error: this folder is in no git repository")


def test_without_git_it_is_2(mlsec: Run, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert git("status", "--short") == ""
    monkeypatch.setenv("PATH", str(tmp_path))
    done = mlsec("scan", "--staged")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error: there is no git on this machine's PATH")


def test_a_submodule_is_said_on_stderr(mlsec: Run, git: Git, tmp_path: Path) -> None:
    commit = git("commit-tree", "-m", "empty", git("mktree", "--missing"))
    git("update-index", "--add", "--cacheinfo", f"160000,{commit},libs/other")
    done = mlsec("scan", "--staged")
    assert done.returncode == 0
    assert done.stderr == "note: 'libs/other' is a submodule; mlsec scan in it looks at its own commits\n"
    assert (tmp_path / ".git").is_dir()
