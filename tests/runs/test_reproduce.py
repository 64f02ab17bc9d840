"""Reproduce: a verified bundle is run again in a fresh folder, and every cell gets the level that it deserves."""

from __future__ import annotations

import base64
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.errors import RunError
from jupyter_mlsec.runs.compare import CellComparison, Level, Tolerance, compare
from jupyter_mlsec.runs.execution import RunOptions
from jupyter_mlsec.runs.recreate import recreate
from jupyter_mlsec.runs.reproduce import ReproduceOptions, Verdict, reproduce, to_json


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
        index=0, level=Level.DIFFERENT, what="the text of output 0"
    )
    assert level(picture("red"), picture("blue")).what == "the picture (image/png) of output 0"
    assert level(text("a"), []).what == "0 outputs instead of 1"
    assert level(text("a"), picture("red")).what == "output 0 is of kind display_data instead of stream"
    assert compare(notebook(text("a")), None, Tolerance()) == (CellComparison(index=0, level=Level.NOT_RUN),)


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("print(time.time())", "the cell reads a clock"),
        ("rng = np.random.default_rng()", "the cell draws random numbers that no seed reaches"),
        ("os.getpid()", "the cell asks about the machine"),
        ("KMeans(3)", "the cell uses code whose last digits depend on threads or on the processor"),
        ("x = 1", ""),
    ],
)
def test_causes_are_guessed_from_the_source(source: str, cause: str) -> None:
    assert level(text("a"), text("b"), source).cause == cause


def test_the_shared_bundle_reproduces(bundle: Path, notebook: Path, options: RunOptions) -> None:
    assert options.parameters
    again = reproduce(bundle, ReproduceOptions(python=sys.executable, data=notebook.parent))
    assert (again.verdict, again.reason, again.causes) == (Verdict.IDENTICAL, None, ())
    assert to_json(again) == {
        "format": "mlsec-reproduce/1",
        "verdict": "identical",
        "cells": [
            {"index": index, "level": "normalized" if index == 6 else "raw"}
            for index in (0, 1, 3, 4, 5, 6, 7, 8, 9, 10)
        ],
    }


def test_changed_data_are_found_and_named_as_the_cause(bundle: Path, options: RunOptions, tmp_path: Path) -> None:
    assert options.parameters
    (tmp_path / "data.csv").write_text("1.5,a\n2.5,b\n")
    again = reproduce(bundle, ReproduceOptions(python=sys.executable, data=tmp_path))
    assert again.verdict is Verdict.DIFFERENT
    assert [(cell.index, cell.what, cell.cause) for cell in again.cells if cell.level is Level.DIFFERENT] == [
        (7, "the text of output 0", "data.csv has changed since the run")
    ]


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
    (tmp_path / "env/requirements.txt").write_text("numpy==2.1.0\n")  # without a hash
    with pytest.raises(RunError, match=r"^could not install the locked packages"):
        recreate(tmp_path, tmp_path / "other", offline=True)
