"""The machine beside Python's own unpicklers: what they would ask for, it has seen, or it says that it has not."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_mlsec.artifacts.budget import Budget
from jupyter_mlsec.artifacts.judge import Judge
from jupyter_mlsec.artifacts.machine import Machine
from jupyter_mlsec.artifacts.names import Standing, standing
from jupyter_mlsec.artifacts.scan import scan_artifact
from jupyter_mlsec.artifacts.sight import Sights
from jupyter_mlsec.artifacts.source import Source
from jupyter_mlsec.artifacts.value import Import
from jupyter_mlsec.errors import UnreadableError
from tests.artifacts.pickle_grammar import arrays, mutated, program

REFERENCE = Path(__file__).with_name("pickle_reference.py")
ROUNDS = 1500  # a second or two; hundreds of thousands were tried by hand
SAID = {"opaque-pickle", "tampered-pickle-import"}
TYPE = {("builtins", "type"), ("__builtin__", "type")}  # may be called with a constant, whose type it then is


@dataclass
class NotingJudge(Judge):
    """Notes names as they stand in the file."""

    names: set[tuple[str, str]] = field(default_factory=set)

    def imported(self, module: str, name: str, protocol: int) -> Import:
        self.names.add((module, name))
        return super().imported(module, name, protocol)


@dataclass
class Ours:
    """What the machine says of one pickle."""

    names: set[tuple[str, str]]
    rules: set[str]
    problem: str | None

    @property
    def is_clean(self) -> bool:
        return not self.rules and self.problem is None


def ours(data: bytes) -> Ours:
    judge = NotingJudge(Sights(), Budget())
    problem = None
    try:
        Machine(Source(io.BytesIO(data), judge.budget, size=len(data)), judge).run()
    except UnreadableError as error:
        problem = error.message
    return Ours(judge.names, {sight.rule for sight in judge.sights.found}, problem)


class Reference:
    """The guarded process; a stream that kills NumPy in it must at least not pass for clean."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def names(self, data: bytes) -> dict[str, set[tuple[str, str]]] | None:
        if self._process is None:
            command = [sys.executable, "-W", "ignore", str(REFERENCE)]
            self._process = subprocess.Popen(  # noqa: S603 - our own script
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(data.hex() + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self.close()
            return None
        answers: dict[str, Any] = json.loads(line)
        return {reader: {(module, name) for module, name in seen} for reader, seen in answers.items()}

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@pytest.fixture(scope="module")
def reference() -> Iterator[Reference]:
    process = Reference()
    yield process
    process.close()


def assert_sound(data: bytes, reference: Reference) -> None:
    answers = reference.names(data)
    found = ours(data)
    if answers is None:
        assert not found.is_clean
        return
    for seen in answers.values():
        if found.is_clean:
            assert all(standing(*name, 5) is Standing.VETTED for name in seen - TYPE)
        if found.problem is None and not found.rules & SAID:
            assert seen <= found.names


def test_what_an_unpickler_would_ask_for_is_seen(reference: Reference) -> None:
    files = arrays()
    for seed in range(ROUNDS):
        random = Random(seed)
        data = program(random) if random.random() < 0.7 else mutated(random, random.choice(files))
        assert_sound(data, reference)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x80\x04\x95\x04\x00\x00\x00\x00\x00\x00\x00cabcos\nsystem\n.", id="C forgets the frame's rest"),
        pytest.param(
            b"\x80\x04\x95\x06\x00\x00\x00\x00\x00\x00\x00X\x02\x00\x00\x00oos\x8c\x06system\x93.", id="texts"
        ),
        pytest.param(b"\x80\x02N\x94cos\nsystem\n\x940g1\n.", id="through the memo"),
    ],
)
def test_tricks_on_which_the_unpicklers_differ(reference: Reference, data: bytes) -> None:
    assert_sound(data, reference)
    assert not ours(data).is_clean


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.large_base_example])
@given(st.randoms(use_true_random=False))
def test_no_program_is_an_error(tmp_path: Path, random: Random) -> None:
    path = tmp_path / "program"
    path.write_bytes(program(random))
    looked = scan_artifact(str(path))
    assert not any("report this bug" in problem for problem in looked.problems)
