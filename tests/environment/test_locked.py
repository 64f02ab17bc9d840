"""A lock read as if it were installed; whatever is not pinned is a problem, never left out."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from jupyter_mlsec.environment.installed import OriginKind
from jupyter_mlsec.environment.locked import read_lock
from jupyter_mlsec.errors import AuditError

UNPINNED = "it is not pinned to one version"
UNWRITTEN = "its version is not written in the lock"


def read(folder: Path, text: str, name: str = "requirements.txt") -> list[tuple[str, str, str | None]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return [(item.name, item.version, item.problem) for item in read_lock(path).distributions]


def test_requirements(tmp_path: Path) -> None:
    login = "user:" + secrets.token_hex(8)
    text = f"""\
\ufeff# a comment
--index-url https://{login}@mirror.example.org/simple
-i https://mirror.example.org
Demo_Pkg==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
other[extra] == 2.0 ; python_version < "3.13"  # because
arbitrary===weird-build
loose>=1
wild==1.*
two==1,!=2
-r more.txt
-e .
@@@
"""
    assert read(tmp_path, text) == [
        ("arbitrary", "weird-build", None),
        ("demo-pkg", "1.0", None),
        ("loose", "", UNPINNED),
        ("other", "2.0", None),
        ("two", "", UNPINNED),
        ("unknown", "", "a line of the lock cannot be read"),
        ("wild", "", UNPINNED),
    ]


def test_what_a_lock_includes_from_elsewhere_is_a_problem(tmp_path: Path) -> None:
    problem = "the lock includes something that is not written in it"
    assert read(tmp_path, "-r more.txt\ndemo==1\n") == [("demo", "1", None), ("unknown", "", problem)]


def test_a_url_has_no_version_to_look_up(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("demo @ https://u:p@x.example/demo-1.0.whl --hash=sha256:aa\n")
    [item] = read_lock(tmp_path / "r.txt").distributions
    assert (item.name, item.version, item.problem) == ("demo", "", UNWRITTEN)
    assert (item.origin.kind, item.origin.url) == (OriginKind.ARCHIVE, "https://x.example/demo-1.0.whl")


def test_pylock(tmp_path: Path) -> None:
    text = """\
lock-version = "1.0"
created-by = "a tool"
requires-python = ">=3.11"
[[packages]]
name = "demo"
version = "1.0"
marker = "sys_platform == 'win32'"
wheels = []
[[packages]]
name = "local"
directory = { path = "." }
[[packages]]
name = "forked"
version = "3"
vcs = { type = "git", url = "https://u:p@x.example/y", commit-id = "ab" }
"""
    assert read(tmp_path, text, "pylock.toml") == [
        ("demo", "1.0", None),
        ("forked", "3", None),
        ("local", "", UNWRITTEN),
    ]
    found = read_lock(tmp_path / "pylock.toml")
    assert found.python == ">=3.11"
    assert [item.origin.kind for item in found.distributions] == [OriginKind.INDEX, OriginKind.VCS, OriginKind.FOLDER]
    assert found.distributions[1].origin.url == "https://x.example/y"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("pylock.toml", b"[", "pylock.toml is not a pylock.toml"),
        ("pylock.toml", b"[project]\nname = 'x'", "pylock.toml is not a pylock.toml"),
        ("pylock.toml", b"lock-version = '2.0'\npackages = []", "pylock.toml has lock version 2.0, which is not 1.x"),
        ("requirements.txt", b"\xff\xfe", "requirements.txt could not be read (UnicodeDecodeError)"),
    ],
)
def test_what_is_no_lock(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AuditError) as caught:
        read_lock(tmp_path / name)
    assert caught.value.message == message


def test_a_missing_lock(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"^gone\.txt could not be read \(FileNotFoundError\)$"):
        read_lock(tmp_path / "gone.txt")
