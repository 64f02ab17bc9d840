"""Answers that are given again: only to the same question, and only while everything is as it was."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.errors import ConfigError
from jupyter_mlsec.notebook.witness import ask_about
from jupyter_mlsec.scan.seals import personal_key
from jupyter_mlsec.server import worker
from jupyter_mlsec.server.answers import Answers

OLD = 1_000_000_000
LOAD = "import own\nown.fetch('n.pkl')"
Make = Callable[[], object]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose files are old enough to be trusted, and no hub's policy."""
    monkeypatch.delenv("MLSEC_POLICY", raising=False)
    (tmp_path / "mlsec.toml").write_text("", encoding="utf-8")
    settle(tmp_path)
    return tmp_path


@pytest.fixture
def make() -> Make:
    """Something that answers differently each time."""
    count = itertools.count()
    return lambda: next(count)


def settle(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        os.utime(path, ns=(OLD, OLD))


def header(folder: Path, **more: object) -> dict[str, Any]:
    return {"task": "gate", "path": "x.ipynb", "folder": str(folder), "cell": 0, "kernel": None, **more}


@pytest.fixture(autouse=True)
def _changed_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time at which a file's inode changed cannot be set: let it be long enough ago."""
    monkeypatch.setattr("jupyter_mlsec.notebook.witness._SETTLED", -(10**12))


def test_the_same_question_has_the_same_answer(folder: Path, make: Make) -> None:
    answers = Answers()
    given = [answers.of(header(folder), document, make) for document in (b"a", b"a", b"b", b"a")]
    assert given == [b"0", b"0", b"1", b"0"]


@pytest.mark.parametrize(
    "other",
    [
        {"task": "scan"},
        {"path": "y.ipynb"},
        {"cell": 1},
        {"kernel": {"names": {"x": "json"}}},
        {"same_disk": True},
        {"cells": [0]},
    ],
)
def test_whatever_is_asked_differently_is_another_question(folder: Path, make: Make, other: dict[str, Any]) -> None:
    answers = Answers()
    asked = [header(folder), header(folder, **other), header(folder)]
    assert [answers.of(one, b"a", make) for one in asked] == [b"0", b"1", b"0"]


def test_the_document_cannot_pass_as_a_part_of_the_rest(folder: Path, make: Make) -> None:
    answers = Answers()
    whole = [json.dumps(header(folder)).encode(), b"\x00" + json.dumps(header(folder)).encode(), b""]
    assert [answers.of(header(folder), document, make) for document in whole] == [b"0", b"1", b"2"]


def test_a_configuration_that_changes_is_another_question(
    folder: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, policy = Answers(), folder / "policy.toml"
    policy.touch()

    def ask() -> bytes:
        return answers.of(header(folder), b"a", make)

    given = [ask()]
    (folder / "mlsec.toml").write_text('gate = "medium"\n', encoding="utf-8")
    given.append(ask())
    monkeypatch.setenv("MLSEC_POLICY", str(policy))
    policy.write_text('gate = "low"\nlocked = ["gate"]\n', encoding="utf-8")
    given.append(ask())
    given.append(ask())
    assert given == [b"0", b"1", b"2", b"2"]
    policy.write_text('gate = "lower"\n', encoding="utf-8")
    with pytest.raises(ConfigError):
        ask()


def test_a_file_that_was_looked_at_and_changes_ends_the_answer(folder: Path, make: Make) -> None:
    answers = Answers()

    def look() -> object:
        ask_about(folder / "own.py")
        return make()

    def ask() -> bytes:
        return answers.of(header(folder), b"a", look)

    given = [ask(), ask()]
    (folder / "own.py").touch()
    given += [ask(), ask()]
    assert given == [b"0", b"0", b"1", b"1"]


def test_what_is_young_large_late_or_no_answer_is_not_kept(
    folder: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = Answers(lasts=-1.0)
    assert [short.of(header(folder), b"a", make) for _ in range(2)] == [b"0", b"1"]
    answers = Answers()
    large = b"a" * ((4 << 20) + 1)
    assert [answers.of(header(folder), large, make) for _ in range(2)] == [b"2", b"3"]
    assert [answers.of(header(folder, file="m.pkl"), b"", make) for _ in range(2)] == [b"4", b"5"]
    with pytest.raises(ZeroDivisionError):
        answers.of(header(folder), b"a", lambda: 1 / 0)
    monkeypatch.setattr("jupyter_mlsec.notebook.witness._SETTLED", 10**18)

    def look() -> object:
        ask_about(folder / "mlsec.toml")
        return make()

    assert [answers.of(header(folder), b"a", look) for _ in range(2)] == [b"6", b"7"]
    assert len(answers) == 0


def test_there_is_room_for_the_newest(folder: Path) -> None:
    answers = Answers()
    for number in range(100):
        answers.of(header(folder), str(number).encode(), lambda: "x")
    assert len(answers) == 64
    for number in range(10):
        answers.of(header(folder), str(number).encode(), lambda: "x" * (1 << 20))
    assert len(answers) == 3


def test_the_key_of_what_a_person_ignores_has_a_say(folder: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(folder))
    answers = Answers()

    def look() -> object:
        personal_key()
        return make()

    def ask() -> bytes:
        return answers.of(header(folder), b"a", look)

    given = [ask(), ask()]
    assert personal_key(make=True) is not None
    given += [ask(), ask()]
    assert given == [b"0", b"0", b"1", b"1"]


def test_a_module_beside_a_notebook_that_is_edited_is_seen_at_once(
    folder: Path, notebook: Callable[..., dict[str, Any]]
) -> None:
    document = json.dumps(notebook(LOAD)).encode()

    def rules() -> list[str]:
        asked = header(folder, same_disk=True)
        return [one["rule"] for one in json.loads(worker.answer(asked, document)[1])["findings"]]

    (folder / "own.py").write_text("def fetch(path):\n    return path\n", encoding="utf-8")
    settle(folder)
    assert [rules(), rules()] == [[], []]
    (folder / "own.py").write_text("import pickle\ndef fetch(p):\n    return pickle.load(p)\n", encoding="utf-8")
    settle(folder)
    assert [rules(), rules()] == [["unsafe-pickle-load"]] * 2
    (folder / "own.py").unlink()
    assert rules() == []
