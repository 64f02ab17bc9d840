"""What the next commit would bring is looked at as it stands in the index, and nothing else is."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
from pathlib import Path

import pytest

from jupyter_mlsec.cli.examples import lay_out
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.scan.engine import scan_target
from jupyter_mlsec.scan.revisions.look import scan_versions
from jupyter_mlsec.scan.revisions.repository import open_repository
from jupyter_mlsec.scan.revisions.staged import staged_versions
from tests.scan.revisions.conftest import Checkout, notebook

UNSAFE = "import pickle\npickle.load(open('m.pkl', 'rb'))"
FOUND = ("unsafe-pickle-load", "high")
NOT_HERE = "a Git LFS pointer whose content is not in this clone (git lfs fetch)"


def test_the_index_counts_and_not_the_work_tree(checkout: Checkout) -> None:
    checkout.write("clean.ipynb", "x = 1")
    checkout.write("unsafe.ipynb", UNSAFE)
    checkout.commit("both as they are")
    checkout.write("clean.ipynb", UNSAFE)
    checkout.write("unsafe.ipynb", UNSAFE, "y = 1")
    checkout.git("add", "-A")
    checkout.write("clean.ipynb", "x = 2")
    checkout.write("unsafe.ipynb", "y = 1")
    assert checkout.staged() == [("clean.ipynb", *FOUND), ("unsafe.ipynb", *FOUND)]


def test_what_is_only_in_the_work_tree_is_not_looked_at(checkout: Checkout) -> None:
    checkout.write("a.ipynb", "x = 1")
    checkout.git("add", "a.ipynb")
    checkout.write("a.ipynb", UNSAFE)
    checkout.write("new.ipynb", UNSAFE)
    checkout.git("add", "--intent-to-add", "new.ipynb")
    assert checkout.staged() == []


def test_a_notebook_is_decoded(checkout: Checkout, hf_token: str) -> None:
    half = len(hf_token) // 2
    checkout.write("a.ipynb", f'login("{hf_token[:half]}"\n      "{hf_token[half:]}")')
    checkout.git("add", "-A")
    assert checkout.staged() == [("a.ipynb", "hugging-face-token", "critical")]


def test_part_of_a_file_may_be_staged(checkout: Checkout) -> None:
    checkout.write("a.py", "import pickle", "x = 1")
    checkout.commit()
    checkout.write("a.py", "import pickle", "x = 1", "pickle.load(f)")
    patch = checkout.git("diff") + "\n"
    checkout.write("a.py", "import pickle", "pickle.load(g)", "x = 1", "pickle.load(f)")
    checkout.git("apply", "--cached", "-", text=patch)
    repository = open_repository(checkout.folder)
    (version,) = staged_versions(repository, (), Config()).versions
    assert checkout.git("cat-file", "blob", version.blob) == "import pickle\nx = 1\npickle.load(f)"
    assert checkout.staged() == [("a.py", *FOUND)]


def test_a_renamed_file_is_looked_at_under_its_new_name_and_a_deleted_one_is_not(checkout: Checkout) -> None:
    checkout.write("old.ipynb", UNSAFE)
    checkout.write("gone.ipynb", UNSAFE)
    checkout.commit()
    checkout.git("mv", "old.ipynb", "new.ipynb")
    checkout.git("rm", "-q", "gone.ipynb")
    assert checkout.staged() == [("new.ipynb", *FOUND)]


@pytest.mark.parametrize(
    "name", ["with space.ipynb", "über/ñ 数.ipynb", "line\nfeed.ipynb", 'quo"te.ipynb', ":colon.ipynb", "-x.ipynb", " "]
)
def test_any_name_will_do(checkout: Checkout, name: str) -> None:
    name = name if name.endswith(".ipynb") else f"{name}.ipynb"
    checkout.write(name, UNSAFE)
    checkout.git("add", "-A")
    assert checkout.staged() == [(name, *FOUND)]
    assert checkout.staged(f"./{name}") == [(name, *FOUND)]


def test_a_name_that_is_no_text_will_do_too(checkout: Checkout) -> None:
    (checkout.folder / os.fsdecode(b"caf\xe9.ipynb")).write_text(notebook(UNSAFE))
    checkout.git("add", "-A")
    assert checkout.staged() == [("caf\udce9.ipynb", *FOUND)]


def test_from_a_folder_below_everything_is_looked_at_and_named_from_there(checkout: Checkout) -> None:
    checkout.write("a.ipynb", UNSAFE)
    checkout.write("sub/deep/b.ipynb", UNSAFE)
    checkout.git("add", "-A")
    assert checkout.staged(below="sub") == [("../a.ipynb", *FOUND), ("deep/b.ipynb", *FOUND)]
    assert checkout.staged(".", below="sub") == [("deep/b.ipynb", *FOUND)]
    assert checkout.staged("..", below="sub") == checkout.staged(below="sub")


def test_paths_restrict_it_and_mean_what_they_say(checkout: Checkout) -> None:
    for name in ("a.ipynb", "b/c.ipynb", "bc.ipynb", "*.ipynb", "notes.txt"):
        checkout.write(name, UNSAFE)
    checkout.git("add", "-A")
    assert checkout.staged("*.ipynb") == [("*.ipynb", *FOUND)]
    assert checkout.staged("b", "a.ipynb") == [("a.ipynb", *FOUND), ("b/c.ipynb", *FOUND)]
    assert checkout.staged(str(checkout.folder / "b")) == [("b/c.ipynb", *FOUND)]
    assert [path for path, _, outcome in checkout.staged("notes.txt") if outcome == "not-checked"] == ["notes.txt"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nosuch.ipynb", "there is no nosuch.ipynb, neither here nor in what was to be looked at"),
        ("../x.ipynb", "../x.ipynb is outside of this repository"),
        ("/etc", "/etc is outside of this repository"),
        (":(top)a.ipynb", "there is no :(top)a.ipynb, neither here nor in what was to be looked at"),
    ],
)
def test_a_path_that_is_nowhere_is_an_error(checkout: Checkout, path: str, message: str) -> None:
    checkout.write("a.ipynb", UNSAFE)
    checkout.git("add", "-A")
    with pytest.raises(UsageError) as caught:
        checkout.staged(path)
    assert caught.value.message == message


def test_a_path_without_changes_is_clean(checkout: Checkout) -> None:
    checkout.write("a.ipynb", UNSAFE)
    checkout.commit()
    assert checkout.staged("a.ipynb") == []


def test_the_configuration_leaves_paths_out_but_not_those_that_are_named(checkout: Checkout) -> None:
    checkout.write("old/deep/a.ipynb", UNSAFE)
    checkout.write("b.ipynb", UNSAFE)
    checkout.git("add", "-A")
    config = Config(root=checkout.folder, exclude=("old",))
    assert checkout.staged(config=config) == [("b.ipynb", *FOUND)]
    assert checkout.staged(config=config, below="old") == [("../b.ipynb", *FOUND)]
    assert checkout.staged("old/deep/a.ipynb", config=config) == [("old/deep/a.ipynb", *FOUND)]


def test_models_and_notebooks_by_other_names_are_what_their_content_is(checkout: Checkout) -> None:
    (checkout.folder / "m.pkl").write_bytes(pickle.dumps(os.system))
    (checkout.folder / "n.pkl").write_text(notebook(UNSAFE))
    checkout.git("add", "-A")
    found = checkout.staged()
    assert [path for path, *_ in found] == ["m.pkl", "n.pkl"]
    assert found[1] == ("n.pkl", *FOUND)


def test_what_is_no_notebook_is_not_checked_and_searched_all_the_same(checkout: Checkout, hf_token: str) -> None:
    (checkout.folder / "broken.ipynb").write_text(f'{{"cells": ["{hf_token}')
    (checkout.folder / "empty.ipynb").write_text("")
    checkout.git("add", "-A")
    assert [(path, outcome) for path, _, outcome in checkout.staged()] == [
        ("broken.ipynb", "not-checked"),
        ("broken.ipynb", "critical"),
        ("empty.ipynb", "not-checked"),
    ]


def test_a_checkpoint_copy_that_is_committed_is_looked_at(checkout: Checkout) -> None:
    checkout.write(".ipynb_checkpoints/a-checkpoint.ipynb", UNSAFE)
    checkout.git("add", "-A")
    assert checkout.staged() == [(".ipynb_checkpoints/a-checkpoint.ipynb", *FOUND)]


def test_links_are_paths_and_not_contents(checkout: Checkout) -> None:
    (checkout.folder / "a.ipynb").symlink_to("/etc/passwd")
    checkout.git("add", "-A")
    assert checkout.staged() == []


def test_a_submodule_is_named_and_not_entered(checkout: Checkout, tmp_path: Path) -> None:
    other = Checkout(tmp_path / "other")
    other.folder.mkdir()
    other.git("init", "-q")
    other.write("a.ipynb", UNSAFE)
    other.commit()
    checkout.git("submodule", "--quiet", "add", str(other.folder), "libs/other")
    found = staged_versions(open_repository(checkout.folder), (), Config())
    assert (found.versions, found.submodules) == ((), ("libs/other",))


def test_an_unmerged_file_is_not_checked(checkout: Checkout) -> None:
    checkout.write("a.py", "x = 1")
    checkout.commit()
    checkout.git("checkout", "-q", "-b", "other")
    checkout.write("a.py", "x = 2")
    checkout.commit()
    checkout.git("checkout", "-q", "main")
    checkout.write("a.py", "x = 3")
    checkout.commit()
    with pytest.raises(AssertionError):
        checkout.git("merge", "-q", "other")
    assert checkout.staged() == [("a.py", "unmerged: resolve the conflict and add the file", "not-checked")]


def point(content: bytes) -> tuple[str, str]:
    digest = hashlib.sha256(content).hexdigest()
    return digest, f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"


def test_a_large_file_is_looked_at_where_its_content_is(checkout: Checkout) -> None:
    content = notebook(UNSAFE).encode()
    digest, pointer = point(content)
    (checkout.folder / "a.ipynb").write_text(pointer)
    checkout.git("add", "-A")
    assert checkout.staged() == [("a.ipynb", NOT_HERE, "not-checked")]
    stored = checkout.folder / ".git/lfs/objects" / digest[:2] / digest[2:4] / digest
    stored.parent.mkdir(parents=True)
    os.mkfifo(stored)
    assert checkout.staged() == [("a.ipynb", NOT_HERE, "not-checked")]
    stored.unlink()
    stored.write_bytes(content)
    assert checkout.staged() == [("a.ipynb", *FOUND)]
    stored.write_bytes(notebook("x = 1").encode())
    damaged = "a Git LFS pointer, and the clone's copy of its content is damaged"
    assert checkout.staged() == [("a.ipynb", damaged, "not-checked")]


def test_a_linked_work_tree_has_an_index_of_its_own(checkout: Checkout, tmp_path: Path) -> None:
    checkout.write("a.ipynb", "x = 1")
    checkout.commit()
    checkout.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Checkout(tmp_path / "linked")
    linked.write("a.ipynb", UNSAFE)
    linked.git("add", "-A")
    assert linked.staged() == [("a.ipynb", *FOUND)]
    assert checkout.staged() == []


def test_a_hook_is_told_of_another_index(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout.write("a.ipynb", "x = 1")
    checkout.commit()
    checkout.write("a.ipynb", UNSAFE)
    monkeypatch.setenv("GIT_INDEX_FILE", str(checkout.folder / ".git/other-index"))
    checkout.git("read-tree", "HEAD")
    checkout.git("add", "-A")
    assert checkout.staged() == [("a.ipynb", *FOUND)]
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert checkout.staged() == []


def test_sha256_repositories_are_read(tmp_path: Path) -> None:
    other = Checkout(tmp_path / "long")
    other.folder.mkdir()
    other.git("init", "-q", "--object-format=sha256")
    other.write("a.ipynb", UNSAFE)
    other.git("add", "-A")
    assert other.staged() == [("a.ipynb", *FOUND)]
    assert len(other.commit()) == 64
    assert [rule for _, rule, _ in other.history("HEAD")] == ["unsafe-pickle-load"]


def test_a_megabyte_of_cells_comes_whole(checkout: Checkout) -> None:
    checkout.write("a.ipynb", *(f"x{number} = 1  # {'word ' * 1000}" for number in range(300)), UNSAFE)
    assert len(json.dumps((checkout.folder / "a.ipynb").read_text())) > 1 << 20
    checkout.git("add", "-A")
    assert checkout.staged() == [("a.ipynb", *FOUND)]


def test_what_is_staged_is_told_like_the_file_itself(checkout: Checkout, tmp_path: Path) -> None:
    before, train = lay_out(tmp_path / "examples")
    (checkout.folder / "m.pkl").write_bytes(pickle.dumps(os.system))
    for path in (before, train):
        (checkout.folder / path.name).write_bytes(path.read_bytes())
    checkout.write("s.py", "import pickle", "pickle.load(f)")
    checkout.git("add", "-A")
    config = Config()
    repository = open_repository(checkout.folder)
    found = staged_versions(repository, (), config)
    names = [version.path for version in found.versions]
    assert names == sorted((before.name, train.name, "m.pkl", "s.py"))
    assert scan_versions(repository, found.versions, config) == tuple(scan_target(name, config) for name in names)
