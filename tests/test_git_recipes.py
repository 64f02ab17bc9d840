"""The recipes of docs/git.md do what the page says, with real git; the hooks' definition is what a scan looks at."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/git.md").read_text(encoding="utf-8")
Git = Callable[..., "subprocess.CompletedProcess[str]"]


def block(heading: str, language: str) -> str:
    """Return the one block of a language below a heading of the page."""
    section = PAGE.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A repository, and ``mlsec`` on the path as an installation puts it there."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "mlsec").write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P -W error -m jupyter_mlsec "$@"\n'
    )
    (programs / "mlsec").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs), prepend=":")
    settings = tmp_path / "person.gitconfig"
    settings.write_text("[user]\nname = Ana\nemail = ana@clinic.example\n[init]\ndefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607

    assert run("init", "-q").returncode == 0
    return run


def write(name: str, *sources: str, indent: int | None = 1) -> bytes:
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "id": f"c{i}", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for i, source in enumerate(sources)
    ]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    data = f"{json.dumps(document, indent=indent)}\n".encode()
    Path(name).write_bytes(data)
    return data


def hook(name: str, text: str) -> None:
    path = Path(".git/hooks", name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.mark.parametrize("how", [("-m", "change"), ("-a", "-m", "change"), ("-m", "change", "--", "a b.ipynb")])
def test_a_commit_with_a_token_is_stopped_and_one_without_is_made(
    git: Git, hf_token: str, how: tuple[str, ...]
) -> None:
    hook("pre-commit", block("Before a commit", "sh"))
    write("a b.ipynb", "x = 1")
    git("add", "-A")
    assert git("commit", "-m", "first").returncode == 0
    write("a b.ipynb", f"login('{hf_token}')")
    if how[0] == "-m" and len(how) == 2:
        git("add", "-A")
        write("a b.ipynb", "x = 2")
    stopped = git("commit", *how)
    assert stopped.returncode == 1
    assert "critical[hugging-face-token]" in stopped.stdout + stopped.stderr
    assert hf_token not in stopped.stdout + stopped.stderr
    assert git("rev-list", "--count", "HEAD").stdout == "1\n"
    write("a b.ipynb", "import os\nlogin(os.environ['HF_TOKEN'])")
    git("add", "-A")
    assert git("commit", *how).returncode == 0


def test_a_push_looks_at_what_the_other_side_does_not_have(git: Git, hf_token: str, tmp_path: Path) -> None:
    hook("pre-push", block("Before a push", "sh"))
    git("init", "-q", "--bare", str(tmp_path / "there.git"))
    git("remote", "add", "origin", str(tmp_path / "there.git"))
    write("a.ipynb", "x = 1")
    git("add", "-A")
    git("commit", "-m", "clean")
    first = git("push", "origin", "main")
    assert first.returncode == 0, first.stderr
    write("a.ipynb", f"login('{hf_token}')")
    git("commit", "-a", "-m", "leak")
    write("a.ipynb", "x = 2")
    git("commit", "-a", "-m", "nothing to see")
    stopped = git("push", "origin", "main", "main:other")
    assert stopped.returncode == 1
    assert "critical[hugging-face-token]" in stopped.stdout + stopped.stderr
    assert git("ls-remote", "origin").stdout.count("refs/heads/") == 1
    git("reset", "-q", "--hard", "origin/main")
    git("branch", "gone")
    assert git("push", "origin", "gone").returncode == 0
    assert git("push", "origin", ":gone").returncode == 0


@pytest.fixture
def filtered(git: Git) -> Git:
    """The same repository with the filter of the page."""
    for line in block("Never in a commit at all", "sh").splitlines():
        assert subprocess.run(shlex.split(line), check=False).returncode == 0  # noqa: S603 - as the page says
    Path(".gitattributes").write_text(block("Never in a commit at all", "gitattributes"))
    return git


def test_the_filter_keeps_the_value_in_the_file_and_out_of_git(filtered: Git, hf_token: str) -> None:
    before = write("my notebook.ipynb", "x = 1", f"login('{hf_token}')")
    added = filtered("add", "-A")
    assert (added.returncode, added.stderr) == (0, "my notebook.ipynb: 1 value masked in 1 place\n")
    assert Path("my notebook.ipynb").read_bytes() == before
    stored = filtered("show", ":my notebook.ipynb").stdout
    assert [cell["source"] for cell in json.loads(stored)["cells"]] == ["x = 1", f"login('{'•' * len(hf_token)}')"]
    assert filtered("commit", "-q", "-m", "masked").returncode == 0
    assert filtered("status", "--porcelain").stdout == ""
    objects = b"".join(path.read_bytes() for path in Path(".git").rglob("*") if path.is_file())
    assert hf_token.encode() not in objects


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_the_filter_changes_no_byte_where_nothing_is_found(filtered: Git, indent: int | None) -> None:
    before = write("a.ipynb", "x = 'é\u2028'", indent=indent)
    assert filtered("add", "-A").stderr == ""
    done = subprocess.run(["git", "show", ":a.ipynb"], capture_output=True, check=True)  # noqa: S607 - git
    assert done.stdout == before


def test_cleaning_twice_is_cleaning_once(filtered: Git, hf_token: str) -> None:
    write("a.ipynb", f"login('{hf_token}')")
    filtered("add", "-A")
    once = filtered("show", ":a.ipynb").stdout
    Path("b.ipynb").write_text(once, encoding="utf-8")
    filtered("add", "-A")
    assert filtered("show", ":b.ipynb").stdout == once


def test_a_notebook_that_cannot_be_looked_at_is_not_added(filtered: Git, hf_token: str) -> None:
    write("good.ipynb", "x = 1")
    Path("broken.ipynb").write_text(f'{{"cells": ["{hf_token}')
    refused = filtered("add", "broken.ipynb")
    assert refused.returncode == 128
    assert refused.stderr.startswith("error: broken.ipynb was not redacted: ")
    assert hf_token not in refused.stderr
    assert filtered("ls-files").stdout == ""


def test_without_the_program_nothing_is_added(
    filtered: Git, hf_token: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bin/mlsec").unlink()
    (tmp_path / "bin/mlsec").write_text("#!/bin/sh\nexit 127\n")
    (tmp_path / "bin/mlsec").chmod(0o755)
    monkeypatch.setenv("LC_ALL", "C")
    write("a.ipynb", f"login('{hf_token}')")
    assert filtered("add", "a.ipynb").returncode == 128
    assert filtered("ls-files").stdout == ""


def test_the_workflow_fails_a_pull_request_whose_history_holds_a_token(git: Git, hf_token: str) -> None:
    workflow: dict[str, Any] = yaml.safe_load(block("Pull requests on GitHub", "yaml"))
    steps = workflow["jobs"]["notebooks"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    assert not any("${{" in step.get("run", "") for step in steps)
    (scan,) = (step for step in steps if step.get("run", "").startswith("mlsec "))
    (upload,) = (step for step in steps if "upload-sarif" in step.get("uses", ""))
    commits = []
    for source in ("x = 1", f"login('{hf_token}')", "x = 2"):
        write("a.ipynb", source)
        git("add", "-A")
        git("commit", "-m", "change")
        commits.append(git("rev-parse", "HEAD").stdout.strip())
    environment = os.environ | {"BASE": commits[0], "HEAD": commits[2]}
    done = subprocess.run(["sh", "-c", scan["run"]], env=environment, capture_output=True, text=True, check=False)  # noqa: S603, S607
    assert done.returncode == 1, done.stderr
    (run,) = json.loads(Path(upload["with"]["sarif_file"]).read_text())["runs"]
    assert [(result["ruleId"], result["properties"]["commit"]) for result in run["results"]] == [
        ("hugging-face-token", commits[1])
    ]


HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}


def test_each_file_that_a_scan_looks_at_goes_to_all_hooks_or_to_one() -> None:
    names = ["sub/x.ipynb", "x.PY", "x.Pkl", "-x.npy", "x.safetensors", "pytorch_model.bin", "MLmodel"]
    for name in names:
        given = [
            id_
            for id_, hook in HOOKS.items()
            if re.search(hook.get("files", ""), name) and not re.search(hook.get("exclude", "^$"), name)
        ]
        kind = {"ipynb": "mlsec-notebooks", "py": "mlsec-python"}.get(
            name.lower().rpartition(".")[2], "mlsec-artifacts"
        )
        assert given == ["mlsec", kind, "mlsec-staged"], name


def test_a_hook_passes_by_what_it_does_not_know(git: Git, hf_token: str, tmp_path: Path) -> None:
    Path("mlsec.toml").write_text('exclude = ["old/*"]\n')
    Path("old").mkdir()
    for name in ("--output=x.ipynb", "old/a.ipynb", "notes.txt", "image.png"):
        write(name, f"login('{hf_token}')")
    for hook in HOOKS.values():
        command = [*shlex.split(hook["entry"]), *hook.get("args", [])]
        given = (
            ["--output=x.ipynb", "old/a.ipynb", "notes.txt", "image.png"] if hook.get("pass_filenames", True) else []
        )
        done = subprocess.run([*command, *given], capture_output=True, text=True, check=False)  # noqa: S603 - as the framework does
        found = 1 if given else 0
        assert (done.returncode, done.stdout.count("--output=x.ipynb: cell 1")) == (found, found), done.stderr
    assert git("status", "--porcelain").returncode == 0
    assert tmp_path.is_dir()


def test_the_page_names_the_hooks_that_there_are() -> None:
    told = set(re.findall(r"`(mlsec(?:-[a-z]+)?)`", PAGE.split("| hook | looks at |", 1)[1].split("\n\n", 1)[0]))
    assert told == set(HOOKS)
