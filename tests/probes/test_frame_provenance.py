"""Where data come from must be declared, and not over plain http."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_provenance import PROBE

FULL = {"source": "https://data.example/x.csv", "licence": "CC-BY-4.0", "owner": "City", "collection": "survey"}


def run(declared: dict[str, str], files: tuple[str, ...] = ()) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=pd.DataFrame({"a": [1]}), declared=declared, files=files))


def test_a_full_declaration_passes(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a\n1\n")
    (tmp_path / "LICENSE").write_text("text")
    found = run(FULL, (str(path),))
    assert found.status is Status.PASS
    assert found.summary == "Source, licence, owner and collection of df are declared, 1 file fingerprinted."
    assert "LICENSE stands beside the data" in found.details


def test_plain_http_fails() -> None:
    assert run(FULL | {"source": "http://data.example/x.csv"}).status is Status.FAIL


def test_a_missing_field_warns() -> None:
    found = run({key: value for key, value in FULL.items() if key != "licence"})
    assert found.status is Status.WARN
    assert found.summary == "df has no declared licence."


def test_nothing_declared_is_open() -> None:
    assert run({}).status is Status.OPEN


def test_a_file_that_cannot_be_read_is_not_evidence() -> None:
    assert run(FULL, ("gone.csv",)).summary == "Not evidence: gone.csv could not be read (FileNotFoundError)."
