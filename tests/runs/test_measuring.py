"""A run that measures: its cells' results stay as they are, and what was seen is part of the executed notebook."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.errors import RunError
from jupyter_mlsec.runs import layout, measuring
from jupyter_mlsec.runs.execute import execute
from jupyter_mlsec.runs.execution import Executed, Measure, RunOptions
from jupyter_mlsec.runs.export import ExportOptions, export_run
from jupyter_mlsec.runs.verify import verify_bundle

Write = Callable[..., Path]

FIT = """\
frame = pd.DataFrame({"a": np.arange(80.0) % 7, "b": np.arange(80.0) % 5, "y": np.arange(80) % 2})
model = LogisticRegression().fit(frame[["a", "b"]][:60], frame["y"][:60])
print(np.random.rand(), random.random())
"""
WORK = (
    "import random\nimport numpy as np\nimport pandas as pd\nfrom sklearn.linear_model import LogisticRegression",
    ("raises-exception", "raise ValueError('as announced')"),
    FIT,
)
MEASURED = RunOptions(measure=Measure.NORMAL)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory, as_notebook: Callable[..., bytes]) -> Path:
    """Return a notebook with a table, a model, an error that is announced, and metadata."""
    path = tmp_path_factory.mktemp("measured") / "work.ipynb"
    cells = [("", cell) if isinstance(cell, str) else cell for cell in WORK]
    path.write_bytes(as_notebook(*cells, metadata={"title": "kept"}))
    return path


@pytest.fixture(scope="module")
def runs(path: Path) -> tuple[Executed, Executed]:
    """Return its plain run, and its run that measures."""
    return execute(path, RunOptions()), execute(path, MEASURED)


def _document(executed: Executed) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(executed.document or b"")
    return document


def test_the_cells_and_what_they_gave_are_those_of_a_run_that_does_not_measure(runs: tuple[Executed, Executed]) -> None:
    plain, measured = runs
    assert [cell.raw for cell in plain.record.cells] == [cell.raw for cell in measured.record.cells]
    assert len(plain.record.cells) == len(WORK)
    assert (plain.files, plain.input) == (measured.files, measured.input)
    assert _document(plain)["cells"] == _document(measured)["cells"]


def test_what_was_seen_is_evidence_in_the_metadata_and_is_counted(runs: tuple[Executed, Executed]) -> None:
    plain, measured = runs
    records = _document(measured)["metadata"]["mlsec"]["records"]
    assert plain.measured is None
    assert "mlsec" not in _document(plain)["metadata"]
    assert measured.measured == len(records) > 10
    assert {record["kind"] for record in records} == {"evidence"}
    assert any("data:frame" in record["binds"] for record in records)


def test_its_bundle_verifies_and_the_run_says_how_much_was_measured(
    path: Path, runs: tuple[Executed, Executed], tmp_path: Path, members: Callable[[Executed], dict[str, bytes]]
) -> None:
    target = tmp_path / "work.mlrun"
    done = export_run(path, target, members, lambda _text: False, ExportOptions(run=MEASURED))
    assert verify_bundle(target, notebook=path).failures == ()
    told = json.loads((target / layout.RUN).read_bytes())["measured"]
    assert told == done.measured == runs[1].measured


def test_a_run_that_left_nothing_to_measure_says_so_and_succeeds(write_cells: Write) -> None:
    told: list[str] = []
    executed = execute(write_cells("print(1)"), MEASURED, stage=told.append)
    assert told == ["measuring"]
    assert executed.record.succeeded
    assert executed.measured == 0
    assert _document(executed)["metadata"].get("mlsec") is None


@pytest.mark.parametrize("before", [[], [("raises-exception", "raise ValueError")]], ids=["", "announced"])
def test_what_cannot_be_measured_is_no_success(write_cells: Write, before: list[tuple[str, str]]) -> None:
    hidden = "import sys\nsys.modules['jupyter_mlsec.magic.run_end'] = None"
    record = execute(write_cells(*before, hidden), MEASURED).record
    assert not record.succeeded
    assert record.reason is not None
    assert record.reason.startswith("what the notebook made could not be measured")
    assert all(cell.state.value == "completed" for cell in record.cells)


def test_measuring_counts_towards_the_limits_of_the_run(write_cells: Write) -> None:
    slow = "import types, time, sys\nmodule = types.ModuleType('jupyter_mlsec.magic.run_end')\n"
    slow += "module.measure_run = lambda **_: time.sleep(60)\nsys.modules[module.__name__] = module"
    record = execute(write_cells(slow), RunOptions(measure=Measure.NORMAL, timeout=6, cell_timeout=1)).record
    assert record.reason == "the run took longer than 6 seconds"


def test_a_notebook_of_another_language_cannot_be_measured(write_cells: Write) -> None:
    path = write_cells("1 + 1", metadata={"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}})
    with pytest.raises(RunError, match="models and tables of a r kernel cannot be measured") as error:
        execute(path, MEASURED)
    assert error.value.help == ("run it without --measure",)


def test_a_cell_that_poses_as_the_request_is_refused() -> None:
    with pytest.raises(RunError, match="has the id"):
        measuring.check({"cells": [measuring.request(Measure.NORMAL)]}, "python")


EVIDENCE = {"kind": "evidence"}


@pytest.mark.parametrize(
    ("kept", "number"),
    [
        ([EVIDENCE], 0),  # nobody asked for measures
        ([EVIDENCE, EVIDENCE], 1),  # more than were counted
        ([{"kind": "answer"}], 1),  # a decision, which only a person makes
        ([EVIDENCE], 2),
        (["evidence"], 1),
    ],
    ids=["uncounted", "more", "an answer", "fewer", "no record"],
)
def test_metadata_that_measuring_did_not_make_differ_from_the_input(kept: list[Any], number: int) -> None:
    own = {"mlsec": {"format": "mlsec-record/1", "records": kept}}
    assert measuring.unmeasured(own, number) != {}


@pytest.mark.parametrize("before", [[], [{"kind": "answer"}]])
def test_counted_evidence_is_taken_off_what_the_notebook_had(before: list[Any]) -> None:
    own = {"mlsec": {"format": "mlsec-record/1", "records": before}} if before else {}
    after = {"mlsec": {"format": "mlsec-record/1", "records": [*before, EVIDENCE]}}
    assert measuring.unmeasured(after, 1) == own
