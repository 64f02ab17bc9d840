"""The lock: hashes where they are known, an honest note where not, and nothing of this machine."""

from __future__ import annotations

import secrets
import sys
import tomllib
from pathlib import Path

import pytest

from jupyter_mlsec.environment.installed import Distribution, Environment, Origin, OriginKind
from jupyter_mlsec.environment.lock import Lock, lock, shareable

LOGIN = "user:" + secrets.token_hex(8)
A, B = "a" * 64, "b" * 64
WHEEL = "files.example.org/x/demo-1.0-py3-none-any.whl"
SDIST = "files.example.org/x/other-2.0.tar.gz"
WORLD = Environment(
    python="3.11.7",
    distributions=(Distribution(name="demo", version="1.0"), Distribution(name="other", version="2.0")),
)
ANSWER = f"""\
lock-version = "1.0"
[[packages]]
name = "demo"
version = "1.0"
index = "https://{LOGIN}@mirror.example.org/simple"
wheels = [{{ url = "https://{LOGIN}@{WHEEL}?token=t#f", hashes = {{ sha256 = "{A}" }} }}]
[[packages]]
name = "other"
version = "2.0"
sdist = {{ url = "https://{SDIST}", hashes = {{ sha256 = "{B}" }} }}
"""


def stand_in(folder: Path, answer: str, *, code: int = 0, refuse_local: bool = False) -> Path:
    """A program with uv's command line that writes ``answer``, and its arguments into ``seen``."""
    script = folder / "uv"
    script.write_text(
        f"#!{sys.executable}\nimport pathlib, sys\n"
        f"args = sys.argv[1:]\n"
        f"pathlib.Path({str(folder / 'seen')!r}).write_text(' '.join(args[:-3]))\n"
        f"text = pathlib.Path(args[-1]).read_text()\n"
        f"if {refuse_local} and '+' in text: sys.exit(1)\n"
        f"pathlib.Path(args[-2]).write_text({answer!r})\n"
        f"print('https://{LOGIN}@mirror.example.org', file=sys.stderr)\nsys.exit({code})\n"
    )
    script.chmod(0o755)
    return script


def test_a_lock_with_every_hash(tmp_path: Path) -> None:
    assert lock(WORLD, uv=stand_in(tmp_path, ANSWER), python="python3") == Lock(
        requirements=f"demo==1.0 \\\n    --hash=sha256:{A}\nother==2.0 \\\n    --hash=sha256:{B}\n",
        pylock=f"""\
lock-version = "1.0"
created-by = "jupyter-mlsec"
requires-python = ">=3.11.7"

[[packages]]
name = "demo"
version = "1.0"
wheels = [
    {{ name = "demo-1.0-py3-none-any.whl", url = "https://{WHEEL}", hashes = {{ sha256 = "{A}" }} }},
]

[[packages]]
name = "other"
version = "2.0"
sdist = {{ name = "other-2.0.tar.gz", url = "https://{SDIST}", hashes = {{ sha256 = "{B}" }} }}
""",
        hashed=True,
    )
    assert LOGIN not in repr(lock(WORLD, uv=stand_in(tmp_path, ANSWER, code=1)))
    lock(WORLD, uv=stand_in(tmp_path, ANSWER), python="python3")
    options = "pip compile --format pylock.toml --no-deps --no-header --no-config --quiet"
    assert (tmp_path / "seen").read_text() == f"{options} --offline --python python3"


def test_the_network_is_asked_only_where_it_is_allowed(tmp_path: Path) -> None:
    lock(WORLD, uv=stand_in(tmp_path, ANSWER), python="python3", online=True)
    assert "--offline" not in (tmp_path / "seen").read_text()


def test_the_pylock_is_valid(tmp_path: Path) -> None:
    from packaging.pylock import Pylock

    text = lock(WORLD, uv=stand_in(tmp_path, ANSWER)).pylock
    assert text is not None
    assert [package.name for package in Pylock.from_dict(tomllib.loads(text)).packages] == ["demo", "other"]


@pytest.mark.parametrize(
    "url",
    [
        "file:///opt/wheels/other-2.0.tar.gz",
        "http://127.0.0.1:8080/other-2.0.tar.gz",
        "https://192.168.1.5/other-2.0.tar.gz",
        "https://mirror/other-2.0.tar.gz",
        "https://mirror.internal/other-2.0.tar.gz",
    ],
)
def test_a_url_that_only_this_machine_knows_leaves_hashes_but_no_pylock(tmp_path: Path, url: str) -> None:
    answer = ANSWER.replace("https://files.example.org/x/other-2.0.tar.gz", url)
    found = lock(WORLD, uv=stand_in(tmp_path, answer))
    assert (found.hashed, found.pylock) == (True, None)
    assert found.notes == ("no pylock.toml: some archives have no public URL",)
    assert url not in found.requirements


def test_without_uv_the_pins_stand_alone_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.environment.lock.find_uv", lambda: None)
    assert lock(WORLD) == Lock(
        requirements="demo==1.0\nother==2.0\n",
        pylock=None,
        hashed=False,
        notes=("uv is not installed, so the requirements have no hashes: pip install 'jupyter-mlsec[reproduce]'",),
    )


@pytest.mark.parametrize(
    ("answer", "code", "note"),
    [
        (ANSWER, 1, "uv found no hashes for these versions; allow it to ask the package index"),
        ("[", 0, "uv answered in an unknown shape; allow it to ask the package index"),
        ("packages = 3", 0, "uv answered in an unknown shape; allow it to ask the package index"),
    ],
)
def test_a_uv_that_fails_leaves_pins(tmp_path: Path, answer: str, code: int, note: str) -> None:
    assert lock(WORLD, uv=stand_in(tmp_path, answer, code=code)) == Lock(
        requirements="demo==1.0\nother==2.0\n", pylock=None, hashed=False, notes=(note,)
    )


def test_a_uv_that_cannot_start_leaves_pins(tmp_path: Path) -> None:
    found = lock(WORLD, uv=tmp_path / "gone", online=True)
    assert (found.hashed, found.notes) == (False, ("uv could not be started (FileNotFoundError)",))


def test_an_answer_about_another_version_is_no_hash(tmp_path: Path) -> None:
    found = lock(WORLD, uv=stand_in(tmp_path, ANSWER.replace('"2.0"', '"2.1"')))
    assert found.requirements == f"demo==1.0 \\\n    --hash=sha256:{A}\nother==2.0\n"
    assert (found.hashed, found.pylock, found.notes) == (False, None, ("without a hash: other",))


def test_local_versions_do_not_cost_the_others_their_hashes(tmp_path: Path) -> None:
    world = Environment(
        python="3.11.7", distributions=(*WORLD.distributions, Distribution(name="torch", version="2.1+cpu"))
    )
    found = lock(world, uv=stand_in(tmp_path, ANSWER, refuse_local=True))
    assert found.requirements.endswith(f"--hash=sha256:{B}\ntorch==2.1+cpu\n")
    assert (found.hashed, found.notes) == (False, ("without a hash: torch",))


def origin_world(**fields: object) -> Environment:
    item = Distribution(name="forked", version="1", origin=Origin(**fields))  # type: ignore[arg-type]
    return Environment(python="3.11.7", distributions=(item,))


def test_direct_urls_are_locked_by_commit_or_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.environment.lock.find_uv", lambda: "never-run")
    git = origin_world(kind=OriginKind.VCS, url="https://x.example/y.git", vcs="git", commit="c0ffee")
    found = lock(git)
    assert (found.requirements, found.hashed) == ("forked @ git+https://x.example/y.git@c0ffee\n", True)
    assert found.pylock is not None
    assert tomllib.loads(found.pylock)["packages"][0]["vcs"] == {
        "type": "git",
        "url": "https://x.example/y.git",
        "commit-id": "c0ffee",
    }
    archive = lock(origin_world(kind=OriginKind.ARCHIVE, url="https://x.example/f-1.whl", digest=f"sha256:{A}"))
    assert archive.requirements == f"forked @ https://x.example/f-1.whl \\\n    --hash=sha256:{A}\n"
    assert archive.hashed
    loose = lock(origin_world(kind=OriginKind.ARCHIVE, url="https://x.example/f-1.whl"))
    assert (loose.requirements, loose.hashed, loose.pylock) == ("forked @ https://x.example/f-1.whl\n", False, None)


def test_what_cannot_be_named_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.environment.lock.find_uv", lambda: "never-run")
    found = lock(origin_world(kind=OriginKind.FOLDER))
    assert (found.requirements, found.hashed, found.pylock) == ("", False, None)
    assert found.notes == ("not in the lock, because installed from a folder or unreadable: forked",)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://u:p@files.example.org/a.whl?x=1", "https://files.example.org/a.whl"),
        ("https://8.8.8.8/a.whl", "https://8.8.8.8/a.whl"),
        ("https://[::1]/a.whl", ""),
        ("https://localhost/a.whl", ""),
        ("", ""),
    ],
)
def test_shareable(url: str, expected: str) -> None:
    assert shareable(url) == expected
