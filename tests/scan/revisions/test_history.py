"""Every commit of a range is looked at, whatever came after it, and a finding is told for its commit."""

from __future__ import annotations

import secrets
import string
from pathlib import Path
from typing import BinaryIO

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.scan.revisions.objects import Objects
from jupyter_mlsec.scan.revisions.repository import open_repository
from tests.scan.revisions.conftest import Checkout, notebook, told

UNSAFE = "import pickle\npickle.load(open('m.pkl', 'rb'))"
FOUND = ("unsafe-pickle-load", "high")
TOKEN = ("hugging-face-token", "critical")


def token() -> str:
    return "".join(("h", "f_", *(secrets.choice(string.ascii_letters) for _ in range(34))))


def test_what_was_removed_later_is_still_found(checkout: Checkout) -> None:
    checkout.write("a.ipynb", "x = 1")
    first = checkout.commit()
    checkout.write("a.ipynb", "x = 1", UNSAFE)
    second = checkout.commit()
    checkout.write("a.ipynb", "x = 2")
    third = checkout.commit()
    assert checkout.history(f"{first}..{third}") == [(f"{second[:8]}:a.ipynb", *FOUND)]
    assert checkout.history("HEAD") == [(f"{second[:8]}:a.ipynb", *FOUND)]
    assert checkout.history(f"{second}..{third}") == []


def test_a_finding_is_told_once_for_the_commit_that_brought_it(checkout: Checkout) -> None:
    checkout.write("a.ipynb", UNSAFE)
    first = checkout.commit()
    for number in range(3):
        checkout.write("a.ipynb", f"x = {number}", UNSAFE)
        checkout.commit()
    assert checkout.history("HEAD") == [(f"{first[:8]}:a.ipynb", *FOUND)]


def test_a_rotated_token_is_another_finding_on_a_line_that_looks_the_same(checkout: Checkout) -> None:
    commits = []
    for value in (token(), token()):
        checkout.write("a.ipynb", f"login('{value}')")
        commits.append(checkout.commit())
    assert checkout.history("HEAD") == [(f"{commit[:8]}:a.ipynb", *TOKEN) for commit in commits]


def test_a_token_that_moves_or_gets_company_is_not_told_again(checkout: Checkout) -> None:
    one, two = token(), token()
    checkout.write("a.ipynb", f"login('{one}')")
    first = checkout.commit()
    checkout.write("a.ipynb", f"login('{two}')", "x = 1", f"login('{one}')")
    second = checkout.commit()
    assert checkout.history("HEAD") == [(f"{commit[:8]}:a.ipynb", *TOKEN) for commit in (first, second)]


def test_the_same_content_is_read_once_and_told_for_each_path(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    original = Objects.open

    def noting(self: Objects, blob: str, in_memory: int) -> BinaryIO:
        read.append(blob)
        return original(self, blob, in_memory)

    monkeypatch.setattr(Objects, "open", noting)
    checkout.write("a.ipynb", UNSAFE)
    first = checkout.commit()
    checkout.git("mv", "a.ipynb", "b.ipynb")
    second = checkout.commit()
    checkout.git("mv", "b.ipynb", "a.ipynb")
    checkout.commit()
    assert checkout.history("HEAD") == [(f"{first[:8]}:a.ipynb", *FOUND), (f"{second[:8]}:b.ipynb", *FOUND)]
    assert len(read) == 1


def test_what_only_a_merge_brings_is_found(checkout: Checkout) -> None:
    checkout.write("a.ipynb", "x = 1")
    checkout.commit()
    checkout.git("checkout", "-q", "-b", "side")
    checkout.write("b.ipynb", UNSAFE)
    side = checkout.commit()
    checkout.git("checkout", "-q", "main")
    checkout.write("c.ipynb", "y = 1")
    checkout.commit()
    checkout.git("merge", "-q", "--no-commit", "side")
    checkout.write("a.ipynb", UNSAFE)
    merge = checkout.commit()
    assert checkout.history("HEAD") == [(f"{side[:8]}:b.ipynb", *FOUND), (f"{merge[:8]}:a.ipynb", *FOUND)]
    assert checkout.history("HEAD", "^side") == [(f"{merge[:8]}:a.ipynb", *FOUND)]
    assert checkout.history("main...side") == [(f"{merge[:8]}:a.ipynb", *FOUND)]


def test_an_octopus_is_read(checkout: Checkout) -> None:
    checkout.write("base.py", "x = 1")
    checkout.commit()
    for name in ("one", "two", "three"):
        checkout.git("checkout", "-q", "-b", name, "main")
        checkout.write(f"{name}.py", "x = 1")
        checkout.commit()
    checkout.git("checkout", "-q", "main")
    checkout.git("merge", "-q", "--no-commit", "one", "two", "three")
    checkout.write("base.py", "import pickle", "pickle.load(f)")
    merge = checkout.commit()
    assert checkout.history("HEAD") == [(f"{merge[:8]}:base.py", *FOUND)]


def test_everything_means_branches_that_nobody_is_on(checkout: Checkout) -> None:
    checkout.write("a.ipynb", "x = 1")
    checkout.commit()
    checkout.git("checkout", "-q", "-b", "side")
    checkout.write("a.ipynb", UNSAFE)
    side = checkout.commit()
    checkout.git("tag", "a-file", "HEAD:a.ipynb")  # a tag need not name a commit
    checkout.git("checkout", "-q", "main")
    assert checkout.history("HEAD") == []
    assert checkout.history("--all") == [(f"{side[:8]}:a.ipynb", *FOUND)]
    assert checkout.history("side") == checkout.history("--branches") == checkout.history("--all")


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("nosuch..HEAD", "there is no revision 'nosuch..HEAD' in this repository"),
        ("a.ipynb", "there is no revision 'a.ipynb' in this repository"),
        ("HEAD:a.ipynb", "'HEAD:a.ipynb' names no commit"),
        ("HEAD^{tree}", "'HEAD^{tree}' names no commit"),
        ("^HEAD", "the revisions only say which commits to leave out"),
        ("", "there is no revision '' in this repository"),
        ("--output=stolen", "'--output=stolen' is no revision"),
        ("-O/etc/passwd", "'-O/etc/passwd' is no revision"),
        ("--stdin", "'--stdin' is no revision"),
        ("HEAD --output=stolen", "there is no revision 'HEAD --output=stolen' in this repository"),
        ("HEAD\n--output=stolen", "there is no revision 'HEAD\\n--output=stolen' in this repository"),
        ("\x1b[2J", "there is no revision '\\x1b[2J' in this repository"),
    ],
)
def test_a_revision_that_is_none_is_an_error_and_never_an_option(
    checkout: Checkout, revision: str, message: str
) -> None:
    checkout.write("a.ipynb", "x = 1")
    checkout.commit()
    with pytest.raises(UsageError) as caught:
        checkout.history(revision)
    assert caught.value.message == message
    assert not (checkout.folder / "stolen").exists()


def test_a_repository_without_commits_has_no_history(checkout: Checkout) -> None:
    with pytest.raises(UsageError, match="there is no revision 'HEAD'"):
        checkout.history("HEAD")
    assert checkout.history("--all") == []


def test_an_empty_range_is_clean(checkout: Checkout) -> None:
    checkout.write("a.ipynb", UNSAFE)
    checkout.commit()
    assert checkout.history("HEAD..HEAD") == []


def test_paths_and_configuration_restrict_it(checkout: Checkout) -> None:
    for name in ("a.ipynb", "b/c.ipynb", "d/e.ipynb"):
        checkout.write(name, UNSAFE)
    first = checkout.commit()
    checkout.git("rm", "-q", "b/c.ipynb")
    checkout.commit()
    assert checkout.history("HEAD", paths=["b"]) == [(f"{first[:8]}:b/c.ipynb", *FOUND)]
    config = Config(root=checkout.folder, exclude=("b/*", "d"))
    assert checkout.history("HEAD", config=config) == [(f"{first[:8]}:a.ipynb", *FOUND)]
    with pytest.raises(UsageError, match=r"there is no x\.ipynb, neither here nor in what was to be looked at"):
        checkout.history("HEAD", paths=["x.ipynb"])


def test_a_shallow_clone_says_that_it_is_not_all(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("a.ipynb", UNSAFE)
    checkout.commit()
    for number in range(3):
        checkout.write("a.ipynb", f"x = {number}")
        checkout.commit()
    checkout.git("clone", "-q", "--depth", "2", f"file://{checkout.folder}", str(tmp_path / "shallow"))
    shallow = Checkout(tmp_path / "shallow")
    reason = "the clone is shallow: what came before its first commits was not looked at (git fetch --unshallow)"
    assert shallow.history("HEAD") == [(".", reason, "not-checked")]
    assert shallow.history("HEAD~1..HEAD") == []


def test_a_partial_clone_says_what_it_lacks_and_fetches_nothing(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("a.ipynb", UNSAFE)
    first = checkout.commit()
    checkout.write("a.ipynb", "x = 1")
    checkout.commit()
    checkout.git("config", "uploadpack.allowFilter", "true")
    checkout.git("clone", "-q", "--filter=blob:none", f"file://{checkout.folder}", str(tmp_path / "partial"))
    partial = Checkout(tmp_path / "partial")
    before = sorted(path.name for path in (partial.folder / ".git/objects/pack").iterdir())
    reason = "its content is not in this clone (a partial or damaged one)"
    assert partial.history("HEAD") == [(f"{first[:8]}:a.ipynb", reason, "not-checked")]
    assert partial.history("HEAD~1..HEAD") == []
    assert sorted(path.name for path in (partial.folder / ".git/objects/pack").iterdir()) == before


def test_a_bare_repository_has_a_history_too(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("sub/a.ipynb", UNSAFE)
    first = checkout.commit()
    checkout.git("clone", "-q", "--bare", str(checkout.folder), str(tmp_path / "bare.git"))
    assert Checkout(tmp_path / "bare.git").history("HEAD") == [(f"{first[:8]}:sub/a.ipynb", *FOUND)]


def test_several_processes_say_the_same(checkout: Checkout) -> None:
    for number in range(4):
        for name in ("a", "b", "c"):
            checkout.write(f"{name}.ipynb", f"login('{token()}')", f"x = {number}")
        checkout.commit()
    one, two = (checkout.reports("HEAD", jobs=jobs) for jobs in (1, 2))
    assert one == two
    assert len(told(one)) == 12


def test_a_commit_before_the_first_one_may_be_left_out_by_a_shorthand(checkout: Checkout) -> None:
    checkout.write("a.ipynb", UNSAFE)
    checkout.commit()
    checkout.write("b.ipynb", UNSAFE)
    second = checkout.commit()
    assert checkout.history("HEAD^!") == [(f"{second[:8]}:b.ipynb", *FOUND)]


def test_it_is_named_from_where_it_was_asked(checkout: Checkout) -> None:
    checkout.write("sub/a.ipynb", UNSAFE)
    checkout.commit()
    assert open_repository(checkout.folder / "sub").shown("sub/a.ipynb") == "a.ipynb"
    assert (checkout.folder / "sub/a.ipynb").read_text() == notebook(UNSAFE)
