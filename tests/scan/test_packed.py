"""Notebooks and scripts inside archives are findings of the archive."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from jupyter_mlsec.artifacts import scan as artifact_scan
from jupyter_mlsec.artifacts.scan import Looked
from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.model.text import Place
from jupyter_mlsec.scan import engine

SCRIPT = b"import pickle\npickle.load(open('x', 'rb'))  # mlsec: allow[unsafe-pickle-load] trust me\n"


def notebook(source: str) -> bytes:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "source": source,
    }
    document: dict[str, Any] = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
    return json.dumps(document).encode()


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> Any:
    def scan(*documents: tuple[str, bytes], problems: tuple[str, ...] = ()) -> Any:
        monkeypatch.setattr(engine, "scan_stream", lambda _stream, _name: Looked((), problems, documents))
        return engine.scan_data("models.zip", io.BytesIO(b""), Config())

    return scan


def test_the_scanner_hands_up_nothing_of_a_plain_pickle() -> None:
    assert artifact_scan.scan_stream(io.BytesIO(b"\x80\x04N.")) == Looked((), (), ())


def test_findings_of_members_stand_at_the_archive_and_allow_themselves_nothing(packed: Any) -> None:
    report = packed(("a/load.py", SCRIPT), ("b.ipynb", notebook("import joblib\njoblib.load('m')")))
    told = [(each.path, each.place, each.cell, each.rule, each.message, each.suppressed) for each in report.findings]
    assert told == [
        (
            "models.zip",
            Place.ARTIFACT,
            None,
            "unsafe-pickle-load",
            "a/load.py: unpickling runs whatever code the file holds",
            None,
        ),
        (
            "models.zip",
            Place.ARTIFACT,
            None,
            "unsafe-joblib-load",
            "b.ipynb: joblib.load unpickles, so it runs whatever code the file holds",
            None,
        ),
    ]
    assert report.outcome is Outcome.CHECKED
    assert set(report.excerpts) == {each.fingerprint for each in report.findings}


def test_the_same_line_in_two_members_is_two_findings(packed: Any) -> None:
    report = packed(("a.py", SCRIPT), ("b.py", SCRIPT))
    assert len({each.fingerprint for each in report.findings}) == 2


def test_a_member_that_cannot_be_read_makes_the_archive_unchecked(packed: Any) -> None:
    report = packed(("b.ipynb", b'{"nbformat": 4,'), problems=("c.pkl: the file ends too early",))
    assert report.outcome is Outcome.NOT_CHECKED
    assert report.reason is not None
    assert report.reason.startswith("c.pkl: the file ends too early; b.ipynb: ")
