"""What a run wrote is scanned before the run is signed; what is dangerous to load is not signed at all."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.errors import RefusedError
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Checklist
from jupyter_mlsec.model.finding import Outcome, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.reports.html.report import render_report
from jupyter_mlsec.run_artifacts import scan_used
from jupyter_mlsec.runs.execution import FileUse
from jupyter_mlsec.runs.files_used import digest_file
from jupyter_mlsec.stored_assessment import encode_assessment
from tests.artifacts.conftest import call

GOOD, BAD, OWN = pickle.dumps({"a": 1}), call("os", "system"), call("__main__", "Model")
Use = Callable[..., FileUse]


@pytest.fixture
def use(tmp_path: Path) -> Use:
    def made(name: str, data: bytes, *, written: bool = True) -> FileUse:
        (tmp_path / name).write_bytes(data)
        size, digest = digest_file(tmp_path / name) or (0, "")
        return FileUse(path=name, size=size, sha256=digest, written=written)

    return made


def told(reports: tuple[TargetReport, ...]) -> list[tuple[str, Outcome, list[str]]]:
    return [(report.path, report.outcome, [finding.rule for finding in report.findings]) for report in reports]


def test_model_files_are_reported_and_tables_are_not(use: Use, tmp_path: Path) -> None:
    files = [
        use("clf.pkl", GOOD),
        use("own.joblib", OWN),
        use("in.pkl", BAD, written=False),
        use("cut.pkl", GOOD[:-1]),
        use("train.csv", b"c,x\n1,2\n"),
        use("notes.bin", GOOD),
        use("hidden.bin", OWN),
    ]
    assert told(scan_used(files, tmp_path, Config())) == [
        ("clf.pkl", Outcome.CHECKED, []),
        ("own.joblib", Outcome.CHECKED, ["unvetted-pickle-import"]),
        ("in.pkl", Outcome.CHECKED, ["dangerous-pickle-import"]),
        ("cut.pkl", Outcome.NOT_CHECKED, []),
        ("hidden.bin", Outcome.CHECKED, ["unvetted-pickle-import"]),
    ]


@pytest.mark.parametrize("name", ["clf.pkl", "weights", "table.csv"])
def test_a_dangerous_file_that_the_run_wrote_is_refused(use: Use, tmp_path: Path, name: str) -> None:
    with pytest.raises(RefusedError) as caught:
        scan_used([use(name, BAD)], tmp_path, Config())
    assert caught.value.message == (
        f"{name}, which the run wrote, is dangerous to load: "
        "loading this file reaches os.system, which can run code or reach the system"
    )


def test_a_file_that_changed_since_the_run_ended_is_not_checked(use: Use, tmp_path: Path) -> None:
    used = use("clf.pkl", GOOD)
    (tmp_path / "clf.pkl").write_bytes(pickle.dumps([1]))
    [report] = scan_used([used], tmp_path, Config())
    assert (report.outcome, report.reason) == (Outcome.NOT_CHECKED, "it changed while the run was exported")
    (tmp_path / "clf.pkl").unlink()
    [report] = scan_used([used], tmp_path, Config())
    assert report.outcome is Outcome.NOT_CHECKED


def test_too_many_files_without_a_models_name_are_told(use: Use, tmp_path: Path) -> None:
    files = [use(f"{index}.bin", GOOD) for index in range(102)]
    assert told(scan_used(files, tmp_path, Config())) == [
        ("100.bin", Outcome.NOT_CHECKED, []),
        ("101.bin", Outcome.NOT_CHECKED, []),
    ]


def test_the_page_shows_them(use: Use, tmp_path: Path) -> None:
    artifacts = scan_used([use("own.pkl", OWN), use("cut.pkl", GOOD[:-1])], tmp_path, Config())
    now = datetime(2026, 11, 21, tzinfo=UTC)
    scan = TargetReport(path="train.ipynb", kind=TargetKind.NOTEBOOK)
    checklist = Checklist(notebook="train.ipynb", states=(), coverage=0.0, conformance=0.0)
    page = render_report(Assessment(path="train.ipynb", scan=scan, checklist=checklist, artifacts=artifacts), now=now)
    assert "Findings in the notebook and its files" in page
    assert "own.pkl" in page
    assert "cut.pkl" in page
    assert "the file ends too early" in page
    assert "1 model file of the run could not be looked at in full" in page
    bare = render_report(Assessment(path="train.ipynb", scan=scan, checklist=checklist), now=now)
    assert "and its files" not in bare


def test_they_are_stored_with_the_assessment(use: Use, tmp_path: Path) -> None:
    artifacts = scan_used([use("own.pkl", OWN), use("cut.pkl", GOOD[:-1])], tmp_path, Config())
    scan = TargetReport(path="train.ipynb", kind=TargetKind.NOTEBOOK)
    checklist = Checklist(notebook="train.ipynb", states=(), coverage=0.0, conformance=0.0)
    assessment = Assessment(path="train.ipynb", scan=scan, checklist=checklist, artifacts=artifacts)
    stored = json.loads(encode_assessment(assessment))["artifacts"]
    assert [(each["path"], each["outcome"], each["reason"], len(each["findings"])) for each in stored] == [
        ("own.pkl", "checked", None, 1),
        ("cut.pkl", "not-checked", "the file ends too early", 0),
    ]


def test_a_run_that_writes_a_dangerous_file_leaves_no_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_mlsec.export import export
    from jupyter_mlsec.runs.export import ExportOptions

    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "keys"))
    source = f"from pathlib import Path\nn = Path('clf.pkl').write_bytes({BAD!r})"
    cell: dict[str, object] = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": source,
    }
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"language_info": {"name": "python"}}, "cells": [cell]}
    (tmp_path / "mlsec.toml").write_text("")
    (tmp_path / "small.ipynb").write_text(json.dumps(document))
    with pytest.raises(RefusedError, match=r"^clf\.pkl, which the run wrote, is dangerous to load"):
        export(tmp_path / "small.ipynb", tmp_path / "small.mlrun", ExportOptions())
    assert not (tmp_path / "small.mlrun").exists()
