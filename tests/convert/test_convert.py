"""From the command to the file: vetted before it is loaded, loaded elsewhere, compared, put in place in one step."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import joblib
import msgspec
import numpy as np
import pytest
from click.testing import CliRunner
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.cli.commands.convert import command
from jupyter_mlsec.cli.main import cli
from jupyter_mlsec.convert.convert import convert
from jupyter_mlsec.convert.job import Answer, Job
from jupyter_mlsec.errors import ConversionError
from tests.artifacts.conftest import call
from tests.convert.conftest import Piece, archive, floats, mapping, tensor

STATE = archive(mapping({"w": tensor(Piece("0", (3, 4), (1, 3), count=12))}), {"0": floats(12)})


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def child(data: bytes, folder: Path, **job: Any) -> Answer:
    """Run the converting process on bytes that nobody vetted."""
    path = folder / "given"
    path.write_bytes(data)
    told = Job(**{"sha256": digest(data), "size": len(data), "output": "model.skops", **job})
    program = [sys.executable, "-P", "-m", "jupyter_mlsec.convert.child", msgspec.json.encode(told).decode()]
    work = folder / "work"
    work.mkdir()
    with path.open("rb") as stream:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run(program, stdin=stream, capture_output=True, cwd=work, check=False, env=environment)  # noqa: S603 - our own
    return msgspec.json.decode(done.stdout, type=Answer)


def test_a_state_dict_becomes_safetensors(tmp_path: Path) -> None:
    source, target = tmp_path / "model.pt", tmp_path / "model.safetensors"
    source.write_bytes(STATE)
    done = CliRunner().invoke(
        cli, ["convert", str(source), "-o", str(target), "--format", "json"], standalone_mode=False
    )
    data = target.read_bytes()
    assert done.return_value == 0
    assert json.loads(done.stdout) == {
        "format": "mlsec-convert/1",
        "source": {"path": str(source), "sha256": digest(STATE)},
        "target": {"path": str(target), "sha256": digest(data)},
        "kind": "state-dict",
        "parts": 1,
        "trusted": [],
        "notes": [],
    }
    assert data.endswith(np.arange(12, dtype="<f4").reshape(4, 3).T.tobytes())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.pt", "model.safetensors"]


def test_an_estimator_becomes_skops_and_predicts_the_same(tmp_path: Path) -> None:
    import skops.io

    x, y = np.arange(20.0).reshape(10, 2), np.arange(10) % 2
    model = LogisticRegression().fit(x, y)
    joblib.dump(model, tmp_path / "model.joblib", compress=3)
    done = convert(tmp_path / "model.joblib", tmp_path / "model.skops")
    assert (done.parts, done.types, done.notes, done.holds_tensors) == (4, (), (), False)
    again = skops.io.load(tmp_path / "model.skops")
    np.testing.assert_array_equal(again.predict_proba(x), model.predict_proba(x))


@pytest.mark.parametrize("name", ["model.pkl", "model.pt"])
def test_what_is_not_vetted_is_not_loaded(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(call("os", "system"))
    target = tmp_path / "model.skops"
    done = CliRunner().invoke(command, [str(tmp_path / name), "-o", str(target)], standalone_mode=False)
    assert done.return_value == 1
    assert done.stderr == (
        f"error: {name} was not loaded: it is not vetted\n"
        "  help: dangerous-pickle-import: loading this file reaches os.system, which can run code or reach the system\n"
        "  help: load it only where you trust it, and save it there with skops.io.dump or safetensors\n"
    )
    assert not target.exists()


def test_what_was_not_looked_at_in_full_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "cut.pkl").write_bytes(pickle.dumps([1])[:-1])
    with pytest.raises(ConversionError) as caught:
        convert(tmp_path / "cut.pkl", tmp_path / "model.skops")
    assert caught.value.message == "cut.pkl was not loaded: the file ends too early"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("model.onnx", "model.onnx has no known suffix"),
        ("taken.skops", "taken.skops exists already"),
        ("none/model.skops", "there is no folder none to write to"),
    ],
)
def test_a_target_that_cannot_be_is_told(target: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "taken.skops").write_bytes(b"mine")
    (tmp_path / "model.pt").write_bytes(STATE)
    with pytest.raises(ConversionError) as caught:
        convert(tmp_path / "model.pt", tmp_path / target)
    assert caught.value.message == message
    assert (tmp_path / "taken.skops").read_bytes() == b"mine"


def test_the_wrong_format_is_told_with_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(STATE)
    (tmp_path / "model.pkl").write_bytes(pickle.dumps({"a": 1}))
    joblib.dump([1], tmp_path / "model.joblib", compress=3)
    told = []
    for name, target in (("model.pt", "a.skops"), ("model.pkl", "a.safetensors"), ("model.joblib", "a.safetensors")):
        with pytest.raises(ConversionError) as caught:
            convert(tmp_path / name, tmp_path / target)
        told.append((caught.value.message, caught.value.help))
    assert told == [
        ("the file is an archive, no saved estimator", ("a PyTorch checkpoint becomes model.safetensors",)),
        ("this file is no PyTorch checkpoint", ("scikit-learn models go to model.skops",)),
        ("the file is no checkpoint (UnpicklingError)", ("a scikit-learn model becomes model.skops",)),
    ]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pkl")
    with pytest.raises(ConversionError, match="not a regular file"):
        convert(tmp_path / "pipe.pkl", tmp_path / "model.skops")


def test_the_process_loads_only_the_bytes_that_were_vetted(tmp_path: Path) -> None:
    answer = child(STATE, tmp_path, sha256=digest(b"other"))
    assert answer == Answer(problem="the model is not the one that was vetted")


class Reaching:
    """A harmless stand-in for a payload: it would make a file, and each name in it is a vetted one or not."""

    def __init__(self, made: Any, *arguments: Any) -> None:
        self.made = (made, arguments)

    def __reduce__(self) -> Any:
        return self.made


def test_names_that_nobody_vetted_are_refused_even_where_nobody_looked(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    value = Reaching(os.mkdir, str(mark))
    (tmp_path / "0").write_bytes(pickle.dumps(value))
    joblib.dump(value, tmp_path / "1", compress=3)
    joblib.dump(np.array([value], object), tmp_path / "2")
    program = """
import joblib, numpy, sys
from pathlib import Path
from jupyter_mlsec.convert.lock import lock
from jupyter_mlsec.convert.unpickling import read_estimator
from jupyter_mlsec.errors import ConversionError
lock(Path.cwd())
for name in sys.argv[1:]:
    try:
        read_estimator(open(name, "rb"))
    except ConversionError as error:
        print(error.message)
"""
    assert (
        printed(program, *(str(tmp_path / name) for name in "012"))
        == ["the file names something that was not vetted"] * 3
    )
    assert not mark.exists()


def printed(program: str, *arguments: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)  # noqa: S603 - the tests' programs
    return done.stdout.splitlines()


def test_the_lock_ends_sockets_processes_and_files_elsewhere(tmp_path: Path) -> None:
    program = """
import os, socket, subprocess, sys
from pathlib import Path
from jupyter_mlsec.convert.lock import lock
from jupyter_mlsec.errors import ConversionError
here, outside = Path(sys.argv[1]), Path(sys.argv[2])
lock(here)
def said(do):
    try:
        do()
    except ConversionError as error:
        return error.message
    return "done"
print(said(lambda: (here / "a").write_text("x")))
print(said(lambda: outside.write_text("x")))
print(said(lambda: os.open(outside, os.O_WRONLY | os.O_CREAT)))
print(said(lambda: socket.socket()))
print(said(lambda: subprocess.run(["true"])))
print(said(lambda: os.system("true")))
print(said(lambda: os.mkdir(outside)))
print(said(lambda: outside.parent.joinpath("in").read_text()))
"""
    (tmp_path / "in").write_text("x")
    (tmp_path / "here").mkdir()
    said = printed(program, str(tmp_path / "here"), str(tmp_path / "out"))
    write, reach = "loading the file tried to write a file", "loading the file reached for the system"
    assert said == ["done", write, write, reach, reach, reach, reach, "done"]
    assert not (tmp_path / "out").exists()
