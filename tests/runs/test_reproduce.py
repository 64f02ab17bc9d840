"""Reproduce: a verified bundle is run again in a fresh folder, and every cell gets the level that it deserves."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.errors import RunError
from jupyter_mlsec.runs import reproduce as reproduce_module
from jupyter_mlsec.runs.causes import Sources
from jupyter_mlsec.runs.compare import CellComparison, Level, compare
from jupyter_mlsec.runs.differences import Tolerance
from jupyter_mlsec.runs.execution import RunOptions
from jupyter_mlsec.runs.kernel_environment import Pins
from jupyter_mlsec.runs.packages import installed, locked
from jupyter_mlsec.runs.recreate import recreate
from jupyter_mlsec.runs.reproduce import ReproduceOptions, Verdict, reproduce, to_json
from jupyter_mlsec.runs.surroundings import around_it

WITHOUT_THE_LOCK = tuple(  # the shared bundle's lock is made up: this interpreter has other versions
    f"{name} {version(name)} instead of {locked}" for name, locked in (("numpy", "2.1.0"), ("pandas", "2.2.3"))
)


def notebook(*outputs: list[dict[str, Any]], source: str = "x") -> dict[str, Any]:
    return {"cells": [{"cell_type": "code", "source": source, "outputs": each} for each in outputs]}


def text(content: str) -> list[dict[str, Any]]:
    return [{"output_type": "stream", "name": "stdout", "text": content}]


def picture(color: str, level: int = 6) -> list[dict[str, Any]]:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (4, 4), color).save(file, "png", compress_level=level)
    encoded = base64.b64encode(file.getvalue()).decode()
    return [{"output_type": "display_data", "metadata": {}, "data": {"image/png": encoded}}]


def level(one: list[dict[str, Any]], other: list[dict[str, Any]], source: str = "x") -> CellComparison:
    return compare(notebook(one, source=source), notebook(other, source=source), Tolerance())[0]


def test_levels_of_a_cell() -> None:
    assert level([], []).level is Level.RAW
    assert level(text("a 0x12345678"), text("a 0x87654321")).level is Level.NORMALIZED
    assert level(picture("red", 0), picture("red", 9)).level is Level.PIXELS
    assert level(text("loss 0.123456789"), text("loss 0.123456788")).level is Level.NUMBERS
    assert level(text("loss 0.1234"), text("loss 0.1235")) == CellComparison(
        index=0, level=Level.DIFFERENT, what="numbers (by up to 0.00081 relative) in the text of output 1"
    )
    assert level(picture("red"), picture("blue")).what == "100.00% of the pixels of the picture (image/png) of output 1"
    assert level(text("a"), []).what == "0 outputs instead of 1"
    assert level(text("a"), picture("red")).what == "the kind (display_data instead of stream) of output 1"
    assert level(text("a\nb\nc\nd"), text("a\nB\nc\nD")).what == "line 2 and 1 more of 4 lines of the text of output 1"
    assert level(text("a\nb"), text("a")).what == "the number of lines (1 instead of 2) of the text of output 1"
    assert level(text("a"), text("b")).what == "the text of output 1"
    assert compare(notebook(text("a")), None, Tolerance()) == (CellComparison(index=0, level=Level.NOT_RUN),)


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("print(time.time())", "the cell reads a clock"),
        ("rng = np.random.default_rng()", "the cell draws random numbers that no seed reaches"),
        ("os.getpid()", "the cell asks about the machine"),
        ("print(timeit.timeit(f))", "the cell reads a clock"),
        ("requests.get(url)", "the cell asks the network"),
        ("KMeans(3)", "the cell uses code whose last digits depend on threads or on the processor"),
        ("# time.time()\nx = 1", ""),
        ("x = 1", ""),
    ],
)
def test_causes_are_guessed_from_the_source(source: str, cause: str) -> None:
    assert level(text("a"), text("b"), source).cause == cause


def test_durations_are_chance_where_the_cell_measures_them() -> None:
    one, other = text("4.0 ms, 3 items, 2 s"), text("12.81 ms, 3 items, 4 s")
    assert level(one, other).level is Level.DIFFERENT
    assert level(one, other, "timeit.timeit(f)").level is Level.NORMALIZED
    assert level(one, text("4.0 ms, 5 items, 2 s"), "timeit.timeit(f)").level is Level.DIFFERENT
    assert level(text("3 m/s"), text("4 m/s"), "timeit.timeit(f)").level is Level.DIFFERENT


def test_a_cause_may_lie_in_a_cell_that_another_one_builds_on() -> None:
    sources = {
        0: "import time, numpy as np",
        2: "rng = np.random.default_rng()",
        3: "def draw():\n    return rng.normal()",
        4: "%matplotlib inline\nnow = time.time()",
        5: "values = [draw() for _ in range(3)]",
        6: "print(sum(values))",
        7: "print(now)",
        8: "print(1)",
        9: "class broken(",
    }
    causes = {index: Sources(sources).cause(index) for index in (5, 6, 7, 8, 9)}
    assert causes == {
        5: "cell 3, which it builds on, draws random numbers that no seed reaches",
        6: "cell 3, which it builds on, draws random numbers that no seed reaches",
        7: "cell 5, which it builds on, reads a clock",
        8: "",
        9: "",
    }


def test_the_shared_bundle_reproduces(bundle: Path, notebook: Path, options: RunOptions) -> None:
    assert options.parameters
    again = reproduce(bundle, ReproduceOptions(python=sys.executable, data=notebook.parent))
    assert (again.verdict, again.reason, again.causes) == (Verdict.IDENTICAL, None, WITHOUT_THE_LOCK)
    assert to_json(again) == {
        "format": "mlsec-reproduce/1",
        "verdict": "identical",
        "cells": [
            {"index": index, "level": "normalized" if index == 6 else "raw"}
            for index in (0, 1, 3, 4, 5, 6, 7, 8, 9, 10)
        ],
    }


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"name": "train.ipynb"}, "train.ipynb"),
        ({"name": "../train.ipynb"}, "notebook.ipynb"),
        ({"name": "data.csv"}, "notebook.ipynb"),
        ({}, "notebook.ipynb"),
        (None, "notebook.ipynb"),
    ],
)
def test_the_notebook_keeps_its_name(tmp_path: Path, told: object, name: str) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "bundle/notebook").mkdir(parents=True)
    (tmp_path / "bundle/notebook/input.ipynb").write_text("{}")
    (tmp_path / "bundle/run.json").write_text(json.dumps({"notebook": told}))
    assert reproduce_module._notebook(tmp_path) == tmp_path / "work" / name
    assert [path.name for path in (tmp_path / "work").iterdir()] == [name]


def test_changed_data_are_found_and_named_as_the_cause(bundle: Path, options: RunOptions, tmp_path: Path) -> None:
    assert options.parameters
    (tmp_path / "data.csv").write_text("1.5,a\n2.5,b\n")
    again = reproduce(bundle, ReproduceOptions(python=sys.executable, data=tmp_path))
    assert again.verdict is Verdict.DIFFERENT
    what = "numbers (by up to 0.062 relative) in the text of output 1"
    causes = ["data.csv has changed since the run", *WITHOUT_THE_LOCK]
    told = to_json(again)
    assert told["differences"] == [{"index": 7, "what": what, "cause": "; ".join(causes)}]
    assert told["causes"] == causes
    assert "reason" not in told


def test_a_bundle_that_does_not_verify_is_never_run(bundle: Path) -> None:
    (bundle / "run.json").write_text("{}")
    again = reproduce(bundle, ReproduceOptions(python="/nowhere/python"))
    assert (again.verdict, again.reason, again.cells) == (Verdict.FAILED, "the bundle does not verify", ())


def test_an_environment_is_made_from_the_lock_alone(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"^the bundle has no lock, so its environment cannot be re-created$"):
        recreate(tmp_path, tmp_path / "env")
    (tmp_path / "env").mkdir()
    (tmp_path / "env/requirements.txt").write_text("")
    python = recreate(tmp_path, tmp_path / "fresh", offline=True)
    assert Path(python).is_file()
    assert installed(python) == {}
    (tmp_path / "env/requirements.txt").write_text("numpy==2.1.0\n")  # without a hash
    with pytest.raises(RunError, match=r"^the bundle's lock has no hash for numpy$"):
        recreate(tmp_path, tmp_path / "other", offline=True)
    (tmp_path / "env/requirements.txt").write_text(f"no-such-package==1.0 \\\n    --hash=sha256:{64 * '0'}\n")
    with pytest.raises(RunError, match=r"^could not install the locked packages"):
        recreate(tmp_path, tmp_path / "third", offline=True)


def test_an_environment_that_is_not_the_locked_one_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "env/requirements.txt").write_text("")
    monkeypatch.setattr("jupyter_mlsec.runs.recreate.locked", lambda _: {"a": "1", "b": "2"})
    monkeypatch.setattr("jupyter_mlsec.runs.recreate.installed", lambda _: {"b": "3", "c": "4"})
    expected = "the environment that came to be is not the locked one: a 1 is missing; b 3 instead of 2"
    with pytest.raises(RunError) as error:
        recreate(tmp_path, tmp_path / "fresh", offline=True)
    assert str(error.value) == expected


def test_what_a_lock_pins(tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    assert locked(tmp_path) == {}
    (tmp_path / "env/pylock.toml").write_text('[[packages]]\nname = "Ab.c"\nversion = "1"\n[[packages]]\nname = "x"\n')
    assert locked(tmp_path) == {"ab-c": "1"}
    pins = f"ab_C==1.0+cpu \\\n    --hash=sha256:{64 * '0'}\nx @ git+https://example.org/x@{40 * 'a'}\n"
    (tmp_path / "env/requirements.txt").write_text(pins)
    assert locked(tmp_path) == {"ab-c": "1.0+cpu"}


def test_the_machine_around_a_run_is_compared(tmp_path: Path) -> None:
    def facts(model: str, threads: int, version: str = "3.11.9") -> dict[str, Any]:
        pools = [{"prefix": "libopenblas", "version": "0.3.29", "num_threads": threads}]
        return {"python": {"version": version}, "cpu": {"model": model}, "thread_pools": pools, "platform": None}

    (tmp_path / "env").mkdir()
    (tmp_path / "env/runtime.json").write_text(json.dumps(facts("A", 1)))
    seen: list[Mapping[str, str]] = []

    def measure(_python: str, variables: Mapping[str, str]) -> Mapping[str, Any]:
        seen.append(variables)
        return facts("B", 4, "3.12.1")

    run = RunOptions(python=sys.executable, pins=Pins(threads=2))
    assert around_it(tmp_path, sys.executable, run, measure) == (
        "Python is 3.12.1 instead of 3.11.9",
        "the processor is B instead of A",
        "the number of its threads is 4 instead of 1",
    )
    assert seen[0]["OMP_NUM_THREADS"] == "2"
    assert around_it(tmp_path, sys.executable, run, None) == ()
    assert around_it(tmp_path, sys.executable, RunOptions(), measure) == ()
