"""What an interpreter has installed, from metadata of every shape; nothing of this machine shows in it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from jupyter_mlsec.environment import collect
from jupyter_mlsec.environment.installed import (
    Distribution,
    Environment,
    Origin,
    OriginKind,
    origin,
    public_url,
    read_environment,
)
from jupyter_mlsec.errors import AuditError


def install(folder: Path, name: str, version: str, head: str = "", **files: str) -> None:
    info = folder / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{head}\nA description\n\nName: not-this\n"
    )
    for file, text in files.items():
        (info / {"direct_url": "direct_url.json", "top_level": "top_level.txt"}.get(file, file)).write_text(text)


def read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Distribution]:
    monkeypatch.setattr(sys, "path", [str(folder)])
    return {item.name: item for item in read_environment().distributions}


def test_metadata_become_a_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = "Requires-Dist: numpy>=1\nRequires-Dist: pytest; extra == 'test'\nLicense-Expression: mit OR apache-2.0\n"
    install(
        tmp_path,
        "Demo.Pkg",
        "1.0",
        head,
        RECORD="demo/__init__.py,sha256=x,1\ndemo/_x.py,,\nDemo.Pkg-1.0.dist-info/RECORD,,\n",
    )
    assert read(tmp_path, monkeypatch) == {
        "demo-pkg": Distribution(
            name="demo-pkg",
            version="1.0",
            requires=("numpy>=1", "pytest; extra == 'test'"),
            modules=("demo",),
            licence="MIT OR Apache-2.0",
            declared_licence="mit OR apache-2.0",
        )
    }


@pytest.mark.parametrize(
    ("head", "files", "modules"),
    [
        ("", {"top_level": "one\ntwo\n"}, ("one", "two")),
        ("", {"RECORD": "single.py,,\n__pycache__/single.cpython-311.pyc,,\n../../bin/x,,\n"}, ("single",)),
        ("", {"RECORD": "_fast.cpython-311-x86_64-linux-gnu.so,,\n"}, ("_fast",)),
        ("", {"RECORD": '"odd,name/x.py",,\npkg/a.py,,\ndemo-1.0.data/scripts/x,,\n'}, ("pkg",)),
        ("Import-Name: spam.eggs\nImport-Name: ham ; private\n", {"top_level": "old\n"}, ("ham", "old", "spam")),
        ("", {"RECORD": "__editable___demo_finder.py,,\n__editable__.demo.pth,,\n"}, ("demo",)),
        ("", {}, ("demo",)),
    ],
)
def test_import_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str, files: dict[str, str], modules: tuple[str, ...]
) -> None:
    install(tmp_path, "demo", "1.0", head, **files)
    assert read(tmp_path, monkeypatch)["demo"].modules == modules


def test_an_egg_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    egg = tmp_path / "old-2.egg-info"
    egg.mkdir()
    (egg / "PKG-INFO").write_text("Metadata-Version: 1.0\nName: old\nVersion: 2\n")
    (egg / "requires.txt").write_text("six\n[test]\npytest\n")
    (tmp_path / "flat-3.egg-info").write_text("Metadata-Version: 1.0\nName: flat\nVersion: 3\n")
    found = read(tmp_path, monkeypatch)
    assert (found["old"].version, found["old"].requires) == ("2", ("six", 'pytest; extra == "test"'))
    assert found["flat"].version == "3"


def test_unreadable_metadata_is_a_problem_not_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken-1.0.dist-info").mkdir()
    (tmp_path / "nameless-2.0.dist-info").mkdir()
    (tmp_path / "nameless-2.0.dist-info" / "METADATA").write_bytes(b"Version: 2.0\n\xff\xfe\n")
    (tmp_path / "~eft-3.0.dist-info").mkdir()
    found = read(tmp_path, monkeypatch)
    assert {name: item.version for name, item in found.items()} == {"broken": "1.0", "nameless": "2.0"}
    assert found["broken"].problem == "its metadata has no name or no version"
    assert found["nameless"].problem == "its metadata cannot be read (UnicodeDecodeError)"


def test_the_first_on_the_path_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path / "a", "demo_x", "1.0")
    install(tmp_path / "b", "Demo.X", "2.0")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "a"), str(tmp_path / "b")])
    assert [(item.name, item.version) for item in read_environment().distributions] == [("demo-x", "1.0")]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (None, Origin()),
        (
            {"url": "file:///home/ada/secret-project", "dir_info": {"editable": True}},
            Origin(kind=OriginKind.FOLDER, editable=True),
        ),
        (
            {"url": "https://USER:PASS@git.example.org/a/b.git", "vcs_info": {"vcs": "git", "commit_id": "ab12"}},
            Origin(kind=OriginKind.VCS, url="https://git.example.org/a/b.git", vcs="git", commit="ab12"),
        ),
        (
            {"url": "https://x.example.org/p-1.whl?sig=abc#f", "archive_info": {"hashes": {"sha256": "cd"}}},
            Origin(kind=OriginKind.ARCHIVE, url="https://x.example.org/p-1.whl", digest="sha256:cd"),
        ),
        (
            {"url": "file:///tmp/p-1.whl", "archive_info": {"hash": "sha256=cd"}},
            Origin(kind=OriginKind.ARCHIVE, digest="sha256:cd"),
        ),
        ("{", Origin(kind=OriginKind.ARCHIVE)),
        ({"no": "url"}, Origin(kind=OriginKind.ARCHIVE)),
    ],
)
def test_where_it_came_from(document: object, expected: Origin) -> None:
    assert origin(document if document is None or isinstance(document, str) else json.dumps(document)) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://user:pw@host.example/a?t=1#x", "https://host.example/a"),
        ("http://host.example:8080/a", "http://host.example:8080/a"),
        ("ssh://git@host.example/a", "ssh://host.example/a"),
        ("file:///opt/wheels/a.whl", ""),
        ("/opt/wheels/a.whl", ""),
        ("C:\\wheels\\a.whl", ""),
        ("https://host.example:port/a", ""),
        ("https://[::1/a", ""),
        ("git@host.example:a/b", ""),
    ],
)
def test_only_the_public_part_of_a_url_is_kept(url: str, expected: str) -> None:
    assert public_url(url) == expected


def test_another_interpreter_is_asked_in_its_own_process() -> None:
    here, there = read_environment(), read_environment(sys.executable)
    assert {item.name for item in there.distributions} <= {item.name for item in here.distributions}
    assert {"packaging", "msgspec", "pytest"} <= {item.name for item in there.distributions}
    assert (there.python, there.markers) == (here.python, here.markers)
    packaging = there.find("Packaging")
    assert packaging is not None
    assert packaging.modules == ("packaging",)


def test_what_a_kernel_would_see_is_listed_although_the_process_is_isolated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "from-pythonpath", "1.0")
    (tmp_path / "json.py").write_text("raise SystemExit(9)")  # must not be imported by the listing
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert read_environment(sys.executable).find("from-pythonpath") is not None


def script(folder: Path, body: str) -> Path:
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("exit 3", "python could not list its packages"),
        ("echo nothing", "python could not list its packages"),
        (f"echo '{collect.MARK}[1]'", "python listed its packages in an unknown shape"),
        (f"echo '{collect.MARK}{{'", "python listed its packages in an unknown shape"),
        ("sleep 5", "python did not list its packages within 0.3 s"),
    ],
)
def test_an_interpreter_that_does_not_answer(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(AuditError) as caught:
        read_environment(script(tmp_path, body), timeout=0.3 if "sleep" in body else 20)
    assert caught.value.message == message


def test_chatter_of_start_up_files_is_not_the_answer(tmp_path: Path) -> None:
    answer = json.dumps({"python": "3.9.1", "implementation": "cpython", "markers": {}, "distributions": []})
    found = read_environment(script(tmp_path, f"echo welcome\nprintf '\\n{collect.MARK}%s\\n' '{answer}'\necho bye"))
    assert found == Environment(python="3.9.1")


def test_no_interpreter_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"^gone could not be started \(FileNotFoundError\)$"):
        read_environment(tmp_path / "gone")
