"""Every way to load a pickle, with a payload that makes a file: it runs unguarded, and never with the guard."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("routes.py")
SWALLOWED = {"joblib.Memory"}  # recomputes where it cannot load

Answers = dict[str, list[object]]


def answers(folder: Path, guard: str) -> Answers:
    command = [sys.executable, str(PROGRAM), str(folder), guard]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603 - our program
    assert done.returncode == 0, done.stderr
    found: Answers = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def unguarded(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return answers(tmp_path_factory.mktemp("off"), "off")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    return answers(tmp_path_factory.mktemp("on"), "on")


def test_every_payload_runs_without_the_guard(unguarded: Answers) -> None:
    assert {name for name, (_, ran) in unguarded.items() if not ran} == set()


def test_no_payload_runs_with_the_guard(guarded: Answers, unguarded: Answers) -> None:
    assert guarded == {name: ["" if name in SWALLOWED else "GuardError", False] for name in unguarded}


def test_there_are_more_than_twenty_routes(guarded: Answers) -> None:
    assert sum(not name.startswith("payload ") for name in guarded) >= 20
