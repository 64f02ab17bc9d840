"""The one function: the same answer for a path and a stream, and an answer for whatever it is given."""

from __future__ import annotations

import io
import os
import pickle
from pathlib import Path

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.scan.artifact import scan_artifact
from jupyter_mlsec.scan.engine import scan_target
from tests.artifacts.conftest import call

HARMLESS = pickle.dumps([1, {"a": b"x"}])


def test_a_path_a_stream_and_a_scan_agree(tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(call("os", "system"))
    by_path = scan_artifact(path)
    with path.open("rb") as stream:
        by_stream = scan_artifact(stream, name=str(path))
        assert stream.tell() == 0
        assert not stream.closed
    assert by_path == by_stream == scan_artifact(str(path)) == scan_target(str(path), Config())
    assert [(each.rule, each.severity) for each in by_path.findings] == [("dangerous-pickle-import", "critical")]


def test_a_stream_is_looked_at_from_where_it_stands() -> None:
    stream = io.BytesIO(HARMLESS + call("os", "system"))
    stream.seek(len(HARMLESS))
    report = scan_artifact(stream)
    assert (report.path, report.outcome) == ("stream", Outcome.CHECKED)
    assert [each.rule for each in report.findings] == ["dangerous-pickle-import"]
    assert stream.tell() == len(HARMLESS)
    stream = io.BytesIO(b"a header of some program" + HARMLESS)
    stream.seek(24)
    assert (scan_artifact(stream).outcome, scan_artifact(stream).findings) == (Outcome.CHECKED, ())


def test_the_configuration_counts(tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(call("os", "system"))
    assert scan_artifact(path, Config(ignore=("dangerous-pickle-import",))).findings == ()


@pytest.mark.parametrize("kind", ["folder", "pipe", "missing", "nul"])
def test_what_is_no_regular_file_is_not_checked_and_never_waited_for(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    reason = {
        "folder": "cannot be opened: Is a directory",
        "pipe": "not a regular file",
        "missing": "cannot be opened: No such file or directory",
        "nul": "cannot be opened: not a path",
    }[kind]
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    report = scan_artifact("a\0b" if kind == "nul" else path)
    assert (report.outcome, report.reason) == (Outcome.NOT_CHECKED, reason)


def test_a_stream_that_cannot_seek_is_not_checked() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream, os.fdopen(writing, "wb"):
        report = scan_artifact(stream)
    assert (report.outcome, report.reason) == (Outcome.NOT_CHECKED, "the stream cannot seek")
