"""No data value leaves the kernel, and nothing reaches out of it: a thousand values, every output, every form.

One session (tests/canary/measuring.py) measures tables and models full of planted values with every probe, writes every
report and runs the commands; one export makes a signed bundle of such a notebook.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from jupyter_mlsec.lifecycle.discovery import every_probe, probes_for
from jupyter_mlsec.probes._ground.session import SessionSubject
from tests.value_canaries import Search, planted

SEED = "values"
VALUES = planted(Random(SEED))
SEARCH = Search([value for values in VALUES.values() for value in values])
SCRIPT = Path(__file__).with_name("measuring.py")


@dataclass(frozen=True)
class Played:
    """What a session left: everything that came out of it, and what it tried to reach."""

    said: dict[str, bytes]
    attempts: list[tuple[str, str]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("session")
    command = [sys.executable, "-W", "error::ResourceWarning", str(SCRIPT), SEED, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=540)  # noqa: S603 - our own script
    assert (done.returncode, done.stderr) == (0, "")
    said = {path.name: path.read_bytes() for path in sorted((folder / "said").iterdir())}
    said["what the process printed"] = done.stdout.encode()
    return Played(said, [(doing, event) for doing, event in json.loads((folder / "attempts.json").read_text())])


def test_no_value_leaves_a_session(played: Played) -> None:
    assert {name: found for name, data in played.said.items() if (found := SEARCH.found(data))} == {}


def test_the_session_did_what_it_is_about(played: Played) -> None:
    """Nearly every probe of tables and models spoke, and every format of a report was written."""
    from jupyter_mlsec.reports.format import formats

    everything = b"".join(played.said.values()).decode("utf-8", "replace")
    probes = {**every_probe()}
    for own in probes_for(SessionSubject):
        del probes[own.name]  # they look at what the guard saw, not at data
    silent = {name for name, probe in probes.items() if name not in everything and not probe.incidental}
    assert silent == set()
    written = {name.partition("file-out-")[2] for name in played.said if "file-out-" in name}
    assert written == set(formats())
    assert any("comm-messages" in name and len(data) > 10_000 for name, data in played.said.items())


def test_only_what_was_asked_for_reaches_out(played: Played) -> None:
    """Measuring, scanning, reporting and the widget open no socket and start no process."""
    asked = {
        ("%mlsec guard", "subprocess.Popen"),  # whether other interpreters would load the guard, too
        ("mlsec advisories update", "urllib.Request"),  # the one thing here that is about the network
    }
    assert set(played.attempts) == asked


NOTEBOOK = """
%load_ext jupyter_mlsec
import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression
df = pd.read_csv("people.csv", index_col=0)
y = (df["amount"] > 0).map({True: df["label"].iloc[0], False: df["label"].iloc[1]})
clf = LogisticRegression().fit(df[["amount"]], y)
---
%mlsec data df --target label --entities email --quasi-identifiers town,label --freeze
---
%mlsec model clf --x df[["amount"]] --y y
---
%mlsec checklist
---
%mlsec report -o report.html
"""


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Run a notebook over planted values into a zipped bundle, and return all that is left of it but its data."""
    import pandas as pd

    folder = tmp_path_factory.mktemp("bundle")
    texts = {kind: [value.text for value in values] for kind, values in VALUES.items()}
    rows = 150
    frame = pd.DataFrame(
        {
            "email": texts["email"] + texts["email"][:50],
            "name": texts["name"],
            "town": (texts["foreign"] * 3)[:rows],
            "number": (texts["number"] * 2)[:rows],
            "label": (texts["label"] * rows)[:rows],
            "amount": [float(place % 7 - 3) for place in range(rows)],
        },
        index=(texts["index"] * 3)[:rows],
    )
    project = folder / "project"
    project.mkdir()
    frame.to_csv(project / "people.csv")
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "id": f"c{place}", "metadata": {}, "outputs": [], "execution_count": None, "source": text}
        for place, text in enumerate(NOTEBOOK.strip().split("\n---\n"))
    ]
    document = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    (project / "train.ipynb").write_text(json.dumps(document))
    own = {"MLSEC_CONFIG_DIR": str(folder / "own"), "MLSEC_DATA_DIR": str(folder / "data"), "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "jupyter_mlsec", "run", "train.ipynb", "-o", "../train.mlrun.zip", "--offline"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=project, env=os.environ | own, capture_output=True, check=False, timeout=540
    )
    assert done.returncode == 0, done.stderr
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "people.csv")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files} | {
        "stdout": done.stdout,
        "stderr": done.stderr,
    }


def test_no_value_is_in_a_bundle(bundled: dict[str, bytes]) -> None:
    assert {name: found for name, data in bundled.items() if (found := SEARCH.found(data))} == {}
    assert {"train.mlrun.zip", "project/.mlsec/trail.jsonl"} <= bundled.keys()
