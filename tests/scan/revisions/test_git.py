"""A repository that wants to run something when it is looked at does not get to."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.errors import MlsecError, UnreadableError, UsageError
from jupyter_mlsec.scan.revisions.git import find_git
from jupyter_mlsec.scan.revisions.repository import open_repository
from tests.scan.revisions.conftest import Checkout

UNSAFE = "import pickle\npickle.load(open('m.pkl', 'rb'))"
FOUND = ("unsafe-pickle-load", "high")
HOOKS = (
    "post-index-change",
    "pre-auto-gc",
    "reference-transaction",
    "fsmonitor-watchman",
    "post-checkout",
    "pre-commit",
)

# Each names a program {trap} for git to run; what is in brackets takes any name.
SETTINGS = {
    "file system monitor": {"core.fsmonitor": "{trap}", "core.fsmonitorHookVersion": "2"},
    "hooks": {"core.hooksPath": "{hooks}"},
    "pagers": {
        "core.pager": "{trap}",
        "pager.diff-index": "{trap}",
        "pager.cat-file": "{trap}",
        "pager.rev-list": "true",
    },
    "diff drivers": {
        "diff.external": "{trap}",
        "diff.nb.command": "{trap}",
        "diff.nb.textconv": "{trap}",
        "diff.nb.cachetextconv": "true",
    },
    "filters": {"filter.nb.clean": "{trap}", "filter.nb.smudge": "{trap}", "filter.nb.process": "{trap}"},
    "signatures": {"gpg.program": "{trap}", "log.showSignature": "true", "gpg.ssh.program": "{trap}"},
    "credentials": {"credential.helper": "!{trap}", "core.askPass": "{trap}"},
    "aliases": {"alias.cat-file": "!{trap}", "alias.rev-parse": "!{trap}", "alias.diff-tree": "!{trap}"},
    "alternate references": {"core.alternateRefsCommand": "{trap}"},
    "editors": {"core.editor": "{trap}", "sequence.editor": "{trap}"},
    "mergers": {"merge.nb.driver": "{trap}", "merge.default": "nb"},
    "a promised object over ssh": {
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": "ssh://localhost/x",
        "core.sshCommand": "{trap}",
        "protocol.ssh.allow": "always",
    },
    "a promised object by a program": {
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": "ext::{trap}",
        "protocol.ext.allow": "always",
    },
    "a promised object from next door": {
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": "{folder}",
        "remote.origin.uploadpack": "{trap}",
        "protocol.file.allow": "always",
    },
    "a promised object through a proxy": {
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": "git://localhost/x",
        "core.gitProxy": "{trap}",
        "protocol.git.allow": "always",
    },
}


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a mark when it is run."""
    program = tmp_path / "trap"
    program.write_text(f"#!/bin/sh\necho run >> '{tmp_path}/sprung'\nexit 1\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.fixture
def planted(checkout: Checkout, trap: Path) -> Checkout:
    """A repository with attributes, hooks and a staged change."""
    (checkout.folder / ".gitattributes").write_text("* filter=nb diff=nb merge=nb\n")
    checkout.write("a.ipynb", "x = 1")
    checkout.commit()
    checkout.write("b.ipynb", UNSAFE, "y = 1")
    checkout.commit()
    checkout.write("a.ipynb", UNSAFE)
    checkout.git("add", "-A")
    for name in HOOKS:
        hook = checkout.folder / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\nexec '{trap}'\n")
        hook.chmod(0o755)
    return checkout


def configure(checkout: Checkout, trap: Path, settings: dict[str, str]) -> None:
    for key, value in settings.items():
        filled = value.format(trap=trap, hooks=checkout.folder / ".git/hooks", folder=checkout.folder)
        checkout.git("config", key, filled)


@pytest.mark.parametrize("name", SETTINGS)
def test_no_setting_of_a_repository_runs_anything(planted: Checkout, trap: Path, name: str) -> None:
    promised = "promised" in name
    gone = planted.git("rev-parse", "HEAD:b.ipynb")
    configure(planted, trap, SETTINGS[name])
    if promised:
        (planted.folder / ".git/objects" / gone[:2] / gone[2:]).unlink()
    assert planted.staged() == [("a.ipynb", *FOUND)]
    expected = [("its content is not in this clone (a partial or damaged one)", "not-checked")] if promised else [FOUND]
    assert [(rule, severity) for _, rule, severity in planted.history("HEAD")] == expected
    assert not (trap.parent / "sprung").exists()


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("file system monitor", ["status"]),
        ("hooks", ["update-index", "--refresh", "--force-write-index"]),
        ("diff drivers", ["diff", "HEAD~1"]),
        ("filters", ["add", "--renormalize", "."]),
        ("a promised object over ssh", ["cat-file", "blob", "HEAD:b.ipynb"]),
        ("a promised object by a program", ["cat-file", "blob", "HEAD:b.ipynb"]),
        ("a promised object from next door", ["cat-file", "blob", "HEAD:b.ipynb"]),
        ("a promised object through a proxy", ["cat-file", "blob", "HEAD:b.ipynb"]),
    ],
)
def test_the_same_settings_do_run_something_when_git_is_used_plainly(
    planted: Checkout, trap: Path, name: str, command: list[str]
) -> None:
    gone = planted.git("rev-parse", "HEAD:b.ipynb")
    configure(planted, trap, SETTINGS[name])
    (planted.folder / ".git/objects" / gone[:2] / gone[2:]).unlink()
    subprocess.run(["git", *command], cwd=planted.folder, capture_output=True, check=False)  # noqa: S603, S607 - plain git
    assert (trap.parent / "sprung").exists()


@pytest.mark.parametrize(
    "variable",
    ["GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_SSH_COMMAND", "GIT_ASKPASS", "GIT_PROXY_COMMAND", "GIT_EDITOR", "PAGER"],
)
def test_no_variable_of_git_runs_anything(
    planted: Checkout, trap: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(trap))
    monkeypatch.setenv("GIT_TRACE", str(trap.parent / "sprung"))
    monkeypatch.setenv("GIT_EXEC_PATH", str(trap.parent))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(trap))
    assert planted.staged() == [("a.ipynb", *FOUND)]
    assert len(planted.history("HEAD")) == 1
    assert not (trap.parent / "sprung").exists()


def test_a_program_called_git_in_the_repository_is_not_git(
    planted: Checkout, trap: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (planted.folder / "git").write_bytes(trap.read_bytes())
    (planted.folder / "git").chmod(0o755)
    real = find_git(".").program
    monkeypatch.setenv("PATH", f".::{Path(real).parent}")
    assert planted.staged("a.ipynb") == [("a.ipynb", *FOUND)]
    assert not (trap.parent / "sprung").exists()
    monkeypatch.setenv("PATH", ".:")
    with pytest.raises(UsageError) as caught:
        planted.staged()
    assert caught.value.message == "there is no git on this machine's PATH"


def test_replaced_objects_and_grafts_hide_nothing(checkout: Checkout) -> None:
    checkout.write("a.ipynb", "x = 1")
    clean = checkout.commit()
    checkout.write("a.ipynb", UNSAFE)
    second = checkout.commit()
    checkout.write("a.ipynb", "x = 2")
    third = checkout.commit()
    checkout.git("replace", f"{second}:a.ipynb", f"{clean}:a.ipynb")
    (checkout.folder / ".git/info").mkdir(exist_ok=True)
    (checkout.folder / ".git/info/grafts").write_text(f"{third} {clean}\n")
    assert checkout.git("rev-list", "--count", "HEAD") == "2"
    assert checkout.history("HEAD") == [(f"{second[:8]}:a.ipynb", *FOUND)]


def test_a_repository_inside_the_work_tree_is_only_read(checkout: Checkout, trap: Path) -> None:
    inner = checkout.folder / "data"
    inner.mkdir()
    checkout.git("init", "-q", "--bare", str(inner))
    subprocess.run(  # noqa: S603 - plain git
        ["git", "--git-dir", str(inner), "config", "core.fsmonitor", str(trap)],  # noqa: S607
        check=True,
    )
    subprocess.run(["git", "--git-dir", str(inner), "config", "core.bare", "false"], check=True)  # noqa: S603, S607
    subprocess.run(["git", "--git-dir", str(inner), "config", "core.worktree", ".."], check=True)  # noqa: S603, S607
    assert Checkout(inner).history("--all") == []
    assert not (trap.parent / "sprung").exists()


def fake(folder: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program called git in front that runs ``body`` of Python."""
    folder.mkdir()
    (folder / "git").write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


REFUSED = "sys.exit(\"fatal: detected dubious ownership in repository at '/x'\")"
NO_REPOSITORY = 'sys.exit("fatal: not a git repository (or any of the parent directories): .git")'
ANYTHING = "sys.exit('fatal: bad config value for \\'core.x\\': hunter2')"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (REFUSED, "git does not trust this repository: its folder belongs to somebody else"),
        (NO_REPOSITORY, "this folder is in no git repository"),
        (ANYTHING, "git cannot open this repository"),
    ],
)
def test_a_refusal_is_explained_in_our_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, message: str
) -> None:
    fake(tmp_path / "bin", body, monkeypatch)
    with pytest.raises(UsageError) as caught:
        open_repository(tmp_path)
    assert caught.value.message == message
    assert len(caught.value.help) == 1


def test_outside_of_a_repository_it_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError) as caught:
        open_repository(tmp_path)
    assert caught.value.message == "this folder is in no git repository"


DAMAGE: dict[str, Callable[[Checkout], object]] = {
    "an index that is none": lambda made: (made.folder / ".git/index").write_bytes(b"DIRC?"),
    "a configuration that is none": lambda made: (made.folder / ".git/config").write_text("[core\n"),
    "a head that is none": lambda made: (made.folder / ".git/HEAD").write_text("nonsense\n"),
    "a format from the future": lambda made: made.git("config", "core.repositoryFormatVersion", "99"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_repository_is_an_error_and_never_clean(planted: Checkout, name: str) -> None:
    DAMAGE[name](planted)
    with pytest.raises(MlsecError):
        planted.staged()


def test_a_commit_whose_tree_is_gone_is_an_error(checkout: Checkout) -> None:
    checkout.write("a.ipynb", UNSAFE)
    checkout.commit()
    tree = checkout.git("rev-parse", "HEAD^{tree}")
    (checkout.folder / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(UnreadableError) as caught:
        checkout.history("HEAD")
    assert caught.value.message == "git diff-tree ended with code 128: the repository could not be read"


def test_a_commit_that_is_gone_is_an_error(checkout: Checkout) -> None:
    for number in range(3):
        checkout.write("a.ipynb", f"x = {number}")
        checkout.commit()
    middle = checkout.git("rev-parse", "HEAD~1")
    (checkout.folder / ".git/objects" / middle[:2] / middle[2:]).unlink()
    with pytest.raises(UnreadableError) as caught:
        checkout.history("HEAD")
    assert caught.value.message == "git rev-list ended with code 128: the repository could not be read"
